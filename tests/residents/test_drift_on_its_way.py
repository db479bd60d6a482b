"""A difference is put down to news on its way as long as there is any, and not a moment longer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from chassis import clock, database
from chassis.events.drift import Found, examine, repair
from chassis.events.failures import DEAD, DISCARDED, WAITING
from chassis.events.resync import KeptCopy, kept_copies, tell
from chassis.events.tables import FailedEvent, OutboxRow
from services.employment.models import Resident
from tests.migrated import migrate
from tests.residents.registers import Register

LONG_AGO, JUST_NOW = timedelta(days=30), timedelta(minutes=5)


@pytest.fixture(params=["sqlite", "postgresql"])
def person(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """Somebody whom employment knows of by `resync`, and has somewhere else than where they live."""
    for name in ("residents", "employment"):
        if request.param == "postgresql":
            new_postgres: Callable[[], str] = request.getfixturevalue("new_postgres")
            monkeypatch.setenv(f"DOORSTEP_{name.upper()}_DATABASE_URL", new_postgres())
        migrate(database.of(name))
    register = Register.over(database.of("residents"))
    _, (person,) = register.settle("A-1-1-0101", "张三")
    register.settle("A-1-1-0102", "李四")
    for _ in tell(copy(), register.own, database.of("employment"), None):
        pass
    with database.of("employment").transaction() as session:
        elsewhere = update(Resident).where(Resident.person_id == person)
        session.execute(elsewhere.values(area="/huafu/c1/b2/"))
    return person


def copy() -> KeptCopy:
    return next(each for each in kept_copies() if each.name == "employment.residents")


def look() -> Found:
    return examine(copy(), database.of("residents"), database.of("employment"))


def published(ago: timedelta | None) -> str:
    """Let all be published so long ago, or not yet; gives the id of what was announced of the first person."""
    at: datetime | None = clock.now() - ago if ago else None
    with database.of("residents").transaction() as session:
        session.execute(update(OutboxRow).values(published_at=at))
        moved_in = select(OutboxRow.event_id).where(OutboxRow.type == "residents.resident_moved_in.v1")
        return str(session.scalars(moved_in.order_by(OutboxRow.id).limit(1)).one())


def set_aside(event_id: str, state: str) -> None:
    failed = FailedEvent(
        message_id=event_id, handler=copy().handler.handler, type="residents.resident_moved_in.v1", headers="{}",
        body=b"", attempts=1, error="", state=state, next_attempt_at=None, failed_at=clock.now(),
    )  # fmt: skip
    with database.of("employment").transaction() as session:
        session.add(failed)


def test_a_copy_filled_by_resync_and_damaged_since_is_named_and_mended(person: UUID):
    published(LONG_AGO)
    found = look()

    repair(found, database.of("residents"), database.of("employment"))

    assert [(each.kind, each.subject, each.columns) for each in found.differences] == [
        ("different", person, ("area",))
    ]
    assert (found.behind, look().differences) == (0, [])


@pytest.mark.parametrize("ago", [None, JUST_NOW])
def test_what_is_not_published_or_in_a_queue_is_on_its_way(person: UUID, ago: timedelta | None):
    del person
    published(ago)

    found = look()

    assert (found.differences, found.behind) == ([], 1)


@pytest.mark.parametrize(
    ("state", "ago", "named"),
    [(WAITING, LONG_AGO, 0), (WAITING, JUST_NOW, 0), (DEAD, JUST_NOW, 1), (DISCARDED, JUST_NOW, 1)],
)
def test_what_was_set_aside_for_good_is_not_on_its_way(person: UUID, state: str, ago: timedelta, named: int):
    set_aside(published(ago), state)

    found = look()

    assert ([each.subject for each in found.differences], found.behind) == ([person] * named, 1 - named)
