"""What lies outside a caller's area is as if it were not there, whenever it was."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis.ids import new_id
from contracts.roles import GRID_WORKER
from services.residents.changes import Leaving, MoveOut
from services.residents.models import Stay
from tests.callers import client_for
from tests.residents.checking import LONG_AGO, TODAY, app, client, days_ago, observe, register, verify  # noqa: F401
from tests.residents.looking_after import visit
from tests.residents.registers import Register, an_exchange


@pytest.fixture
def first(app: Flask) -> FlaskClient:
    """The worker of the building where the household lived first."""
    return client_for(app, GRID_WORKER, "/huafu/c1/b1/")


@pytest.fixture
def second(app: Flask) -> FlaskClient:
    """The worker of the building where the household lives now."""
    return client_for(app, GRID_WORKER, "/huafu/c1/b2/")


@pytest.fixture
def household(register: Register) -> UUID:
    settled, _ = register.settle("A-1-1-0101", "张三", "李四", since=LONG_AGO)
    return settled


def go_over(register: Register, household: UUID) -> None:
    register.apply(exchanges=[an_exchange(household, register.dwellings["A-2-1-0101"], on=TODAY)])


def test_a_check_is_withdrawn_where_it_was_made(
    first: FlaskClient, second: FlaskClient, register: Register, household: UUID
):
    before = verify(first, household, days_ago(1)).get_json()["id"]
    go_over(register, household)
    after = verify(second, household, days_ago(0)).get_json()["id"]

    assert [
        first.post(f"/verifications/{after}/withdrawal").status_code,
        second.post(f"/verifications/{before}/withdrawal").status_code,
        first.post(f"/verifications/{before}/withdrawal").status_code,
        second.post(f"/verifications/{after}/withdrawal").status_code,
    ] == [404, 404, 204, 204]


def test_checks_made_elsewhere_are_not_listed(
    client: FlaskClient, second: FlaskClient, register: Register, household: UUID
):
    verify(client, household, days_ago(1))
    go_over(register, household)
    after = verify(client, household, days_ago(0)).get_json()["id"]

    def listed(caller: FlaskClient) -> int:
        return len(caller.get(f"/households/{household}/verifications").get_json()["items"])

    shown = second.get(f"/households/{household}/verifications").get_json()["items"]
    assert ([each["id"] for each in shown], listed(client)) == ([after], 2)


def test_what_was_seen_elsewhere_is_not_listed(
    client: FlaskClient, second: FlaskClient, register: Register, household: UUID
):
    observe(client, household, days_ago(1), note="旧居")
    go_over(register, household)
    observe(client, household, days_ago(0), note="新居")

    def notes(caller: FlaskClient) -> list[str]:
        return [each["note"] for each in caller.get(f"/households/{household}/observations").get_json()]

    assert (notes(second), notes(client)) == (["新居"], ["旧居", "新居"])


def test_what_was_seen_at_the_former_flat_proves_no_absence(
    app: Flask, client: FlaskClient, register: Register, household: UUID
):
    for days in (2, 1):
        observe(client_for(app, subject=new_id()), household, days_ago(days))
    go_over(register, household)

    answer = client.post(
        f"/households/{household}/move-out", json={"on": days_ago(0), "reason": "found_absent"}
    )

    assert (answer.status_code, answer.get_json()["code"]) == (409, "absence-not-proven")


@pytest.mark.parametrize("proven", [True, False])
@pytest.mark.parametrize("path", ["move-out", "leavings"])
def test_whether_absence_is_proven_elsewhere_is_not_told(
    app: Flask,
    second: FlaskClient,
    register: Register,
    household: UUID,
    path: str,
    proven: bool,  # noqa: FBT001
):
    gone = {"on": days_ago(0), "reason": "found_absent"}
    if path == "leavings":
        gone["person_id"] = str(next(iter(register.at_home())))
    for days in (2, 1) if proven else ():
        observe(client_for(app, subject=new_id()), household, days_ago(days))

    answers = [second.post(f"/households/{each}/{path}", json=gone) for each in (household, new_id())]

    assert [(each.status_code, each.get_json()["code"]) for each in answers] == 2 * [
        (404, "household-not-here")
    ]


def test_who_has_left_is_seen_where_they_lived_last_and_nowhere_else(
    first: FlaskClient, second: FlaskClient, register: Register, household: UUID
):
    person = next(iter(register.at_home()))
    go_over(register, household)

    def seen() -> list[int]:
        return [worker.get(f"/people/{person}").status_code for worker in (first, second)]

    while_here = seen()
    register.apply(move_outs=[MoveOut(household_id=household, on=TODAY)])

    assert (while_here, seen()) == ([404, 200], [404, 200])


def test_a_visit_that_is_written_down_late_is_of_where_the_household_lived_on_its_day(
    first: FlaskClient, second: FlaskClient, register: Register, household: UUID
):
    with register.own.reading() as session:
        (person,) = session.scalars(select(Stay.person_id).where(Stay.relation == "tenant"))
    go_over(register, household)

    answers = [
        visit(client, household, person, on=on).status_code
        for client in (first, second) for on in (days_ago(1), days_ago(0))
    ]  # fmt: skip

    assert answers == [201, 404, 404, 201]
    assert [each.get("/visits").get_json()["items"][0]["address"] for each in (first, second)] == [
        "A-1-1-0101", "A-2-1-0101",
    ]  # fmt: skip
    assert visit(first, household, person, on=str(LONG_AGO - timedelta(days=1))).status_code == 404


def test_nobody_who_was_erased_is_met_on_a_visit_of_before(
    client: FlaskClient, register: Register, household: UUID
):
    with register.own.reading() as session:
        (person,) = session.scalars(select(Stay.person_id).where(Stay.relation == "other"))
    register.apply(leavings=[Leaving(household_id=household, person_id=person, on=TODAY)])
    before = visit(client, household, person).status_code
    client.post(f"/people/{person}/erasure", json={"on": days_ago(0), "reason": "本人申请"})

    assert (before, visit(client, household, person).get_json()["code"]) == (201, "person-not-in-household")
