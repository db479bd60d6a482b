"""Personal data in clear, and searches by number: for a reason, and on record."""

import pytest
from flask.testing import FlaskClient

from chassis import database
from chassis.ids import new_id
from contracts.roles import AUDITOR, GRID_WORKER
from tests.apps import app_of
from tests.callers import bearer, client_for
from tests.migrated import migrate

PERSON = {"name": "李小红", "id_number": "11010519491231002X", "phone": "13800138000"}
WHY = {"reason": "办理换租"}


@pytest.fixture
def client() -> FlaskClient:
    migrate(database.of("residents"))
    return client_for(app_of("residents"))


@pytest.fixture
def person(client: FlaskClient) -> str:
    recorded: str = client.post("/people", json=PERSON).get_json()["id"]
    return recorded


def on_record(client: FlaskClient) -> list[tuple[str, str, str, str]]:
    rows = client.get("/audit", headers=bearer(AUDITOR)).get_json()["items"]
    return [(each["role"], each["action"], each["about"], each["reason"]) for each in rows]


def test_a_person_is_shown_in_clear_for_a_reason_that_is_kept(client: FlaskClient, person: str):
    shown = client.post(f"/people/{person}/unmasking", json=WHY)

    assert shown.get_json() == {
        "id": person, **PERSON, "id_type": "resident_id", "birth_date": "1949-12-31", "hukou": None,
    }  # fmt: skip
    assert on_record(client) == [("community_staff", "person.unmasked", person, "办理换租")]


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x"}, {"reason": None}])
def test_nobody_is_shown_in_clear_without_a_reason(client: FlaskClient, person: str, body: dict[str, str]):
    assert client.post(f"/people/{person}/unmasking", json=body).status_code == 422
    assert on_record(client) == []


def test_who_is_not_there_leaves_nothing_on_record(client: FlaskClient):
    assert client.post(f"/people/{new_id()}/unmasking", json=WHY).status_code == 404
    assert on_record(client) == []


@pytest.mark.parametrize(
    ("by", "number"),
    [("id_number", "11010519491231002x"), ("phone", "+86 138 0013 8000"), ("phone", "13800138000")],
)
def test_a_person_is_found_by_a_whole_number_and_stays_masked(
    client: FlaskClient, person: str, by: str, number: str
):
    found = client.post("/people/searches", json={by: number, **WHY})

    assert [(each["id"], each["name"]) for each in found.get_json()] == [(person, "李**")]
    assert not any(value in found.text for value in PERSON.values())
    assert on_record(client) == [("community_staff", f"people.searched_by_{by}", person, "办理换租")]


def test_a_search_that_finds_nobody_is_on_record_too(client: FlaskClient):
    assert client.post("/people/searches", json={"phone": "13900139000", **WHY}).get_json() == []
    assert on_record(client) == [("community_staff", "people.searched_by_phone", "", "办理换租")]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (WHY, 422),
        ({"phone": "13800138000", "id_number": "11010519491231002X", **WHY}, 422),
        ({"phone": "13800138000"}, 422),
        ({"phone": "138", **WHY}, 422),
        ({"id_number": "110105194912310021", **WHY}, 422),
    ],
)
def test_half_a_question_is_refused_and_repeats_no_number(
    client: FlaskClient, body: dict[str, str], status: int
):
    refused = client.post("/people/searches", json=body)

    assert refused.status_code == status
    assert "138001380" not in refused.text
    assert on_record(client) == []


def test_the_record_is_found_by_person_caller_and_action(client: FlaskClient, person: str):
    worker = new_id()
    client.post(f"/people/{person}/unmasking", json=WHY)
    client.post(
        "/people/searches", json={"phone": "13800138000", **WHY}, headers=bearer(GRID_WORKER, "/", worker)
    )

    def count(query: str) -> int:
        return len(client.get(f"/audit?{query}", headers=bearer(AUDITOR)).get_json()["items"])

    counts = [
        count(f"about={person}"),
        count(f"caller={worker}"),
        count("action=person.unmasked"),
        count("limit=1"),
    ]
    assert counts == [2, 1, 1, 1]
