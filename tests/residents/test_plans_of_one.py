"""One person, one care plan: when records are merged, and when they are set apart again."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.residents.models import CarePlan
from tests.residents.checking import LONG_AGO, app, client, days_ago, register  # noqa: F401
from tests.residents.looking_after import follow, plan
from tests.residents.mergers import merge, unmerge
from tests.residents.registers import Register


def two_records(
    client: FlaskClient, register: Register, kept_tier: str, other_tier: str
) -> tuple[UUID, UUID]:
    """Somebody who lives here, and a record of theirs who was said to have left; both have a plan."""
    _, (kept,) = register.settle("A-1-1-0101", "王小红", since=LONG_AGO)
    household, (other,) = register.settle("A-1-1-0102", "王小红", since=LONG_AGO)
    plan(client, kept, tier=kept_tier)
    plan(client, other, tier=other_tier)
    client.post(f"/households/{household}/move-out", json={"on": days_ago(1)})
    return kept, other


def states(register: Register) -> dict[UUID, tuple[str, str | None]]:
    with register.own.reading() as session:
        return {each.person_id: (each.state, each.end_reason) for each in session.scalars(select(CarePlan))}


@pytest.mark.parametrize(
    ("kept_tier", "other_tier", "kept_goes_on"),
    [("weekly", "weekly", True), ("weekly", "monthly", True), ("monthly", "weekly", False)],
)
def test_the_closest_of_two_plans_goes_on(
    client: FlaskClient,
    register: Register,
    kept_tier: str,
    other_tier: str,
    kept_goes_on: bool,  # noqa: FBT001
):
    kept, other = two_records(client, register, kept_tier, other_tier)

    assert merge(client, str(other), str(kept)).status_code == 204

    on, off = (kept, other) if kept_goes_on else (other, kept)
    assert states(register) == {on: ("open", None), off: ("closed", "merged")}
    follow(register, kept)
    assert states(register) == {on: ("open", None), off: ("closed", "merged")}


def test_a_plan_that_is_not_opened_yet_gives_way(client: FlaskClient, register: Register):
    _, (kept,) = register.settle("A-1-1-0101", "王小红", since=LONG_AGO)
    household, (other,) = register.settle("A-1-1-0102", "王小红", since=LONG_AGO)
    plan(client, kept, begin=False)
    plan(client, other, tier="quarterly")
    client.post(f"/households/{household}/move-out", json={"on": days_ago(1)})

    merge(client, str(other), str(kept))

    assert states(register) == {other: ("open", None), kept: ("closed", "merged")}


def test_what_ended_for_a_merger_goes_on_once_the_records_are_set_apart(
    client: FlaskClient, register: Register
):
    kept, other = two_records(client, register, "monthly", "weekly")
    merge(client, str(other), str(kept))

    assert unmerge(client, str(other)).status_code == 204

    assert states(register) == {kept: ("open", None), other: ("closed", "moved_out")}


def test_who_comes_back_after_all_has_their_plan_back(client: FlaskClient, register: Register):
    kept, other = two_records(client, register, "weekly", "weekly")
    merge(client, str(other), str(kept))
    unmerge(client, str(other))
    apart = states(register)[other]
    household = client.get(f"/people/{other}/homes").get_json()[0]["household_id"]

    client.post(f"/households/{household}/move-out/reversal", json={"reason": "误登记，已核实"})
    follow(register, other)

    assert (apart, states(register)) == (
        ("closed", "moved_out"), {kept: ("open", None), other: ("open", None)}
    )  # fmt: skip


def test_another_merger_set_apart_brings_nothing_back(client: FlaskClient, register: Register):
    kept, other = two_records(client, register, "weekly", "weekly")
    third: Any = client.post("/people", json={"name": "王小红"}).get_json()["id"]
    merge(client, str(other), str(kept))
    merge(client, third, str(kept))

    unmerge(client, third)

    assert states(register) == {kept: ("open", None), other: ("closed", "merged")}
