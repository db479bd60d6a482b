"""Housekeeping: what every service throws away by itself when its time is over."""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Select, delete, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from chassis import settings
from chassis.events.tables import Answered, InboxRow, OutboxRow
from chassis.events.timers import Timer
from chassis.ids import first_id_at

ANSWERS_KEPT: Final = timedelta(days=7)
"""How long a command may be sent again under its idempotency key."""

AT_ONCE: Final = 10_000
"""Most rows that one transaction removes of each kind."""


class Pruned(NamedTuple):
    """How many rows were removed, or could be."""

    announced: int
    applied: int


def forget_answers(session: Session, now: datetime) -> int:
    """Forget old answers; returns how many."""
    return _removed(session, delete(Answered).where(Answered.at < now - ANSWERS_KEPT))


def prune(session: Session, now: datetime) -> Pruned:
    """Remove what is older than the settings say, AT_ONCE of each kind at most.

    Of what was announced stay: what is not published, and the newest fact of each kind about every subject, so that
    the log still tells how everything is. What was applied is forgotten when no broker can bring it again.
    """
    announced = session.scalars(old_announcements(now).limit(AT_ONCE)).all()
    applied = session.execute(old_applications(now).limit(AT_ONCE)).all()
    key = tuple_(InboxRow.handler, InboxRow.event_id)
    for start in range(0, len(announced), _VALUES):
        session.execute(delete(OutboxRow).where(OutboxRow.id.in_(announced[start : start + _VALUES])))
    for start in range(0, len(applied), _VALUES):
        some = [tuple(each) for each in applied[start : start + _VALUES]]
        session.execute(delete(InboxRow).where(key.in_(some)).execution_options(synchronize_session=False))
    return Pruned(len(announced), len(applied))


def prunable(session: Session, now: datetime) -> Pruned:
    """How much there is to prune."""
    counts = [
        session.scalar(select(func.count()).select_from(each.subquery())) or 0
        for each in (old_announcements(now), old_applications(now))
    ]
    return Pruned(*counts)


def old_announcements(now: datetime) -> Select[Any]:
    """Rows of the outbox whose time is over, by id."""
    before = now - timedelta(days=settings.current().log_days)
    later = aliased(OutboxRow)
    follows = select(later.id).where(
        later.subject == OutboxRow.subject, later.type == OutboxRow.type, later.sequence > OutboxRow.sequence
    )
    return (
        select(OutboxRow.id)
        # Ids of events begin with the time: their index is the way to the old ones.
        .where(OutboxRow.event_id < first_id_at(before), OutboxRow.published_at < before, follows.exists())
        .order_by(OutboxRow.event_id)
    )


def old_applications(now: datetime) -> Select[str, UUID]:
    """Rows of the inbox whose time is over, by their key."""
    before = now - timedelta(days=settings.current().inbox_days)
    return select(InboxRow.handler, InboxRow.event_id).where(
        InboxRow.event_id < first_id_at(before), InboxRow.applied_at < before
    )


def _removed(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement)
    return int(result.rowcount)


def _forget_answers(session: Session, due: datetime) -> None:
    forget_answers(session, due)


def _prune(session: Session, due: datetime) -> None:
    prune(session, due)


_VALUES = 5_000
"""Values in one IN list; SQLite allows 32,766 parameters a statement."""

TIMERS: Final = (
    Timer(name="forget_answers", period=timedelta(days=1), work=_forget_answers),
    Timer(name="prune_events", period=timedelta(hours=1), work=_prune),
)
"""What each worker does beside its service's own timers."""
