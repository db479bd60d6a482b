"""People who are forgotten: what is still on its way about them, or told again, is not taken down.

A service that remembers them has a table of its own for it, `Forgotten`, with a `person_id` and nothing else.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase, Session

from chassis.bulk import insert_into

_PEOPLE = 0x70656F70
"""Key of the lock that keeps forgetting people and taking down what is about them apart."""

_CHUNK = 10_000
"""Values in one IN list; SQLite allows 32,766 parameters a statement."""


def remember(session: Session, model: type[DeclarativeBase], person_ids: Iterable[UUID]) -> None:
    """Note that people are forgotten; until the end of the transaction nobody takes down anything about anybody."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_PEOPLE)))
    rows = [{"person_id": each} for each in sorted(set(person_ids))]
    session.execute(insert_into(session, model).on_conflict_do_nothing(), rows)


def nobody_else(session: Session) -> None:
    """Until the end of the transaction, let nobody else be forgotten; asked before any row is locked."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock_shared(_PEOPLE)))


def among(session: Session, model: Any, person_ids: Iterable[UUID]) -> set[UUID]:
    """Who of these people is forgotten; until the end of the transaction nobody else is."""
    nobody_else(session)
    asked = sorted(set(person_ids))
    return {
        person_id
        for start in range(0, len(asked), _CHUNK)
        for person_id in session.scalars(
            select(model.person_id).where(model.person_id.in_(asked[start : start + _CHUNK]))
        )
    }
