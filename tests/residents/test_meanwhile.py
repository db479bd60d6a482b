"""Who has to wait until somebody else's change is done goes by what is then on record."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis import clock, database
from services.residents.changes import MoveOut, RegisterChanges
from services.residents.errors import KeeperMustLiveThere, NotAtHome, PersonUnknown
from services.residents.models import Post
from services.residents.usecases import caring, consents, posts
from services.residents.usecases.guardians import name_guardian
from services.residents.usecases.offices import create_posts
from services.residents.usecases.register import apply_changes
from services.residents.usecases.rights import erase_person
from services.residents.usecases.tenancies import allocate
from tests.migrated import migrate
from tests.residents.registers import MAY, Register

TODAY = clock.today()
HUB = UUID(int=9)
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
Change = Callable[[Session], Any]


@pytest.fixture
def register(new_postgres: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> Register:
    """On PostgreSQL: SQLite lets nobody begin to write before others are done."""
    monkeypatch.setenv("DOORSTEP_RESIDENTS_DATABASE_URL", new_postgres())
    migrate(database.of("residents"))
    return Register.over(database.of("residents"))


def meanwhile(register: Register, first: Change, second: Change) -> list[type[Exception]]:
    """Begin a change while another is under way; gives what it was refused with."""
    refused = list[type[Exception]]()

    def change() -> None:
        try:
            with register.own.transaction() as session:
                second(session)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is looked at
            refused.append(type(error))

    other = threading.Thread(target=change)
    with register.own.transaction() as session:
        first(session)
        session.flush()
        other.start()
        wait_until_it_waits(register, other)
    other.join()
    return refused


def wait_until_it_waits(register: Register, other: threading.Thread) -> None:
    deadline = time.monotonic() + 20
    with register.own.engine.connect() as connection:
        while other.is_alive() and not connection.scalar(WAITING):
            assert time.monotonic() < deadline
            connection.rollback()


def moving_out(household: UUID) -> Change:
    changes = RegisterChanges(move_outs=[MoveOut(household_id=household, on=TODAY)])
    return lambda session: apply_changes(session, changes)


def test_who_moves_out_meanwhile_is_not_put_on_the_care_list(register: Register):
    household, (person,) = register.settle("A-1-1-0101", "张三")

    refused = meanwhile(
        register,
        moving_out(household),
        lambda session: caring.plan_care(session, person, tier="weekly", on=TODAY, begin=True),
    )

    assert refused == [NotAtHome]


def test_who_moves_out_meanwhile_is_not_appointed_as_a_neighbour(register: Register):
    household, (person,) = register.settle("A-1-1-0101", "张三")
    with register.own.transaction() as session:
        create_posts(session, [Post(id=HUB, kind="hub_household", scope="place", area="/huafu/c1/b1/")])

    refused = meanwhile(
        register,
        moving_out(household),
        lambda session: posts.appoint(session, HUB, person, since=MAY, term_ends=None),
    )

    assert refused == [KeeperMustLiveThere]


@pytest.mark.parametrize(
    "change",
    [
        lambda session, person: consents.give_consent(
            session, person, "special_care", on=TODAY, channel="paper", proof="签字表 2026-051"
        ),
        lambda session, person: consents.withdraw_consent(session, person, "job_matching", on=TODAY),
    ],
)
def test_of_who_is_erased_meanwhile_nothing_is_written_down(
    register: Register, change: Callable[[Session, UUID], Any]
):
    household, (person,) = register.settle("A-1-1-0101", "张三")
    register.apply(move_outs=[MoveOut(household_id=household, on=TODAY - timedelta(days=1))])
    with register.own.transaction() as session:
        consents.give_consent(session, person, "job_matching", on=TODAY, channel="paper")

    refused = meanwhile(
        register,
        lambda session: erase_person(session, person, on=TODAY, reason="本人申请"),
        lambda session: change(session, person),
    )

    assert refused == [PersonUnknown]


def test_for_who_is_erased_meanwhile_no_dwelling_is_kept(register: Register):
    household, (person,) = register.settle("A-1-1-0101", "张三")
    register.apply(move_outs=[MoveOut(household_id=household, on=TODAY)])
    free = register.dwellings["A-1-1-0102"]

    refused = meanwhile(
        register,
        lambda session: erase_person(session, person, on=TODAY, reason="本人申请"),
        lambda session: allocate(session, free, person, on=TODAY, now=clock.now()),
    )

    assert refused == [PersonUnknown]


def test_who_is_erased_meanwhile_is_not_named_as_a_guardian(register: Register):
    household, (guardian,) = register.settle("A-1-1-0101", "张三")
    _, (ward,) = register.settle("A-1-1-0102", "张小妹")
    register.apply(move_outs=[MoveOut(household_id=household, on=TODAY)])

    refused = meanwhile(
        register,
        lambda session: erase_person(session, guardian, on=TODAY, reason="本人申请"),
        lambda session: name_guardian(session, ward, guardian, today=TODAY),
    )

    assert refused == [PersonUnknown]
