"""Aliases: two records of one person are one; what was written under either id is found under both.

Rows keep the id they were written with, and whoever reads them asks here. When the records are set apart again, every
row is where it belongs without having been touched.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Uuid, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from chassis.bulk import Row
from chassis.copies import move_forward
from chassis.events.message import Received
from chassis.events.tables import Alias

Column = ColumnElement[Any] | InstrumentedAttribute[Any]

_CHUNK = 10_000


class Merger(Protocol):
    """What a fact about two records says: as which other one a record counts, or that it no longer does."""

    @property
    def merged_id(self) -> UUID: ...  # noqa: D102
    @property
    def counts_as(self) -> UUID | None: ...  # noqa: D102


def follow(session: Session, events: Iterable[Received[Any]]) -> None:
    """Note what facts about records say, whatever order they come in; their data are `Merger`s."""
    facts: list[tuple[Merger, int]] = [(each.data, each.sequence) for each in events]
    keep(
        session,
        [
            {"merged_id": fact.merged_id, "kept_id": fact.counts_as, "version": version}
            for fact, version in facts
        ],
    )


def keep(session: Session, rows: Iterable[Row]) -> None:
    """Note which records count as which others, and which no longer do: `merged_id`, `kept_id` or None, `version`."""
    move_forward(session, Alias, rows)


def people_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Every id of the people whom these ids stand for, these included, with the id of the record that is kept."""
    asked = set(ids)
    found = {each: each for each in asked}
    for some in _in_chunks(asked):
        found |= _merged(session, or_(Alias.merged_id.in_(some), Alias.kept_id.in_(some)))
    for some in _in_chunks(set(found.values()) - asked):
        found |= _merged(session, Alias.kept_id.in_(some))
    return found | {kept: kept for kept in found.values()}


def kept_id(session: Session, person_id: UUID) -> UUID:
    """The id of the record that is kept, which is this one unless it was merged."""
    return session.scalar(select(Alias.kept_id).where(Alias.merged_id == person_id)) or person_id


def all_ids(value: UUID | Column, *, of: Any = None) -> CompoundSelect[Any]:
    """A subquery for every id of the person whom an id stands for: of one id, or of a column of the table `of`."""
    given: Any = literal(value, Uuid()) if isinstance(value, UUID) else value
    mine, sibling = aliased(Alias), aliased(Alias)
    parts = (
        select(given.label("id")),
        select(Alias.kept_id).where(Alias.merged_id == given, Alias.kept_id.is_not(None)),
        select(Alias.merged_id).where(Alias.kept_id == given),
        select(sibling.merged_id)
        .join(mine, mine.kept_id == sibling.kept_id)
        .where(mine.merged_id == given, sibling.merged_id != given),
    )
    return union_all(*((each.correlate(of) for each in parts) if of is not None else parts))


def kept(column: Column) -> ColumnElement[UUID]:
    """The id of the record that is kept, in a statement that joins `Alias` on the column by `stands_for`."""
    return func.coalesce(Alias.kept_id, column, type_=Uuid())


def stands_for(column: Column) -> ColumnElement[bool]:
    """The condition on which an outer join with `Alias` says what an id stands for."""
    return Alias.merged_id == column


def is_merged(column: Column) -> ColumnElement[bool]:
    """Whether the record with this id counts as another."""
    return select(Alias.merged_id).where(Alias.merged_id == column, Alias.kept_id.is_not(None)).exists()


def _merged(session: Session, condition: ColumnElement[bool]) -> dict[UUID, UUID]:
    statement = select(Alias.merged_id, Alias.kept_id).where(condition, Alias.kept_id.is_not(None))
    return {merged: into for merged, into in session.execute(statement) if into is not None}


def _in_chunks(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    left = sorted(ids)
    for start in range(0, len(left), _CHUNK):
        yield left[start : start + _CHUNK]
