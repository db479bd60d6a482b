"""Steps of care plans, and the days from which they count."""

from datetime import timedelta

from flask.testing import FlaskClient

from tests.residents.checking import TODAY, app, client, days_ago, register  # noqa: F401
from tests.residents.looking_after import announced, home_of, let_time_pass, plan, the_plan
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
