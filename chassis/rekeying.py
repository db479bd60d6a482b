"""Rekeying: personal data at rest are written anew with the newest key, while the services run."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, LargeBinary, Table, bindparam, func, or_, select, type_coerce, update
from sqlalchemy.orm import Session

from chassis import migrations, settings
from chassis.database import Database
from chassis.personal import MARK_BYTES, Encrypted, mark_of

_BATCH = 500


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
    stored = (type_coerce(column, LargeBinary()) for column in columns)
    return or_(*(func.substr(each, 1, MARK_BYTES, type_=LargeBinary()) != newest for each in stored))


def _encrypted(service: str) -> Iterator[tuple[Table, list[Column[Any]]]]:
    for metadata in migrations.metadata_of(service):
        for table in metadata.sorted_tables:
            columns = [each for each in table.columns if isinstance(each.type, Encrypted)]
            if columns:
                yield table, columns
