from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chassis.ids import new_id
from tests.callers import client_for
from tests.residents.checking import LONG_AGO, app, client, days_ago, observe, register, verify  # noqa: F401
from tests.residents.registers import Register


def test_what_was_seen_decides_nothing_by_itself(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)

    observe(client, household, days_ago(1))

    assert len(register.at_home()) == 1


def write_off(client: FlaskClient, household: UUID) -> tuple[int, str | None]:
    answer = client.post(
        f"/households/{household}/move-out", json={"on": days_ago(0), "reason": "found_absent"}
    )
    return answer.status_code, (answer.get_json(silent=True) or {}).get("code")


def test_nobody_is_found_absent_on_one_persons_word(app: Flask, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    client = client_for(app, subject=new_id())
    for days in (3, 2, 1):
        observe(client, household, days_ago(days))

    assert write_off(client, household) == (409, "absence-not-proven")
    assert len(register.at_home()) == 1


def test_two_people_on_one_day_prove_nothing(app: Flask, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    for each in (new_id(), new_id()):
        observe(client_for(app, subject=each), household, days_ago(1))

    assert write_off(client_for(app), household) == (409, "absence-not-proven")


def test_two_people_on_two_days_prove_absence(app: Flask, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    for days in (2, 1):
        observe(client_for(app, subject=new_id()), household, days_ago(days))

    assert write_off(client_for(app), household) == (204, None)
    assert register.at_home() == {}


@pytest.mark.parametrize("between", ["a check", "seen at home"])
def test_what_shows_somebody_at_home_breaks_the_proof(app: Flask, register: Register, between: str):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    observe(client_for(app, subject=new_id()), household, days_ago(3))
    if between == "a check":
        verify(client_for(app), household, days_ago(2))
    else:
        observe(client_for(app), household, days_ago(2), seen="found_home")
    observe(client_for(app, subject=new_id()), household, days_ago(1))

    assert write_off(client_for(app), household) == (409, "absence-not-proven")


def test_a_household_is_not_found_absent_of_which_a_member_was_seen_at_home_since(
    app: Flask, register: Register
):
    household, (_, member) = register.settle("A-1-1-0101", "张三", "李四", since=LONG_AGO)
    for days in (4, 3):
        observe(client_for(app, subject=new_id()), household, days_ago(days))
    observe(client_for(app), household, days_ago(2), seen="found_home", person_id=str(member))

    assert write_off(client_for(app), household) == (409, "absence-not-proven")
    assert len(register.at_home()) == 2


def test_one_member_is_found_absent_by_what_was_seen_of_them(app: Flask, register: Register):
    household, (tenant, member) = register.settle("A-1-1-0101", "张三", "李四", since=LONG_AGO)
    leaving = {"person_id": str(member), "on": days_ago(0), "reason": "found_absent"}
    path = f"/households/{household}/leavings"
    for days in (4, 3):
        observe(client_for(app, subject=new_id()), household, days_ago(days), person_id=str(tenant))
    of_another = client_for(app).post(path, json=leaving).status_code
    for days in (2, 1):
        observe(client_for(app, subject=new_id()), household, days_ago(days), person_id=str(member))

    assert (of_another, client_for(app).post(path, json=leaving).status_code) == (409, 204)


def test_what_was_noted_at_the_door_is_not_in_the_database_in_clear(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)

    observe(client, household, days_ago(1), note="邻居说已搬走")

    listed = client.get(f"/households/{household}/observations").get_json()
    assert [each["note"] for each in listed] == ["邻居说已搬走"]
    with register.own.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT note FROM observations").scalar()
    assert "邻居".encode() not in bytes(stored)
