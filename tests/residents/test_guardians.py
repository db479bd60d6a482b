"""Minors are flagged, and one who lives without an adult and without a guardian stands out."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from chassis import clock, database
from tests.apps import app_of
from tests.callers import client_for
from tests.migrated import migrate
from tests.residents.registers import Register


@pytest.fixture
def client() -> FlaskClient:
    migrate(database.of("residents"))
    return client_for(app_of("residents"))


def someone(client: FlaskClient, years: int | None, name: str = "张三") -> str:
    born = None if years is None else str(clock.today() - timedelta(days=years * 366))
    recorded: str = client.post("/people", json={"name": name, "birth_date": born}).get_json()["id"]
    return recorded


def move_in(client: FlaskClient, *people: str) -> dict[str, Any]:
    register = Register.over(database.of("residents"))
    body = {
        "dwelling_id": str(register.dwellings["A-1-1-0101"]), "contract_number": "HT", "since": str(clock.today()),
        "lease_ends": "2031-04-30",
        "members": [{"person_id": each, "relation": "other" if at else "tenant"} for at, each in enumerate(people)],
    }  # fmt: skip
    answer: dict[str, Any] = client.post("/move-ins", json=body).get_json()
    return answer


def codes(shown: dict[str, Any]) -> list[str]:
    return [each["code"] for each in shown["remarks"]]


@pytest.mark.parametrize(("years", "minor"), [(3, True), (40, False), (None, False)])
def test_a_person_is_flagged_as_a_minor_by_their_birth_date(
    client: FlaskClient,
    years: int | None,
    minor: bool,  # noqa: FBT001
):
    person = someone(client, years)

    assert client.get(f"/people/{person}").get_json()["minor"] is minor


def test_a_minor_who_lives_alone_without_guardian_stands_out_until_one_is_named(client: FlaskClient):
    minor, aunt = someone(client, 15), someone(client, 40, "李四")

    moved = move_in(client, minor)
    alone = client.get(f"/people/{minor}").get_json()
    named = client.put(f"/people/{minor}/guardian", json={"guardian_id": aunt})
    after = client.get(f"/people/{minor}").get_json()

    assert (codes(moved), codes(alone)) == (["minor-without-guardian"], ["minor-without-guardian"])
    assert (named.status_code, after["guardian_id"], codes(after)) == (204, aunt, [])


@pytest.mark.parametrize("housemate", [30, None])
def test_a_minor_who_lives_with_an_adult_does_not_stand_out(client: FlaskClient, housemate: int | None):
    minor, adult = someone(client, 15), someone(client, housemate, "李四")

    moved = move_in(client, adult, minor)

    assert codes(moved) == codes(client.get(f"/people/{minor}").get_json()) == []


def test_nobody_answers_for_themselves_and_no_minor_for_others(client: FlaskClient):
    minor, friend = someone(client, 15), someone(client, 14, "李四")

    def refused(guardian: str) -> str:
        answer = client.put(f"/people/{minor}/guardian", json={"guardian_id": guardian})
        code: str = answer.get_json()["code"]
        return code

    assert [refused(each) for each in (minor, friend)] == ["not-ones-own-guardian", "guardian-is-minor"]


def test_a_guardian_can_be_taken_back_and_each_change_is_announced_once(client: FlaskClient):
    register = Register.over(database.of("residents"))
    minor, aunt = someone(client, 15), someone(client, 40, "李四")

    with register.announced() as news:
        for guardian in (aunt, aunt, None):
            client.put(f"/people/{minor}/guardian", json={"guardian_id": guardian})

    assert news == [("guardian_changed.v1", minor, 1), ("guardian_changed.v1", minor, 2)]
