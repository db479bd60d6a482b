"""Many rows in one statement: the fast way into a table on PostgreSQL, the plain one on SQLite."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    Column,
    Date,
    Dialect,
    LargeBinary,
    Table,
    Uuid,
    bindparam,
    column,
    func,
    inspect,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import Text, TypeDecorator, TypeEngine

Row = Mapping[str, Any]
OnConflict = Literal["refuse", "skip", "advance"]


def insert_rows(
    session: Session,
    model: type[DeclarativeBase],
    rows: Sequence[Row],
    *,
    on_conflict: OnConflict = "refuse",
    returning: tuple[str, ...] = (),
) -> list[tuple[Any, ...]]:
    """Insert rows that all have the same columns; returns the values of some columns if asked for.

    What meets a row with the same primary key is refused with IntegrityError, or skipped, or advances that row
    if its `version` is higher.
    """
    if not rows:
        return []
    table: Table = inspect(model).local_table  # type: ignore[assignment]
    dialect = session.get_bind().dialect
    statement = _statement(table, tuple(rows[0]), dialect.name, on_conflict, returning)
    parameters: Any = list(rows)
    if dialect.name != "sqlite":
        parameters = {"rows": _as_json([table.c[name] for name in rows[0]], rows, dialect)}
    found = session.execute(statement, parameters)
    return [tuple(row) for row in found] if returning else []


def insert_into(session: Session, model: type[DeclarativeBase]) -> Any:
    """An INSERT that can say ON CONFLICT, in the dialect of this session."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(model)


@cache
def _statement(
    table: Table, names: tuple[str, ...], dialect: str, on_conflict: OnConflict, returning: tuple[str, ...]
) -> Any:
    """Made once for each kind: to make it takes longer than to run it with a few rows."""
    columns = [table.c[name] for name in names]
    statement: Any = sqlite.insert(table) if dialect == "sqlite" else _from_json(table, columns)
    statement = _resolved(statement, table, columns, on_conflict)
    return statement.returning(*(table.c[name] for name in returning)) if returning else statement


def _from_json(table: Table, columns: Sequence[Column[Any]]) -> Any:
    """One JSON text in place of thousands of parameters: less to quote, to send and to parse.

    Measured for 500 rows of nine columns: 8.8 ms beside 12.7 ms for a long VALUES list.
    """
    source = func.json_populate_recordset(
        literal_column(f"NULL::{table.name}"), bindparam("rows", type_=Text())
    ).table_valued(*(column(each.name, each.type) for each in columns))
    return postgresql.insert(table).from_select([each.name for each in columns], select(*source.c))


def _as_json(columns: Sequence[Column[Any]], rows: Iterable[Row], dialect: Dialect) -> str:
    """Rows as PostgreSQL reads them from JSON."""
    write = {column.name: _writer(column.type, dialect) for column in columns}
    special = {name: each for name, each in write.items() if each is not None}
    plain = [
        {**row, **{name: each(row[name]) for name, each in special.items() if row[name] is not None}}
        for row in rows
    ]
    return json.dumps(plain, ensure_ascii=False)


def _writer(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """What turns a value of a type into JSON; None where it is JSON already."""
    if isinstance(kind, TypeDecorator):
        return lambda value: _plain(kind.process_bind_param(value, dialect))
    if isinstance(kind, Uuid):
        return str
    if isinstance(kind, Date):
        return date.isoformat
    return _plain if isinstance(kind, LargeBinary) else None


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    return value.isoformat() if isinstance(value, date) else value


def _resolved(statement: Any, table: Table, columns: Sequence[Column[Any]], on_conflict: OnConflict) -> Any:
    if on_conflict == "refuse":
        return statement
    if on_conflict == "skip":
        return statement.on_conflict_do_nothing()
    keys = [each.name for each in table.primary_key.columns]
    return statement.on_conflict_do_update(
        index_elements=keys,
        set_={each.name: statement.excluded[each.name] for each in columns if each.name not in keys},
        where=table.c.version < statement.excluded.version,
    )
