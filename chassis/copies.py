"""Copies of another service's state: rows that are only ever moved forward, by version."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, inspect
from sqlalchemy.orm import DeclarativeBase, Session

from chassis.bulk import Row, insert_rows


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
