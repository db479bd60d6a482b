"""Rekeying: personal data at rest are written anew with the newest key, while the services run."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, LargeBinary, Table, bindparam, func, or_, select, type_coerce, update
from sqlalchemy.orm import Session

from chassis import migrations, settings
from chassis.database import Database
from chassis.personal import MARK, MARK_BYTES, CannotOpen, Encrypted, mark_of

_BATCH = 500


def require_keys(own: Database) -> None:
    """Refuse to go on where personal data cannot be read, as the first and the last row of each table tell.

    Who wrote on regardless would leave data under two keys that are never together. Raises CannotOpen.
    """
    known = {mark_of(each) for each in settings.current().personal_data_keys}
    with own.reading() as session:
        for table, columns in _encrypted(own.service):
            key = list(table.primary_key.columns)
            for order in (key, [each.desc() for each in key]):
                row = session.execute(select(*map(_mark, columns)).order_by(*order).limit(1)).first()
                there = {bytes(mark) for mark in row or () if mark is not None}
                if any(mark.startswith(MARK) and mark not in known for mark in there):
                    raise CannotOpen(
                        f"The personal data in the database of {own.service} were written with a key that is not "
                        "configured: put it after the newest one in DOORSTEP_PERSONAL_DATA_KEYS."
                    )


class Remaining(NamedTuple):
    """A table with rows that are still written with an older key."""

    table: Table
    columns: Sequence[Column[Any]]
    rows: int


def remaining(own: Database) -> list[Remaining]:
    """The tables with encrypted columns, and how many rows of each were written with another key than the newest."""
    found = []
    with own.reading() as session:
        for table, columns in _encrypted(own.service):
            count = select(func.count()).select_from(table).where(_old(columns))
            found.append(Remaining(table, columns, session.scalar(count) or 0))
    return found


def rekey(own: Database, what: Remaining) -> Iterator[int]:
    """Write a table's old rows anew, some at a time, each in its own transaction; yields how many were done.

    Rows that somebody else changes at this moment are left for the next look; new ones get the newest key anyway.
    Raises CannotOpen for a value whose key is not configured.
    """
    while True:
        with own.transaction() as session:
            done = _rekey_some(session, what.table, what.columns)
        if not done:
            return
        yield done


def _rekey_some(session: Session, table: Table, columns: Sequence[Column[Any]]) -> int:
    key = list(table.primary_key.columns)
    wanted = select(*key, *columns).where(_old(columns)).order_by(*key).limit(_BATCH)
    rows = session.execute(wanted.with_for_update(skip_locked=True)).mappings().all()
    if rows:
        same = [column == bindparam(f"key_{column.name}") for column in key]
        statement = update(table).where(*same).values({c.name: bindparam(f"new_{c.name}") for c in columns})
        session.connection().execute(
            statement,
            [
                {f"key_{c.name}": row[c] for c in key} | {f"new_{c.name}": row[c] for c in columns}
                for row in rows
            ],
        )
    return len(rows)


def _old(columns: Sequence[Column[Any]]) -> Any:
    newest = mark_of(settings.current().personal_data_keys[0])
    return or_(*(_mark(each) != newest for each in columns))


def _mark(column: Column[Any]) -> Any:
    return func.substr(type_coerce(column, LargeBinary()), 1, MARK_BYTES, type_=LargeBinary())


def _encrypted(service: str) -> Iterator[tuple[Table, list[Column[Any]]]]:
    for metadata in migrations.metadata_of(service):
        for table in metadata.sorted_tables:
            columns = [each for each in table.columns if isinstance(each.type, Encrypted)]
            if columns:
                yield table, columns
