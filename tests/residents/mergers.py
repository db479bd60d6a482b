"""Two records of one person, merged and set apart over HTTP, on a database of each kind."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from chassis import database
from services.residents.changes import Member, NewPerson
from services.residents.models import RosterEntry, Stay
from tests.apps import app_of
from tests.callers import client_for
from tests.migrated import migrate
from tests.residents.registers import MAY, Register, a_move_in

WHY = {"reason": "同一人重复登记"}


@pytest.fixture(params=["sqlite", "postgresql"])
def register(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Register:
    """A register on a database of each kind."""
    if request.param == "postgresql":
        new_postgres: Callable[[], str] = request.getfixturevalue("new_postgres")
        monkeypatch.setenv("DOORSTEP_RESIDENTS_DATABASE_URL", new_postgres())
    migrate(database.of("residents"))
    return Register.over(database.of("residents"))


@pytest.fixture
def client(register: Register) -> FlaskClient:
    return client_for(app_of("residents"))


def someone(register: Register, number: int, **known: Any) -> str:
    person = NewPerson(id=UUID(int=number), name="王小红", **known)
    register.apply(people=[person])
    return str(person.id)


def living(register: Register, number: int, address: str = "A-1-1-0101", **known: Any) -> tuple[str, UUID]:
    """Somebody who lives at an address, and their household."""
    person = someone(register, number, **known)
    move = a_move_in(register.dwellings[address], (Member(person_id=UUID(person), relation="tenant"),))
    register.apply(move_ins=[move])
    with register.own.transaction() as session:
        stay = session.query(Stay).filter_by(person_id=UUID(person)).one()
        session.add(
            RosterEntry(stay_id=stay.id, person_id=stay.person_id, household_id=stay.household_id, version=1,
                        dwelling_id=stay.dwelling_id, area="/huafu/c1/b1/u1/0101/", since=MAY)
        )  # fmt: skip
    return person, move.household_id


def merge(client: FlaskClient, merged: str, into: str, **headers: str) -> Any:
    return client.post(f"/people/{merged}/merge", json={"into": into, **WHY}, headers=headers)


def unmerge(client: FlaskClient, merged: str, **headers: str) -> Any:
    return client.post(f"/people/{merged}/unmerge", json=WHY, headers=headers)


def code(answer: Any) -> str:
    assert answer.status_code in {404, 409, 422}, answer.text
    found: str = answer.get_json()["code"]
    return found
