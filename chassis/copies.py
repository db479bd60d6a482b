"""Copies of another service's state: rows that are only ever moved forward, by version."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, inspect
from sqlalchemy.orm import DeclarativeBase, Session

from chassis.bulk import Row, insert_rows


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A table that one handler fills from facts and nothing else, so that it can be told anew and compared."""

    model: type[DeclarativeBase]
    subject: str | None = None
    """The column that says which subject's facts a row is made of; its primary key when left out."""
    of: str | None = None
    """The owner's `Present` it is a copy of, where several are told in the same facts."""
    only: ColumnElement[bool] | None = None
    """The rows that say something; others are as good as none."""

    @property
    def table(self) -> Table:
        """The table of the model."""
        found: Table = inspect(self.model).local_table  # type: ignore[assignment]
        return found

    @property
    def subject_column(self) -> Any:
        """The column of the subject."""
        return self.table.c[self.subject] if self.subject else next(iter(self.table.primary_key))


def move_forward(session: Session, model: type[DeclarativeBase], rows: Iterable[Row]) -> None:
    """Insert or advance rows of a copy in one statement, whatever order they come in.

    Every row has all columns to write, its primary key and `version`; a row whose version is not higher than
    the one already there changes nothing.
    """
    table: Table = inspect(model).local_table  # type: ignore[assignment]
    keys = [column.name for column in table.primary_key.columns]
    newest: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = tuple(row[each] for each in keys)
        if key not in newest or newest[key]["version"] < row["version"]:
            newest[key] = row
    # Two replicas that lock the same rows in the same order wait for each other instead of deadlocking.
    insert_rows(session, model, [newest[key] for key in sorted(newest)], on_conflict="advance")
