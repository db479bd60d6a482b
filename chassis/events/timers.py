"""Timers: what is due runs once, however many replicas there are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import DateTime, func, select, update
from sqlalchemy.orm import Session

from chassis import clock
from chassis.bulk import insert_into
from chassis.database import Database
from chassis.events.tables import TimerRun

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Timer:
    """Work that recurs: every so many seconds, counted from midnight UTC on 1 January 1970."""

    name: str
    period: timedelta
    work: Callable[[Session, datetime], None]

    def latest_due(self, now: datetime) -> datetime:
        """The newest due time that is not in the future."""
        return _EPOCH + (now - _EPOCH) // self.period * self.period

    def seconds_to_next(self, now: datetime) -> float:
        """How long until it is due again."""
        return (self.latest_due(now) + self.period - now).total_seconds()


def run_if_due(database: Database, timer: Timer) -> bool:
    """Run a timer for its latest due time unless some replica has done so; says whether it ran here.

    The claim and the work are one transaction: work that fails is due again at the next look.
    """
    with database.transaction() as session:
        due = timer.latest_due(database_now(session))
        if not _claimed(session, timer.name, due):
            return False
        timer.work(session, due)
    return True


def database_now(session: Session) -> datetime:
    """The database's clock: the one that all replicas share, even when their own differ."""
    if session.get_bind().dialect.name == "sqlite":
        return clock.now()
    return session.scalars(select(func.clock_timestamp(type_=DateTime(timezone=True)))).one()


def _claimed(session: Session, name: str, due: datetime) -> bool:
    never = {"name": name, "last_due": _EPOCH}
    session.execute(insert_into(session, TimerRun).on_conflict_do_nothing(), never)
    claim = (
        select(TimerRun.name)
        .where(TimerRun.name == name, TimerRun.last_due < due)
        .with_for_update(skip_locked=True)
    )
    if session.scalar(claim) is None:
        return False
    session.execute(update(TimerRun).where(TimerRun.name == name).values(last_due=due))
    return True
