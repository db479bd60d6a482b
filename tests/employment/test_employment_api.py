from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from chassis import clock, database
from chassis.events.message import Received
from chassis.ids import new_id
from contracts.residents import ResidentMovedIn
from services.employment.usecases.residents import keep_residents

EMPLOYER = {"name": "重庆安邻物业服务有限公司", "credit_code": "91350100M000100Y43", "phone": "023-68430000"}


def a_resident() -> UUID:
    person = new_id()
    move = ResidentMovedIn(
        person_id=person, household_id=person, stay_id=person, dwelling_id=person, area="/huafu/c1/b18/",
        grid="/huafu/g1/", since=date(2026, 1, 1),
    )  # fmt: skip
    with database.of("employment").transaction() as session:
        keep_residents(session, [Received(id=new_id(), sequence=1, time=datetime.now(UTC), data=move)])
    return person


def an_employer(client: FlaskClient) -> str:
    employer_id: str = client.post("/employers", json=EMPLOYER).json["id"]
    return employer_id


def a_posting(employer_id: str, **other: Any) -> dict[str, Any]:
    closes_on = (clock.today() + timedelta(days=30)).isoformat()
    given = {"employer_id": employer_id, "title": "保安", "occupation": "4-07-05-01", "form": "full_time",
             "hours": "shifts", "pay_from_fen": 350000, "pay_to_fen": 420000, "pay_per": "month",
             "area": "/500107/huayan/", "headcount": 3, "closes_on": closes_on}  # fmt: skip
    return given | other


def test_an_employer_is_shown_with_a_masked_phone(client: FlaskClient):
    answer = client.post("/employers", json=EMPLOYER)

    listed = client.get("/employers").json["items"]
    assert answer.status_code == 201
    assert [each["phone"] for each in listed] == ["023****0000"]


def test_a_wrong_credit_code_is_refused_with_a_stable_code(client: FlaskClient):
    answer = client.post("/employers", json=EMPLOYER | {"credit_code": "91350100M000100Y44"})

    assert (answer.status_code, answer.json["code"]) == (422, "wrong-credit-code")


def test_a_posting_goes_from_draft_to_published_to_closed(client: FlaskClient):
    posting = client.post("/postings", json=a_posting(an_employer(client))).json
    path = f"/postings/{posting['id']}"

    states = [
        posting["state"],
        client.post(f"{path}/publish").json["state"],
        client.post(f"{path}/close", json={"reason": "filled"}).json["state"],
        client.get(path).json["state"],
    ]

    assert states == ["draft", "published", "closed", "closed"]


def test_a_posting_can_be_published_at_once(client: FlaskClient):
    answer = client.post("/postings", json=a_posting(an_employer(client), publish=True))

    assert (answer.status_code, answer.json["state"]) == (201, "published")


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"occupation": "保安"}, 422),
        ({"area": "/500107/huayan"}, 422),
        ({"pay_to_fen": 1}, 422),
        ({"closes_on": "2020-01-01"}, 422),
        ({"wages": 1}, 422),
        ({"employer_id": str(new_id())}, 404),
    ],
)
def test_a_wrong_posting_is_refused(client: FlaskClient, wrong: dict[str, Any], status: int):
    answer = client.post("/postings", json=a_posting(an_employer(client)) | wrong)

    assert answer.status_code == status


def test_an_unknown_posting_is_not_found(client: FlaskClient):
    assert client.get(f"/postings/{new_id()}").json["code"] == "posting-unknown"


def test_pages_of_postings_neither_skip_nor_repeat(client: FlaskClient):
    employer = an_employer(client)
    made = [client.post("/postings", json=a_posting(employer, publish=True)).json["id"] for _ in range(5)]

    found: list[str] = []
    after: dict[str, str] = {}
    while len(found) < 9:
        answer = client.get("/postings", query_string={"state": "published", "limit": "2", **after}).json
        found += [each["id"] for each in answer["items"]]
        if answer["next"] is None:
            break
        after = {"after": answer["next"]}

    assert found == made[::-1]


def test_a_resident_records_and_withdraws_a_wish(client: FlaskClient):
    person = a_resident()

    wish = client.post("/wishes", json={"person_id": str(person), "occupation": "4-07"}).json
    withdrawn = client.post(f"/wishes/{wish['id']}/withdraw").json
    listed = client.get("/wishes", query_string={"person_id": str(person)}).json["items"]

    assert (wish["state"], withdrawn["state"]) == ("open", "ended")
    assert [(each["id"], each["end_reason"]) for each in listed] == [(wish["id"], "withdrawn")]


def test_a_wish_for_a_stranger_says_what_to_do(client: FlaskClient):
    answer = client.post("/wishes", json={"person_id": str(new_id())}, headers={"Accept-Language": "en"})

    assert answer.status_code == 409
    assert "register them first" in answer.json["detail"]


@pytest.mark.parametrize("half", [{"pay_from_fen": 300000}, {"pay_per": "month"}])
def test_a_wish_names_a_sum_and_its_unit_together(client: FlaskClient, half: dict[str, Any]):
    answer = client.post("/wishes", json={"person_id": str(a_resident()), **half})

    assert (answer.status_code, answer.json["code"]) == (422, "invalid-input")


def test_the_documentation_lists_every_route(client: FlaskClient):
    assert {"/employers", "/postings", "/postings/{posting_id}/close", "/wishes/{wish_id}/withdraw"} <= set(
        client.get("/openapi.json").json["paths"]
    )
