"""Holdings: what each table holds on people, for which purpose, and what becomes of it when a person is erased."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, inspect, select, update
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session

from chassis import services
from chassis.aliases import all_ids
from chassis.events import forgetting
from chassis.workbooks import Sheet

Column = InstrumentedAttribute[Any]
Row = Mapping[str, Any]

_CHUNK = 5_000
"""Values in one IN list; SQLite allows 32,766 parameters a statement."""


class Purpose(Protocol):
    """Why something is held: a stable code, words, and the article of law it rests on."""

    code: str
    zh: str
    en: str
    article: str


class Erased(StrEnum):
    """What becomes of rows whose person is erased."""

    DELETED = "deleted"
    BLANKED = "blanked"
    """Their personal columns are overwritten."""
    KEPT = "kept"
    """They say nothing of anybody once the person's own row is blank."""


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One table, as far as it concerns a person."""

    model: type[DeclarativeBase]
    whose: Column
    """The person's id, in this table or in one it is joined with."""
    joins: Sequence[tuple[type[DeclarativeBase], ColumnElement[bool]]] = ()
    zh: str
    en: str
    purpose: Purpose
    shows: Mapping[Column, str]
    """What the person is told: column → Chinese heading."""
    erased: Erased
    blanks: Mapping[Column, Any] = field(default_factory=dict)
    """Of blanked rows: column → what it says afterwards."""
    only: ColumnElement[bool] | None = None
    """Which rows erasure reaches at once; the service itself sees to the others in time."""

    def rows(self, session: Session, person_id: UUID) -> list[Row]:
        """What is held on one person, under whatever id, by column name; days and instants as ISO 8601 has them.

        In the order of their keys, which is that in which they were written.
        """
        theirs: Select[Any] = self._of(select(*self.shows)).where(self.whose.in_(all_ids(person_id)))
        found = session.execute(theirs.order_by(*inspect(self.model).primary_key)).mappings()
        return [{name: _written(value) for name, value in row.items()} for row in found]

    def erase(self, session: Session, person_ids: Sequence[UUID]) -> None:
        """Let these people be forgotten in this table."""
        if self.erased is Erased.KEPT:
            return
        for start in range(0, len(person_ids), _CHUNK):
            theirs = self._theirs(person_ids[start : start + _CHUNK])
            change: Any = delete(self.model)
            if self.erased is Erased.BLANKED:
                change = update(self.model).values(dict(self.blanks))
            session.execute(change.where(theirs).execution_options(synchronize_session=False))

    def _theirs(self, person_ids: Sequence[UUID]) -> ColumnElement[bool]:
        theirs = self.whose.in_(person_ids)
        if self.whose.class_ is not self.model:
            (key,) = inspect(self.model).primary_key
            theirs = key.in_(self._of(select(key)).where(theirs))
        return theirs if self.only is None else and_(theirs, self.only)

    def _of(self, statement: Select[Any]) -> Select[Any]:
        statement = statement.select_from(self.model)
        for table, on in self.joins:
            statement = statement.join(table, on)
        return statement


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Section:
    """What one table holds on one person."""

    holding: Holding
    rows: list[Row]

    def told(self) -> dict[str, object]:
        """As what is written to a file."""
        of = self.holding
        return {
            "zh": of.zh,
            "en": of.en,
            "purpose": of.purpose.code,
            "article": of.purpose.article,
            "rows": self.rows,
        }

    def sheet(self) -> Sheet:
        """As a sheet of a workbook, with Chinese headings."""
        columns = [column.key for column in self.holding.shows]
        rows = [[row[name] for name in columns] for row in self.rows]
        return self.holding.zh, list(self.holding.shows.values()), rows


def cover(sections: Iterable[Section]) -> Sheet:
    """A sheet that says of each other one what it is for, and by which law."""
    headings = ["内容 what", "用途 purpose", "依据 legal basis", "条数 rows"]
    rows = [
        [f"{of.zh} {of.en}", f"{of.purpose.zh} {of.purpose.en}", of.purpose.article, len(each.rows)]
        for each in sections
        for of in [each.holding]
    ]
    return "说明 about", headings, rows


def holdings_of(service: str) -> Sequence[Holding]:
    """The declarations in the service's `personal_data`."""
    found: Sequence[Holding] = services.part(service, "personal_data").HOLDINGS
    return found


def held_on(session: Session, service: str, person_id: UUID) -> list[Section]:
    """All a service holds on one person, in the order of its declarations; tables without a row are left out."""
    found = [Section(each, each.rows(session, person_id)) for each in holdings_of(service)]
    return [each for each in found if each.rows]


def erase(session: Session, service: str, person_ids: Sequence[UUID]) -> None:
    """Let a service forget people: in its tables, in the log of what it announced, in its failed events."""
    for holding in holdings_of(service):
        holding.erase(session, person_ids)
    forgetting.forget_sealed(session, [str(each) for each in person_ids])
