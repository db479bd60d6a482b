"""Heeding what people agree to."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from chassis.aliases import people_of
from chassis.copies import move_forward
from chassis.events.message import Received
from contracts.purposes import JOB_MATCHING
from contracts.residents import ConsentGiven, ConsentWithdrawn
from services.employment import queries
from services.employment.models import JobConsent
from services.employment.usecases.wishes import withdraw_wishes

Change = ConsentGiven | ConsentWithdrawn


def keep_consents(session: Session, events: Sequence[Received[Change]]) -> None:
    """Note who agrees to be matched with work, and withdraw the wishes of those who no longer do.

    Whatever order the events come in: it is the newest word of a person that counts.
    """
    heard = [each for each in events if each.data.purpose == JOB_MATCHING.code]
    rows = [
        {
            "person_id": each.data.person_id,
            "given": isinstance(each.data, ConsentGiven),
            "on": each.data.on,
            "version": each.sequence,
        }
        for each in heard
    ]
    move_forward(session, JobConsent, rows)
    newest = {each.data.person_id: each for each in sorted(heard, key=lambda each: each.sequence)}
    people = people_of(session, newest)
    declining = queries.declining(session, people)
    for person_id, word in sorted(newest.items()):
        if people[person_id] in declining:
            withdraw_wishes(session, people_of(session, [person_id]), cause=word)
