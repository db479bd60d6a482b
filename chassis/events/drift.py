"""Drift: each copy is compared with what its own handler makes of its owner's present, and what differs is named.

The handler runs in a scratch database, so that what a copy should say is never written twice, and no copy needs code
of its own to be compared.
"""

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update

from chassis import clock, migrations, topology
from chassis.database import Database
from chassis.events.broker import BrokerAway
from chassis.events.failures import NO_HANDLER, WAITING
from chassis.events.resync import KeptCopy, hand_over, tell
from chassis.events.tables import FailedEvent, InboxRow, OutboxRow

Row = dict[str, Any]
Rows = dict[tuple[Any, ...], Row]
Progress = Callable[[str, int, int | None], None]

_LOOKS = 3
"""What still differs at the last look differs; news between two readings is gone by then."""
_IN_QUEUES = timedelta(hours=1)
"""What was published longer ago is with its handler, unless messages wait there."""
_AT_ONCE = 500


class CannotCompare(Exception):
    """A handler refused what its owner tells of the present."""


@dataclass(frozen=True)
class Difference:
    """One row that is not as its owner has it."""

    kind: str
    """`missing`, `unknown` to the owner, or `different`."""
    key: tuple[Any, ...]
    subject: UUID
    columns: tuple[str, ...] = ()


@dataclass
class Found:
    """One copy as it was found."""

    kept: KeptCopy
    rows: int = 0
    behind: int = 0
    """Subjects of which something is on its way; what differs there is no drift."""
    differences: list[Difference] = field(default_factory=list)


def examine(kept: KeptCopy, owner: Database, keeper: Database, progress: Progress = lambda *_: None) -> Found:
    """Compare a copy with its owner while both go on working. Raises CannotCompare."""
    found, subjects = Found(kept), None
    for look in range(_LOOKS):
        there = _rows(kept, keeper, subjects)
        wanted = _wanted(kept, owner, subjects, progress if look == 0 else lambda *_: None)
        different = list(_differences(kept, there, wanted))
        behind = _behind(kept, owner, keeper, {each.subject for each in different})
        found.differences = [each for each in different if each.subject not in behind]
        if look == 0:
            found.rows, found.behind = len(there), len(behind)
        subjects = {each.subject for each in found.differences}
        if not subjects:
            break
    return found


def repair(found: Found, owner: Database, keeper: Database) -> None:
    """Take away what nobody knows and let the handler take the present of those subjects; both may be working.

    A row that is wrong stays, as one that any version moves forward: without it, who declined would for a moment
    be one who has said nothing. What is missing may be a row that says nothing.
    """
    kept, table = found.kept, found.kept.copy.table
    subjects = {each.subject for each in found.differences}
    keys = list(table.primary_key)
    with keeper.transaction() as session:
        for each in found.differences:
            same = [column == value for column, value in zip(keys, each.key, strict=True)]
            change = delete(table) if each.kind == "unknown" else update(table).values(version=-1)
            session.execute(change.where(*same))
    for some in _chunks(subjects):
        for _ in tell(kept, owner, keeper, some):
            pass


def _rows(kept: KeptCopy, database: Database, subjects: Collection[UUID] | None) -> Rows:
    table = kept.copy.table
    statement = select(table)
    if kept.copy.only is not None:
        statement = statement.where(kept.copy.only)
    wanted = [statement] if subjects is None else [
        statement.where(kept.copy.subject_column.in_(some)) for some in _chunks(subjects)
    ]  # fmt: skip
    keys = [column.name for column in table.primary_key]
    with database.reading() as session:
        return {
            tuple(row[name] for name in keys): dict(row)
            for each in wanted
            for row in session.execute(each).mappings()
        }


def _wanted(kept: KeptCopy, owner: Database, subjects: Collection[UUID] | None, progress: Progress) -> Rows:
    """What the copy would say if it had been told everything just now."""
    with TemporaryDirectory(prefix="doorstep-drift-") as folder:
        scratch = Database(kept.keeper, f"sqlite:///{Path(folder) / 'scratch.sqlite3'}")
        for metadata in migrations.metadata_of(kept.keeper):
            metadata.create_all(scratch.engine)
        done = 0
        with owner.reading() as session:
            parts = [None] if subjects is None else list(_chunks(subjects))
            for part in parts:
                facts = kept.present.read(session, part)
                while some := list(itertools.islice(facts, _AT_ONCE)):
                    hand_over(kept, scratch, some)
                    done += len(some)
                    progress(kept.name, done, None)
        progress(kept.name, done, done)
        _refuse_failures(kept, scratch)
        rows = _rows(kept, scratch, None)
        scratch.engine.dispose()
    return rows


