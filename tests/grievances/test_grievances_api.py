import base64
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from chassis import database
from chassis.events.message import Received
from chassis.ids import new_id
from contracts.residents import DwellingRegistered, PostFilled
from services.grievances.usecases.dwellings import keep_dwellings
from services.grievances.usecases.posts import keep_posts

HOME, KEEPER = new_id(), new_id()
CASE = {"address": "A-18-1-0503", "category": "noise", "description": "楼上夜里装修"}


@pytest.fixture(autouse=True)
def building(client: FlaskClient) -> None:
    now = datetime.now(UTC)
    home = DwellingRegistered(
        dwelling_id=HOME, address="A-18-1-0503", area="/huafu/c1/b18/u1/0503/", grid="/huafu/g1/g18/"
    )
    post = PostFilled(
        post_id=new_id(), kind="hub_household", scope="place", area="/huafu/c1/b18/", person_id=KEEPER,
        since=date(2026, 1, 1), term_ends=None,
    )  # fmt: skip
    with database.of("grievances").transaction() as session:
        keep_dwellings(session, [Received(id=new_id(), sequence=1, time=now, data=home)])
        keep_posts(session, [Received(id=new_id(), sequence=1, time=now, data=post)])


def listed(client: FlaskClient, **query: Any) -> list[str]:
    return [each["number"] for each in client.get("/cases", query_string=query).json["items"]]


def test_a_case_comes_to_the_hub_household_of_the_building(client: FlaskClient):
    answer = client.post("/cases", json=CASE)

    assert answer.status_code == 201
    assert (answer.json["state"], answer.json["assignee_id"]) == ("open", str(KEEPER))


def test_a_case_is_shown_with_its_timeline(client: FlaskClient):
    case = client.post("/cases", json=CASE).json["id"]
    client.post(f"/cases/{case}/settle")

    shown = client.get(f"/cases/{case}").json

    assert shown["description"] == "楼上夜里装修"
    assert [each["kind"] for each in shown["timeline"]] == ["filed", "routed", "settled"]


def test_a_list_of_cases_tells_nothing_of_what_was_said(client: FlaskClient):
    client.post("/cases", json=CASE)

    (case,) = client.get("/cases").json["items"]

    assert not {"description", "reporter_id", "timeline"} & set(case)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "open"}, 1),
        ({"state": "settled"}, 1),
        ({"area": "/huafu/c1/b18/"}, 2),
        ({"area": "/huafu/c1/b1/"}, 0),
        ({"assignee_id": str(KEEPER)}, 2),
        ({"assignee_id": str(HOME)}, 0),
    ],
)
def test_cases_are_found_by_state_area_and_assignee(client: FlaskClient, query: dict[str, str], found: int):
    client.post("/cases", json=CASE)
    settled = client.post("/cases", json=CASE).json["id"]
    client.post(f"/cases/{settled}/settle")

    assert len(listed(client, **query)) == found


def test_pages_of_cases_neither_skip_nor_repeat(client: FlaskClient):
    made = [client.post("/cases", json=CASE).json["number"] for _ in range(5)]

    first = client.get("/cases?limit=3").json
    second = client.get("/cases", query_string={"limit": 3, "after": first["next"]}).json

    assert [each["number"] for each in first["items"] + second["items"]] == made[::-1]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"address": "A-99-1-0101"}, 404, "dwelling-unknown"),
        ({"reporter_id": str(new_id())}, 409, "reporter-unknown"),
        ({"category": "weather"}, 422, "invalid-input"),
        ({"dwelling_id": str(HOME)}, 422, "invalid-input"),
        ({"description": ""}, 422, "invalid-input"),
    ],
)
def test_a_wrong_case_is_refused(client: FlaskClient, wrong: dict[str, str], status: int, code: str):
    answer = client.post("/cases", json=CASE | wrong)

    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_a_case_is_settled_once_over_http(client: FlaskClient):
    case = client.post("/cases", json=CASE).json["id"]
    client.post(f"/cases/{case}/settle")

    assert client.post(f"/cases/{case}/settle").json["code"] == "already-settled"


def test_an_unknown_case_is_not_found(client: FlaskClient):
    assert client.get(f"/cases/{new_id()}").status_code == 404


def test_a_forged_cursor_is_refused(client: FlaskClient) -> None:
    forged = json.dumps(["0001-01-01T00:00:00+14:00", str(new_id())])

    answer = client.get(
        "/cases", query_string={"after": base64.urlsafe_b64encode(forged.encode()).decode().rstrip("=")}
    )

    assert answer.status_code == 422
