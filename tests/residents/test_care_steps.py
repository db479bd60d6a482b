"""Steps of care plans, and the days from which they count."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.residents.checking import TODAY, app, client, days_ago, register  # noqa: F401
from tests.residents.looking_after import announced, home_of, let_time_pass, plan, the_plan, visit
from tests.residents.registers import Register


def test_after_a_review_the_next_visit_is_said_to_be_due_and_overdue_again(
    client: FlaskClient, register: Register
):
    _, (person, _) = home_of(register)
    made = plan(client, person).get_json()["id"]
    let_time_pass(register, TODAY)

    reviewed = client.post(f"/care-plans/{made}/steps", json={"step": "review", "on": days_ago(0)}).get_json()
    let_time_pass(register, TODAY + timedelta(days=7))

    assert (reviewed["state"], reviewed["next_due"]) == ("open", str(TODAY + timedelta(days=7)))
    assert the_plan(register).state == "visit_due"
    assert announced(register) == ["care_visit_due.v1", "care_visit_overdue.v1", "care_visit_due.v1"]


@pytest.mark.parametrize("step", ["open", "close"])
def test_nothing_is_done_with_a_plan_before_it_was_made(client: FlaskClient, register: Register, step: str):
    _, (person, _) = home_of(register)
    made = plan(client, person, begin=False, on=days_ago(10)).get_json()["id"]
    path = f"/care-plans/{made}/steps"

    answers = [client.post(path, json={"step": step, "on": days_ago(days)}) for days in (11, 10)]

    assert [each.status_code for each in answers] == [422, 200]
    assert answers[0].get_json()["code"] == "ends-before-it-began"


def test_a_plan_counts_from_the_day_it_was_opened_not_from_that_of_screening(
    client: FlaskClient, register: Register
):
    _, (person, _) = home_of(register)
    made = plan(client, person, begin=False, on=days_ago(100)).get_json()["id"]
    assert (
        client.post(f"/care-plans/{made}/steps", json={"step": "open", "on": days_ago(3)}).status_code == 200
    )

    def counted(on: str) -> list[tuple[int, int]]:
        rows = client.get("/figures/visit-rate", query_string={"on": on}).get_json()["rows"]
        return [(each["people"], each["visited"]) for each in rows]

    assert (counted(days_ago(0)), the_plan(register).next_due) == ([], TODAY + timedelta(days=4))


def test_a_visit_of_before_a_plan_was_opened_does_not_move_it(client: FlaskClient, register: Register):
    household, (person, _) = home_of(register)
    plan(client, person, on=days_ago(10))
    let_time_pass(register, TODAY)

    visit(client, household, person, on=days_ago(20))
    before = the_plan(register)
    visit(client, household, person, on=days_ago(10))

    assert (before.state, before.next_due) == ("overdue", TODAY - timedelta(days=3))
    assert (the_plan(register).state, the_plan(register).visited_on) == ("open", TODAY - timedelta(days=10))


def test_of_who_is_restricted_no_visit_is_said_to_be_due_until_that_is_lifted(
    client: FlaskClient, register: Register
):
    _, (person, _) = home_of(register)
    plan(client, person)
    step = {"on": days_ago(0), "reason": "本人申请"}
    client.post(f"/people/{person}/restriction", json=step)

    let_time_pass(register, TODAY)
    meanwhile = announced(register)
    client.post(f"/people/{person}/restriction/lifting", json=step)
    let_time_pass(register, TODAY)

    assert (meanwhile, announced(register)) == ([], ["care_visit_due.v1", "care_visit_overdue.v1"])


def test_what_was_promised_on_a_visit_is_not_done_before_it(client: FlaskClient, register: Register):
    household, (person, _) = home_of(register)
    visit(client, household, person, on=days_ago(2), follow_ups=[{"what": "报修", "due_on": days_ago(0)}])
    (promise,) = client.get("/follow-ups").get_json()["items"]

    answers = [
        client.post(f"/follow-ups/{promise['id']}/done", json={"on": days_ago(days)}).status_code
        for days in (3, 2)
    ]

    assert answers == [422, 204]