def _refuse_failures(kept: KeptCopy, scratch: Database) -> None:
    with scratch.reading() as session:
        failed = session.scalars(select(FailedEvent.error).limit(1)).first()
    if failed is not None:
        raise CannotCompare(
            f"{kept.name}: {kept.handler.handler} could not take what {kept.owner} tells: {failed}"
        )


def _differences(kept: KeptCopy, there: Rows, wanted: Rows) -> Iterator[Difference]:
    subject = kept.copy.subject_column.name
    for key in wanted.keys() - there.keys():
        yield Difference("missing", key, wanted[key][subject])
    for key in there.keys() - wanted.keys():
        yield Difference("unknown", key, there[key][subject])
    for key in there.keys() & wanted.keys():
        columns = tuple(
            name for name, value in wanted[key].items() if name != "version" and there[key][name] != value
        )
        if columns:
            yield Difference("different", key, wanted[key][subject], columns)


def _behind(kept: KeptCopy, owner: Database, keeper: Database, subjects: Collection[UUID]) -> set[UUID]:
    """Subjects whose newest announcement is on its way to the handler: unpublished, in the queue, or to be retried.

    What was published long ago and left no trace is not: the copy was filled without it, by `resync` or a backup. Nor
    is what was set aside for good.
    """
    newest = _newest(kept, owner, subjects)
    applied, failed = _taken(kept, keeper, [event_id for event_id, _ in newest.values()])
    arrived = datetime.min.replace(tzinfo=UTC) if _waiting(kept.keeper) else clock.now() - _IN_QUEUES
    return {
        subject
        for subject, (event_id, published_at) in newest.items()
        if event_id not in applied
        and (
            failed[event_id] == WAITING
            if event_id in failed
            else published_at is None or published_at > arrived
        )
    }


def _waiting(keeper: str) -> bool:
    """Whether messages wait for a service, or might."""
    try:
        messages, _ = topology.broker().depth(keeper)
    except BrokerAway:
        return True
    return messages > 0


def _newest(
    kept: KeptCopy, owner: Database, subjects: Collection[UUID]
) -> dict[UUID, tuple[UUID, datetime | None]]:
    """Of each subject the newest announcement that the handler listens to, and when it was published."""
    types = [each.type() for each in kept.handler.contracts]
    newest: dict[UUID, tuple[UUID, datetime | None]] = {}
    for some in _chunks(subjects):
        rank = func.row_number().over(partition_by=OutboxRow.subject, order_by=OutboxRow.sequence.desc())
        ranked = (
            select(OutboxRow.subject, OutboxRow.event_id, OutboxRow.published_at, rank.label("rank"))
            .where(OutboxRow.subject.in_([str(each) for each in some]), OutboxRow.type.in_(types))
            .subquery()
        )
        with owner.reading() as session:
            rows = session.execute(select(ranked).where(ranked.c.rank == 1)).all()
        newest |= {UUID(row.subject): (row.event_id, row.published_at) for row in rows}
    return newest


def _taken(
    kept: KeptCopy, keeper: Database, event_ids: Collection[UUID]
) -> tuple[set[UUID], dict[UUID, str]]:
    """Which events the handler has applied, and which it could not: with what is to become of them."""
    applied: set[UUID] = set()
    failed: dict[UUID, str] = {}
    handler = kept.handler.handler
    for some in _chunks(event_ids):
        known = select(InboxRow.event_id).where(InboxRow.handler == handler, InboxRow.event_id.in_(some))
        set_aside = select(FailedEvent.message_id, FailedEvent.state).where(
            FailedEvent.handler.in_([handler, NO_HANDLER]),
            FailedEvent.message_id.in_([str(each) for each in some]),
        )
        with keeper.reading() as session:
            applied.update(session.scalars(known))
            failed |= {UUID(row.message_id): row.state for row in session.execute(set_aside)}
    return applied, failed


def _chunks(values: Iterable[UUID]) -> Iterator[list[UUID]]:
    left = sorted(values)
    for start in range(0, len(left), _AT_ONCE):
        yield left[start : start + _AT_ONCE]
