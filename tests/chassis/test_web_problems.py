"""Problems: every error answers with one document, in the caller's language, and gives nothing away."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client, TestResponse

from chassis import database
from chassis.ids import new_id
from chassis.web.serve import one
from chassis.web.wording import both, worded
from tests.chassis.builders import SECRET, announced
from tests.chassis.conftest import OpenApi

NOWHERE = "postgresql://postgres@127.0.0.1:1/nowhere"


def problem(answer: TestResponse) -> dict[str, Any]:
    """The document of an error, checked for what each must have."""
    assert answer.mimetype == "application/problem+json"
    document = answer.get_json()
    assert document["status"] == answer.status_code
    assert document["type"] == f"urn:doorstep:problem:{document['code']}"
    assert document["correlation_id"] == answer.headers["X-Correlation-ID"]
    return document


def fields_of(answer: TestResponse) -> list[str]:
    return sorted(each["field"] for each in problem(answer)["errors"])


def a_lamp(**changed: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "height": 3, **changed}


def test_an_unknown_address_is_not_found(api: FlaskClient):
    assert problem(api.get("/nowhere"))["code"] == "not-found"


def test_a_wrong_method_is_told_the_right_ones(api: FlaskClient):
    answer = api.delete("/lamps")

    assert (problem(answer)["code"], set(answer.headers["Allow"].split(", "))) == (
        "method-not-allowed",
        {"GET", "HEAD", "OPTIONS", "POST"},
    )


def test_a_body_of_another_kind_is_refused(api: FlaskClient):
    assert problem(api.post("/lamps", data="id=1", content_type="text/plain"))["status"] == 415


def test_a_body_that_is_no_json_is_refused(api: FlaskClient):
    assert problem(api.post("/lamps", data="{", content_type="application/json"))["status"] == 400


def test_a_body_that_is_too_large_is_refused(api: FlaskClient):
    answer = api.post("/lamps", data=b" " * (25 * 1024 * 1024 + 1), content_type="application/json")

    assert problem(answer)["code"] == "too-large"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["json.height", "json.id"]),
        (a_lamp(id="seven"), ["json.id"]),
        (a_lamp(height=10), ["json.height"]),
        (a_lamp(colour="red"), ["json.colour"]),
    ],
)
def test_wrong_input_is_refused_with_its_fields(api: FlaskClient, body: Any, fields: list[str]):
    assert fields_of(api.post("/lamps", json=body)) == fields


def test_refused_input_changes_nothing(api: FlaskClient):
    api.post("/lamps", json=a_lamp(height=10))

    assert api.get("/lamps").get_json()["items"] == []


def test_a_misspelt_filter_is_refused_not_ignored(api: FlaskClient):
    assert fields_of(api.get("/lamps?limti=3")) == ["query.limti"]


def test_a_value_given_twice_where_one_counts_is_refused(api: FlaskClient):
    assert fields_of(api.get("/lamps?limit=3&limit=4")) == ["query.limit"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("", "华福路的灯已有人看管。"),
        ("zh-CN,zh;q=0.9,en;q=0.5", "华福路的灯已有人看管。"),
        ("en-GB,en;q=0.9", "The lamp of 华福路 is taken."),
        ("fr", "华福路的灯已有人看管。"),
    ],
)
def test_a_refusal_speaks_the_callers_language(api: FlaskClient, asked: str, sentence: str):
    document = problem(api.get("/taken", headers={"Accept-Language": asked}))

    assert (document["status"], document["code"], document["title"]) == (409, "lamp-taken", sentence)


def test_a_breakdown_gives_nothing_away(api: FlaskClient):
    answer = api.get("/broken")

    assert (problem(answer)["code"], SECRET in answer.text, "RuntimeError" in answer.text) == (
        "internal-error",
        False,
        False,
    )


def test_a_breakdown_is_logged_without_its_text(
    api: FlaskClient, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
):
    answer = api.get("/broken")

    logged = "".join(capsys.readouterr()) + caplog.text
    assert (problem(answer)["correlation_id"] in logged, "RuntimeError" in logged, SECRET in logged) == (
        True,
        True,
        False,
    )


def test_a_lost_database_is_temporary(open_api: OpenApi):
    answer = open_api(NOWHERE).get("/lamps")

    assert (problem(answer)["code"], answer.headers["Retry-After"]) == ("unavailable", "5")


def test_a_change_needs_no_broker(api: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DOORSTEP_BROKER_URL", "amqp://guest:guest@127.0.0.1:1//")

    answer = api.post("/lamps", json=a_lamp())

    assert (answer.status_code, len(announced(database.of("lamps")))) == (201, 1)


@pytest.mark.parametrize(
    ("field", "wrong", "chinese", "english"),
    [
        ("height", None, "不能为空。", "Field may not be null."),
        ("height", "high", "应为整数。", "Not a valid integer."),
        (
            "height",
            10**6,
            "须 ≥ 1 且 ≤ 9。",
            "Must be greater than or equal to 1 and less than or equal to 9.",
        ),
        ("colour", "red", "没有这个字段。", "Unknown field."),
    ],
)
def test_what_is_wrong_with_a_field_is_said_in_the_language_of_the_caller(
    api: FlaskClient, field: str, wrong: Any, chinese: str, english: str
):
    lamp = a_lamp(**{field: wrong})

    said = [
        problem(api.post("/lamps", json=lamp, headers={"Accept-Language": language}))["errors"]
        for language in ("zh", "en")
    ]

    assert said == [[{"field": f"json.{field}", "message": each}] for each in (chinese, english)]


def test_a_message_of_our_own_is_said_in_the_language_of_the_caller():
    message = both("请填写路径。", "Write a path.")

    assert [worded(message, each) for each in ("zh", "en")] == ["请填写路径。", "Write a path."]


def test_outside_the_services_an_unknown_address_is_a_problem_too():
    answer = Client(one("residents")).get("/nowhere")

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.get_json()["code"] == "not-found"


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Length must be between 4 and 200.", "长度须为 4 到 200。"),
        ("Invalid JSON body.", "正文不是有效的 JSON。"),
        (
            "Not a valid aware datetime.",
            "应为带时区的时刻，如 2026-05-16T08:30:00+08:00（网址中 + 写作 %2B）。",
        ),
    ],
)
def test_what_libraries_say_is_said_in_chinese(english: str, chinese: str):
    assert worded(english, "zh") == chinese
