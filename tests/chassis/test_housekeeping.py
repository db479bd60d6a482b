"""Housekeeping: what is old goes, and nothing that is still needed."""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from chassis import clock, database
from chassis.database import Database
from chassis.events import housekeeping
from chassis.events.housekeeping import Pruned, prunable, prune
from chassis.events.line import EventLine
from chassis.events.tables import InboxRow, OutboxRow
from chassis.ids import first_id_at, new_id
from tests.chassis.asking import run
from tests.chassis.asking import system as system  # noqa: PLC0414

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
LOG, INBOX = timedelta(days=400), timedelta(days=90)
A_BIT = timedelta(seconds=1)


def made_at(instant: datetime) -> UUID:
    """An id as it is made at an instant."""
    return UUID(int=first_id_at(instant).int | secrets.randbits(62))


def announced(
    subject: str, sequence: int, at: datetime, *, published: datetime | None, kind: str = "lamp_lit.v1"
) -> OutboxRow:
    return OutboxRow(
        event_id=made_at(at), type=f"lamps.{kind}", routing_key=kind, subject=subject,
        sequence=sequence, data="{}", occurred_at=at, published_at=published,
    )  # fmt: skip


def applied(at: datetime, *, made: datetime | None = None, handler: str = "keep") -> InboxRow:
    return InboxRow(handler=handler, event_id=made_at(made or at), applied_at=at)


def left(lamps: Database) -> list[tuple[str, int]]:
    with lamps.reading() as session:
        rows = session.execute(select(OutboxRow.subject, OutboxRow.sequence))
        return sorted((row.subject, row.sequence) for row in rows)


def test_ids_made_before_an_instant_are_below_its_first():
    before, now, after = (clock.now() + timedelta(milliseconds=each) for each in (-5000, 0, 5000))

    assert first_id_at(before) < new_id() < first_id_at(after)
    assert first_id_at(now) < made_at(now)


def test_what_was_announced_long_ago_goes_and_the_newest_of_a_subject_stays(lamps: Database):
    old = NOW - LOG - A_BIT
    with lamps.transaction() as session:
        session.add_all(
            [
                announced("lamp-1", 1, old, published=old),
                announced("lamp-1", 2, old, published=old),
                announced("lamp-1", 3, old, published=old),
                announced("lamp-2", 1, old, published=old),
                announced("lamp-2", 2, NOW, published=NOW),
                announced("lamp-3", 1, NOW - LOG + A_BIT, published=NOW - LOG + A_BIT),
                announced("lamp-3", 2, NOW, published=NOW),
            ]
        )

    with lamps.transaction() as session:
        assert prunable(session, NOW) == Pruned(3, 0)
        assert prune(session, NOW) == Pruned(3, 0)

    assert left(lamps) == [("lamp-1", 3), ("lamp-2", 2), ("lamp-3", 1), ("lamp-3", 2)]


def test_the_newest_of_each_kind_stays_for_those_who_are_told_again(lamps: Database):
    old = NOW - LOG - A_BIT
    kinds = ["lamp_lit.v1", "lamp_cleaned.v1", "lamp_lit.v1", "lamp_dimmed.v1"]
    with lamps.transaction() as session:
        session.add_all(
            announced("lamp-1", number, old, published=old, kind=kind) for number, kind in enumerate(kinds, 1)
        )

    with lamps.transaction() as session:
        assert prune(session, NOW) == Pruned(1, 0)

    assert left(lamps) == [("lamp-1", 2), ("lamp-1", 3), ("lamp-1", 4)]


@pytest.mark.parametrize("published", [None, NOW - A_BIT], ids=["never", "late"])
def test_what_is_not_published_long_ago_stays(lamps: Database, published: datetime | None):
    old = NOW - LOG - A_BIT
    with lamps.transaction() as session:
        session.add(announced("lamp-1", 1, old, published=published))
        session.add(announced("lamp-1", 2, NOW, published=None))

    with lamps.transaction() as session:
        assert prune(session, NOW) == Pruned(0, 0)

    assert left(lamps) == [("lamp-1", 1), ("lamp-1", 2)]


def test_what_was_applied_long_ago_is_forgotten(lamps: Database):
    old = NOW - INBOX - A_BIT
    with lamps.transaction() as session:
        session.add_all([applied(old), applied(old, handler="tell"), applied(NOW - INBOX + A_BIT)])
        session.add(applied(NOW, made=old))

    with lamps.transaction() as session:
        assert prune(session, NOW) == Pruned(0, 2)

    with lamps.reading() as session:
        kept = session.scalars(select(InboxRow.applied_at).order_by(InboxRow.applied_at)).all()
    assert kept == [NOW - INBOX + A_BIT, NOW]


def test_much_goes_some_at_a_time(lamps: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(housekeeping, "AT_ONCE", 4)
    monkeypatch.setattr(housekeeping, "_VALUES", 3)
    old = NOW - LOG - A_BIT
    with lamps.transaction() as session:
        session.add_all(announced("lamp-1", number, old, published=old) for number in range(11))
        session.add_all(applied(old) for _ in range(10))

    removed = []
    for _ in range(4):
        with lamps.transaction() as session:
            removed.append(tuple(prune(session, NOW)))

    assert removed == [(4, 4), (4, 4), (2, 2), (0, 0)]
    assert left(lamps) == [("lamp-1", 10)]


def test_every_worker_keeps_house():
    assert {"prune_events", "forget_answers"} <= {each.name for each in EventLine().timers}


@pytest.mark.usefixtures("system")
def test_the_command_tells_what_could_go_and_then_removes_it():
    own, old = database.of("residents"), clock.now() - LOG - A_BIT
    with own.transaction() as session:
        session.add_all(announced("lamp-1", number, old, published=old) for number in (1, 2, 3))
        session.add_all(applied(old) for _ in range(4))

    looked = run("prune", "residents", "--dry-run")
    assert left(own) == [("lamp-1", 1), ("lamp-1", 2), ("lamp-1", 3)]
    done = run("prune", "residents")

    assert looked.output == "residents: 2 announced, 4 applied could go\n"
    assert done.output.endswith("residents: 2 announced, 4 applied removed\n")
    assert left(own) == [("lamp-1", 3)]
