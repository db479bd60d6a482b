from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from chassis import clock, database
from chassis.ids import new_id
from services.residents.identity import check_digit
from tests.apps import app_of
from tests.callers import client_for
from tests.migrated import migrate


@pytest.fixture
def client() -> FlaskClient:
    migrate(database.of("residents"))
    return client_for(app_of("residents"))


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"phone": "no phone"}, "not-a-phone"), ({"id_number": "110105194912310021"}, "not-an-id-number")],
)
def test_a_slip_in_a_number_is_refused_with_its_remedy(
    client: FlaskClient, changed: dict[str, Any], code: str
):
    answer = client.post("/people", json={"name": "张三", **changed})

    assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert not any(value in answer.text for value in changed.values())


TOMORROW = str(clock.today() + timedelta(days=1))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"birth_date": TOMORROW}, "birth-date-impossible"),
        ({"birth_date": "1880-01-01"}, "birth-date-impossible"),
        ({"birth_date": "1949-12-30", "id_number": "11010519491231002X"}, "birth-date-contradicted"),
        ({"id_type": "passport"}, "id-type-without-number"),
        ({"id_type": "none", "id_number": "11010519491231002X"}, "id-type-without-number"),
        ({"id_type": "passport", "id_number": "11010519491231002X"}, "not-an-id-number"),
    ],
)
def test_what_cannot_be_is_refused_with_its_remedy(client: FlaskClient, given: dict[str, str], code: str):
    answer = client.post("/people", json={"name": "张三", **given})

    assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert not any(value in answer.get_json()["detail"] for key, value in given.items() if key != "id_type")


def test_a_passport_is_recorded_and_found_by_its_kind(client: FlaskClient):
    recorded = client.post(
        "/people", json={"name": "Ann", "id_type": "passport", "id_number": "GBR 123456789"}
    )
    search = {"id_type": "passport", "id_number": "gbr123456789", "reason": "核对身份"}

    found = client.post("/people/searches", json=search).get_json()

    assert (recorded.status_code, [each["id"] for each in found]) == (201, [recorded.get_json()["id"]])
    assert found[0]["id_type"] == "passport"


def test_an_unknown_area_code_is_remarked_on_and_recorded(client: FlaskClient):
    number = "00000019850101123"

    answer = client.post("/people", json={"name": "张三", "id_number": number + check_digit(number)})

    assert (answer.status_code, [each["code"] for each in answer.get_json()["remarks"]]) == (
        201,
        ["area-code-unknown"],
    )


@pytest.mark.parametrize("body", ["[" * 200_000, "9" * 6000, "", "{"])
def test_what_is_no_json_is_a_bad_request(client: FlaskClient, body: str):
    answer = client.post("/people", data=body, content_type="application/json")

    assert answer.status_code in {400, 422}
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("cursor", ["WzEsIDJd", "WzFd", "e30", "x"])
def test_a_cursor_of_another_list_is_refused(client: FlaskClient, cursor: str):
    answer = client.get("/rosters", query_string={"area": "/huafu/", "after": cursor})

    assert answer.status_code == 422


def test_a_move_out_in_the_year_9999_is_refused(client: FlaskClient):
    path = "/households/01981f2e-7d3a-7c41-9b1e-5f0c2a9d4e10/move-out"

    answer = client.post(path, json={"on": "9999-12-31"})

    assert answer.get_json()["errors"][0]["field"] == "json.on"


def test_people_are_shown_masked(client: FlaskClient):
    person = {"name": "欧阳小红", "phone": "13800138000", "id_number": "11010519491231002X"}

    shown = client.post("/people", json=person).get_json()

    assert (shown["name"], shown["phone"], shown["id_number"]) == (
        "欧***",
        "138****8000",
        "110105********002X",
    )


def test_a_move_is_a_fact_from_its_day_on(client: FlaskClient):
    days = [str(clock.today() + timedelta(days=ahead)) for ahead in (0, 1)]

    told = [client.post(f"/households/{new_id()}/move-out", json={"on": day}).get_json() for day in days]

    assert [each["code"] for each in told] == ["household-not-here", "invalid-input"]
    assert told[1]["errors"] == [{"field": "json.on", "message": "应为不晚于今天的日期。"}]


@pytest.mark.parametrize("name", ["   ", "张\u202e三", "\x1b[31m"])
def test_nobody_is_recorded_under_a_name_that_cannot_be_read(client: FlaskClient, name: str):
    answer = client.post("/people", json={"name": name})

    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "json.name")
