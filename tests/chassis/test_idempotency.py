"""Idempotency keys: a command sent twice is done once and answered twice."""

import io
import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from chassis import clock, database, services
from chassis.events.housekeeping import ANSWERS_KEPT, forget_answers
from chassis.events.tables import Answered, OutboxRow
from chassis.web import idempotency
from chassis.web.app import create_app
from tests.callers import bearer
from tests.chassis.probe.tables import LampCopy

LAMP = {"id": "01981f2e-7d3a-7c41-9b1e-5f0c2a9d4e10", "height": 3}
OTHER = {"id": "01981f2e-7d3a-7c41-9b1e-5f0c2a9d4e11", "height": 3}
KEY = {"Idempotency-Key": "k-1"}
SENDERS = 8


def counted(model: Any) -> int:
    with database.of("lamps").reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_command_sent_twice_is_done_once_and_answered_twice(api: FlaskClient):
    first = api.post("/lamps", json=LAMP, headers=KEY)
    second = api.post("/lamps", json=LAMP, headers=KEY)

    assert (first.status_code, second.status_code) == (201, 201)
    assert (second.data, second.mimetype) == (first.data, first.mimetype)
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert (counted(LampCopy), counted(OutboxRow)) == (1, 1)


def test_another_command_under_the_same_key_is_refused(api: FlaskClient):
    api.post("/lamps", json=LAMP, headers=KEY)

    for path, body in (("/lamps", OTHER), ("/lamps?x=1", LAMP)):
        refused = api.post(path, json=body, headers=KEY)
        assert (refused.status_code, refused.get_json()["code"]) == (422, "idempotency-key-reused")
    assert counted(LampCopy) == 1


def test_without_a_key_nothing_is_remembered(api: FlaskClient):
    assert api.post("/lamps", json=LAMP).status_code == 201
    assert api.post("/lamps", json=LAMP).status_code == 409
    assert counted(Answered) == 0


def test_a_refused_command_can_be_mended_and_sent_again_under_its_key(api: FlaskClient):
    assert api.post("/lamps", json=LAMP | {"height": 99}, headers=KEY).status_code == 422
    api.post("/lamps", json=OTHER)
    assert api.post("/lamps", json=OTHER, headers=KEY).status_code == 409
    assert counted(Answered) == 0

    assert api.post("/lamps", json=LAMP, headers=KEY).status_code == 201


def test_the_key_of_one_caller_is_not_that_of_another(api: FlaskClient):
    api.post("/lamps", json=LAMP, headers=KEY)

    other = api.post("/lamps", json=OTHER, headers=KEY | bearer("keeper"))

    assert (other.status_code, "Idempotency-Replayed" in other.headers) == (201, False)


@pytest.mark.parametrize("key", ["", " ", "two words", "x" * 256, "schl\xfcssel"])
def test_a_key_nobody_would_make_is_refused(api: FlaskClient, key: str):
    refused = api.post("/lamps", json=LAMP, headers={"Idempotency-Key": key})

    assert (refused.status_code, refused.get_json()["code"]) == (400, "idempotency-key-wrong")
    assert counted(LampCopy) == 0


def test_a_question_needs_no_key_and_leaves_none(api: FlaskClient):
    assert api.get("/lamps", headers=KEY).status_code == 200
    assert counted(Answered) == 0


def test_what_is_remembered_is_stored_unreadable(api: FlaskClient):
    api.post("/lamps", json=LAMP, headers=KEY)

    with database.of("lamps").engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT * FROM answered").one()
    assert not any(LAMP["id"].encode() in bytes(each) for each in row if isinstance(each, bytes | memoryview))


def test_senders_at_once_get_one_answer_and_one_effect(api: FlaskClient):
    headers = KEY | {"Authorization": api.environ_base["HTTP_AUTHORIZATION"]}
    start, answers = threading.Barrier(SENDERS), []

    def send() -> None:
        client = api.application.test_client()
        start.wait()
        answer = client.post("/lamps", json=LAMP, headers=headers)
        answers.append((answer.status_code, answer.data, "Idempotency-Replayed" in answer.headers))

    senders = [threading.Thread(target=send) for _ in range(SENDERS)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()

    assert Counter(replayed for *_, replayed in answers) == {False: 1, True: SENDERS - 1}
    assert len({(status, body) for status, body, _ in answers}) == 1
    assert (counted(LampCopy), counted(OutboxRow)) == (1, 1)


def test_answers_are_forgotten_after_their_time(api: FlaskClient):
    own = database.of("lamps")
    api.post("/lamps", json=LAMP, headers=KEY)
    api.post("/lamps", json=OTHER, headers={"Idempotency-Key": "k-2"})
    with own.transaction() as session:
        session.scalars(select(Answered)).first().at = clock.now() - ANSWERS_KEPT - timedelta(seconds=1)

    with own.transaction() as session:
        assert forget_answers(session, clock.now()) == 1
    assert counted(Answered) == 1


@pytest.mark.parametrize("service", services.names())
def test_every_command_is_documented_with_its_key(service: str):
    document = create_app(service).test_client().get("/openapi.json").get_json()

    silent = [
        path
        for path, item in document["paths"].items()
        if "post" in item
        and "Idempotency-Key" not in [each.get("name") for each in item["post"].get("parameters", [])]
    ]
    assert silent == []


def test_files_sent_again_are_the_same_request(api: FlaskClient):
    def form(content: bytes) -> dict[str, Any]:
        return {"data": {"file": (io.BytesIO(content), "lamps.csv")}, "headers": KEY}

    first = api.post("/files", **form(b"a"))
    again, other = api.post("/files", **form(b"a")), api.post("/files", **form(b"b"))

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert (first.get_json(), again.data) == ({"bytes": 1}, first.data)
    assert again.headers["Idempotency-Replayed"] == "true"


def test_work_in_steps_keeps_its_key_however_long_it_takes(api: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    if database.of("lamps").is_sqlite:
        pytest.skip("SQLite cuts nobody off")
    held, wait = [], idempotency._wait_for_others

    def watched(session: Session, key: bytes) -> None:
        wait(session, key)
        held.append(session.scalar(text("SHOW idle_in_transaction_session_timeout")))

    monkeypatch.setattr(idempotency, "_wait_for_others", watched)
    sent = api.post("/files", data={"file": (io.BytesIO(b"abc"), "a.txt")}, headers=KEY)

    assert (sent.status_code, held) == (201, ["0"])
