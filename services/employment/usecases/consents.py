"""Heeding what people agree to."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.orm import Session

from chassis import settings
from chassis.copies import move_forward
from chassis.events.message import Received
from contracts.purposes import JOB_MATCHING
from contracts.residents import ConsentGiven, ConsentWithdrawn
from services.employment.models import JobConsent
from services.employment.usecases.wishes import withdraw_wishes

Change = ConsentGiven | ConsentWithdrawn


def keep_consents(session: Session, events: Sequence[Received[Change]]) -> None:
    """Note who agrees to be matched with work, and end what those have asked for who then said no.

    Whatever order the events come in: the newest word of a person says whether they are matched, and each withdrawal
    ends the wishes of before it, whatever was said since, of that record alone: it is announced under each that a
    person has.
    """
    about_jobs = [each for each in events if each.data.purpose == JOB_MATCHING.code]
    words = sorted(about_jobs, key=lambda each: each.sequence)
    newest = {each.data.person_id: each for each in words}
    rows = [
        {
            "person_id": person_id,
            "given": isinstance(word.data, ConsentGiven),
            "on": word.data.on,
            "version": word.sequence,
        }
        for person_id, word in newest.items()
    ]
    move_forward(session, JobConsent, rows)
    for word in words:
        if isinstance(word.data, ConsentWithdrawn):
            withdraw_wishes(session, word.data, until=_said_at(word), cause=word)


def _said_at(word: Received[Change]) -> datetime:
    """When it was said, by the end of its day: told anew later, it still speaks of that day."""
    day_after = datetime.combine(word.data.on + timedelta(days=1), time.min, settings.current().timezone)
    return min(word.time, day_after.astimezone(UTC))
