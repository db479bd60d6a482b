"""Who was recorded and never moved in is erased a year later, unless something ties them to the community."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from chassis import clock, retention
from services.residents.changes import MoveOut
from services.residents.models import Person
from tests.residents.mergers import client as client  # noqa: PLC0414
from tests.residents.mergers import living, merge, someone
from tests.residents.mergers import register as register  # noqa: PLC0414
from tests.residents.registers import JUNE, MAY, Register

YEAR = timedelta(days=365)
LONG_AGO = date(2020, 1, 1)
TODAY = clock.today()


def stranger(register: Register, number: int, recorded: date = LONG_AGO, **known: Any) -> str:
    """Somebody who was recorded on a day, and lives nowhere."""
    person = someone(register, number, **known)
    with register.own.transaction() as session:
        session.execute(update(Person).where(Person.id == UUID(person)).values(recorded_on=recorded))
    return person


def due(register: Register, today: date = TODAY) -> list[str]:
    rule = next(each for each in retention.rules_of("residents") if each.name == "people_never_here")
    with register.own.reading() as session:
        return [str(each) for each in session.scalars(rule.over(rule.before(today)))]


@pytest.mark.parametrize(("days", "over"), [(365, False), (366, True)])
def test_a_person_is_kept_for_a_year_and_no_day_longer(register: Register, days: int, over: bool):  # noqa: FBT001
    person = stranger(register, 1, recorded=MAY)

    assert due(register, MAY + timedelta(days=days)) == ([person] if over else [])


def test_who_is_due_is_erased_and_nobody_else(client: FlaskClient, register: Register):
    person, (resident, _) = stranger(register, 1), living(register, 2)
    rule = next(each for each in retention.rules_of("residents") if each.name == "people_never_here")

    with register.own.transaction() as session:
        done = [rule.run(session, TODAY), rule.run(session, TODAY)]

    assert done == [1, 0]
    assert [client.get(f"/people/{each}").status_code for each in (person, resident)] == [404, 200]


def test_a_person_recorded_at_the_desk_counts_from_that_day(client: FlaskClient, register: Register):
    person = client.post("/people", json={"name": "王小红"}).get_json()["id"]

    assert (due(register, TODAY + YEAR), due(register, TODAY + YEAR + timedelta(days=1))) == ([], [person])


def test_who_lives_or_lived_here_is_not_a_stranger(register: Register):
    living(register, 1)
    _, left = living(register, 2, "A-2-1-0101")
    register.apply(move_outs=[MoveOut(household_id=left, on=JUNE)])
    with register.own.transaction() as session:
        session.execute(update(Person).values(recorded_on=LONG_AGO))

    assert due(register, TODAY + 20 * YEAR) == []


@pytest.mark.parametrize("relieved", [None, TODAY - timedelta(days=300), TODAY - timedelta(days=400)])
def test_a_post_ties_for_a_year_beyond_its_end(
    client: FlaskClient, register: Register, relieved: date | None
):
    person = stranger(register, 1)
    post = client.post("/posts", json={"kind": "grid_worker", "area": "/huafu/g1/g1/"}).get_json()["id"]
    begun = str(TODAY - timedelta(days=500))
    taken = client.put(f"/posts/{post}/appointment", json={"person_id": person, "since": begun})
    assert taken.status_code == 204, taken.text
    if relieved:
        assert client.post(f"/posts/{post}/relief", json={"on": str(relieved)}).status_code == 204

    assert due(register) == ([person] if relieved == TODAY - timedelta(days=400) else [])


def test_a_guardian_is_kept_for_the_ward(client: FlaskClient, register: Register):
    guardian, (ward, _) = stranger(register, 1), living(register, 2)
    client.put(f"/people/{ward}/guardian", json={"guardian_id": guardian})
    before = due(register)

    client.put(f"/people/{ward}/guardian", json={"guardian_id": None})

    assert (before, due(register)) == ([], [guardian])


def test_who_is_allocated_a_dwelling_is_kept(client: FlaskClient, register: Register):
    person = stranger(register, 1)
    dwelling = str(register.dwellings["A-1-1-0101"])

    made = client.post("/tenancies", json={"dwelling_id": dwelling, "tenant_id": person, "on": str(TODAY)})

    assert (made.status_code, due(register)) == (201, [])


@pytest.mark.parametrize("recent", [1, 2])
def test_of_merged_records_the_later_day_and_any_home_count(
    client: FlaskClient, register: Register, recent: int
):
    kept, merged = (stranger(register, each, TODAY if each == recent else LONG_AGO) for each in (1, 2))
    (resident, _), twin = living(register, 3), stranger(register, 4)

    merge(client, merged, kept)
    merge(client, twin, resident)

    assert due(register) == []
    assert due(register, TODAY + YEAR + timedelta(days=1)) == [kept]
