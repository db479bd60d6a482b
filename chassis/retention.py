"""Retention: what is kept no longer than its purpose needs, thrown away by rule, on record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from chassis import audit, services

AT_ONCE: Final = 2_000
"""Most things that one transaction throws away by one rule."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How long one kind of thing is kept after it has served its purpose, and what becomes of it then."""

    name: str
    zh: str
    en: str
    basis: str
    """The law or standard the time comes from."""
    days: int
    over: Callable[[date], Select[Any]]
    """The ids of what served its purpose before a day, in a fixed order."""
    end: Callable[[Session, Sequence[Any], date], None]
    """Throw these away, today."""

    def count(self, session: Session, today: date) -> int:
        """How many there are to throw away."""
        wanted = self.over(self.before(today)).order_by(None)
        return session.scalar(select(func.count()).select_from(wanted.subquery())) or 0

    def run(self, session: Session, today: date) -> int:
        """Throw some away, AT_ONCE at most; returns how many. The audit log keeps rule, day and number."""
        ids = session.scalars(self.over(self.before(today)).limit(AT_ONCE)).all()
        if ids:
            self.end(session, ids, today)
            done = f"{len(ids)} from before {self.before(today)}"
            audit.record(session, f"retention.{self.name}", reason=done)
        return len(ids)

    def before(self, today: date) -> date:
        """The first day whose things are still kept."""
        return today - timedelta(days=self.days)


def rules_of(service: str) -> Sequence[Rule]:
    """The rules in the service's `retention`."""
    found: Sequence[Rule] = services.part(service, "retention").RULES
    return found


def run(session: Session, service: str, today: date) -> None:
    """Throw away what is over by every rule of a service, some of each."""
    for rule in rules_of(service):
        rule.run(session, today)
