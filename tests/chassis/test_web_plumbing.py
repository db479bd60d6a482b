"""Plumbing of every API: correlation, health, metrics, documentation."""

import re

import pytest
from flask.testing import FlaskClient

from chassis import database
from chassis.ids import new_id
from tests.chassis.builders import an_old_schema, announced
from tests.chassis.conftest import OpenApi


def test_a_request_without_a_correlation_id_gets_one(api: FlaskClient):
    answers = [api.get("/lamps").headers["X-Correlation-ID"] for _ in range(2)]

    assert (len(set(answers)), all(re.fullmatch(r"[0-9a-f-]{36}", each) for each in answers)) == (2, True)


def test_a_given_correlation_id_is_answered(api: FlaskClient):
    answer = api.get("/lamps", headers={"X-Correlation-ID": "request-0001"})

    assert answer.headers["X-Correlation-ID"] == "request-0001"


@pytest.mark.parametrize(
    "strange", ["short", "x" * 65, "<script>alert(1)</script>", "a b c d e f", "张三李四王五赵六"]
)
def test_a_strange_correlation_id_is_not_echoed(api: FlaskClient, strange: str):
    answer = api.get("/lamps", headers={"X-Correlation-ID": strange.encode().decode("latin-1")})

    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["X-Correlation-ID"])


def test_what_a_request_announces_carries_its_correlation(api: FlaskClient):
    api.post("/lamps", json={"id": str(new_id()), "height": 1}, headers={"X-Correlation-ID": "request-0001"})

    assert announced(database.of("lamps"))[0].correlation_id == "request-0001"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",) * 2,
        ("00-xyz", None),
    ],
)
def test_only_a_well_formed_trace_is_carried_on(api: FlaskClient, given: str, kept: str | None):
    api.post("/lamps", json={"id": str(new_id()), "height": 1}, headers={"traceparent": given})

    assert announced(database.of("lamps"))[0].traceparent == kept


def test_a_living_process_is_healthy_without_a_database(open_api: OpenApi):
    answer = open_api("postgresql://postgres@127.0.0.1:1/nowhere").get("/healthz")

    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


def test_a_service_that_is_set_up_is_ready(api: FlaskClient):
    assert api.get("/readyz").status_code == 200


def test_a_service_that_is_not_set_up_is_not_ready(api: FlaskClient):
    with an_old_schema(database.of("lamps")):
        answer = api.get("/readyz")

    assert (answer.status_code, "doorstep setup" in answer.text) == (503, True)


def test_a_service_without_its_database_is_not_ready(open_api: OpenApi):
    assert open_api("postgresql://postgres@127.0.0.1:1/nowhere").get("/readyz").status_code == 503


def test_metrics_count_requests_by_route(api: FlaskClient):
    api.get("/lamps")

    metrics = api.get("/metrics").text

    assert re.search(r'doorstep_http_requests_total\{.*route="/lamps".*service="lamps".*\} \d', metrics)


def test_an_unknown_address_makes_no_metric_of_its_own(api: FlaskClient):
    api.get("/nowhere-in-particular")

    assert "nowhere-in-particular" not in api.get("/metrics").text


def test_answers_are_neither_sniffed_nor_stored(api: FlaskClient):
    headers = api.get("/lamps").headers

    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")


def test_the_documentation_names_every_route(api: FlaskClient):
    paths = api.get("/openapi.json").get_json()["paths"]

    assert set(paths) == {"/lamps", "/taken", "/broken", "/files"}
