"""Heeding what people agree to."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

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

    Whatever order the events come in: it is the newest word of a person that counts. Words of one person that come at
    once are heeded one after the other: what was withdrawn stays so, whatever was agreed to a moment later.
    """
    left = sorted(
        (each for each in events if each.data.purpose == JOB_MATCHING.code), key=lambda each: each.sequence
    )
    while left:
        words = {each.data.person_id: each for each in reversed(left)}
        _heed(session, words)
        left = [each for each in left if words[each.data.person_id] is not each]


def _heed(session: Session, words: Mapping[UUID, Received[Change]]) -> None:
    rows = [
        {
            "person_id": person_id,
            "given": isinstance(word.data, ConsentGiven),
            "on": word.data.on,
            "version": word.sequence,
        }
        for person_id, word in words.items()
    ]
    move_forward(session, JobConsent, rows)
    superseded = queries.superseded(session, {each: word.sequence for each, word in words.items()})
    for person_id, word in sorted(words.items()):
        if isinstance(word.data, ConsentWithdrawn):
            # What was withdrawn before the newest word ends what there was to match by then.
            withdraw_wishes(
                session, person_id, cause=word, before=word.time if person_id in superseded else None
            )
