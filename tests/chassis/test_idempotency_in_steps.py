"""Idempotency keys of work in steps, whose process died before it had answered."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from chassis.web import idempotency
from tests.chassis.probe.services.lamps.api import LampTaken

KEY = {"Idempotency-Key": "k-1"}
REPLAYED = "Idempotency-Replayed"


def send(api: FlaskClient, content: bytes = b"a") -> Any:
    return api.post("/files", data={"file": (io.BytesIO(content), "lamps.csv")}, headers=KEY)


def die(*_: Any, **__: Any) -> None:
    raise SystemExit


def refuse(_: Any) -> None:
    raise LampTaken(street="华福路")


@pytest.fixture
def cut_off(api: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """An API whose process died when the work was done and not yet answered, and was started again."""
    with monkeypatch.context() as patch:
        patch.setattr(idempotency, "_keep", die)
        with pytest.raises(SystemExit):
            send(api)
    return api


def test_work_that_was_cut_off_is_done_once_more_and_from_then_on_answered(cut_off: FlaskClient):
    once_more, then = send(cut_off), send(cut_off)

    assert (once_more.status_code, REPLAYED in once_more.headers) == (201, False)
    assert (then.status_code, then.data, then.headers.get(REPLAYED)) == (201, once_more.data, "true")


def test_work_that_was_cut_off_and_is_refused_then_can_be_mended(
    cut_off: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patch:
        patch.setattr("services.lamps.api.len", refuse, raising=False)
        assert send(cut_off).status_code == 409

    assert send(cut_off, b"mended").status_code == 201


def test_other_work_under_the_key_of_what_was_cut_off_is_refused(cut_off: FlaskClient):
    assert send(cut_off, b"other").status_code == 422
