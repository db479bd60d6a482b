"""Events that cannot be applied, whatever they do, are set aside alone; their neighbours are done at once."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from chassis.ids import new_id
from tests.system.probing import Probe
from tests.system.waiting import wait_until, wait_until_none

pytestmark = [pytest.mark.postgres, pytest.mark.rabbitmq]

Start = Callable[..., Probe]

_THREE_TRIES = {"DOORSTEP_RETRY_DELAYS": "1.5,0.3"}


def test_an_event_that_raises_is_dead_after_its_attempts_with_its_cause(new_probe: Start):
    probe = new_probe(**_THREE_TRIES)
    probe.worker().start().await_ready()

    ids = probe.ask(*["good"] * 50, "raise", *["good"] * 50)
    poison = ids[50]

    wait_until(lambda: len(probe.effects()) == 100, within=120, what="the good ones are done")
    assert str(poison) in probe.failed()
    wait_until(lambda: probe.dead([poison]), within=120, what="the poison is dead")
    row = probe.failed()[str(poison)]
    assert (row.attempts, row.handler) == (3, "obey")
    assert row.error.startswith("ValueError in obey")
    assert probe.tries(poison) in (3, 1 + 3), "once more if it was first tried among others"
    wait_until_none(lambda: probe.troubles(failed=[poison]), within=120, what="the rest is in order")


def test_the_good_ones_do_not_wait_for_the_attempts_of_the_bad(new_probe: Start):
    probe = new_probe(DOORSTEP_RETRY_DELAYS="3600")
    probe.worker().start().await_ready()

    ids = probe.ask("raise", *["good"] * 20)

    wait_until_none(lambda: probe.troubles(failed=ids[:1]), within=120, what="the good ones are done")
    assert probe.failed()[str(ids[0])].state == "waiting"


def test_an_event_that_kills_its_worker_is_set_aside_alone(new_probe: Start):
    probe = new_probe(**_THREE_TRIES)
    worker = probe.worker().start().await_ready()

    ids = probe.ask(*["good"] * 15, "die", *["good"] * 15)
    killer = ids[15]

    def settled() -> bool:
        """It counts as dead before its last try has killed: wait for that death too."""
        worker.revive()
        tried_out = len(worker.deaths) == probe.tries(killer) >= 2 + 3
        return tried_out and probe.dead([killer]) and not probe.troubles(failed=[killer])

    wait_until(
        settled, within=120, what="only the killer is dead: twice tried with its neighbours, then alone"
    )
    row = probe.failed()[str(killer)]
    assert (row.attempts, row.error) == (3, "chassis.events.intake.KilledItsWorker")


@pytest.mark.parametrize("deed", ["sleep", "spin"])
def test_an_event_that_never_returns_meets_its_deadline(new_probe: Start, deed: str):
    probe = new_probe(DOORSTEP_RETRY_DELAYS="0.2", DOORSTEP_HANDLER_DEADLINE="0.5")
    worker = probe.worker().start().await_ready()

    ids = probe.ask(*["good"] * 10, deed, *["good"] * 10)
    poison = ids[10]

    wait_until(lambda: probe.dead([poison]), within=120, what="the endless one is dead")
    row = probe.failed()[str(poison)]
    assert row.attempts == 2
    assert "HandlerTooSlow" in row.error
    wait_until_none(lambda: probe.troubles(failed=[poison]), within=120, what="the rest is in order")
    assert worker.starts == 1


def a_message(**changes: Any) -> tuple[bytes, dict[str, Any]]:
    """A good message, but for what is changed: headers by name, the body as `body`."""
    subject, event_id = str(new_id()), str(new_id())
    headers = {
        "specversion": "1.0",
        "id": event_id,
        "source": "/doorstep/probe",
        "type": "probe.asked.v1",
        "subject": subject,
        "time": "2026-05-16T09:30:00+00:00",
        "sequence": 1,
    }
    body = changes.pop("body", json.dumps({"ask_id": subject, "deed": "good"}).encode())
    kept = {**headers, **changes}
    return body, {name: value for name, value in kept.items() if value is not None}


def a_wrong_deed() -> bytes:
    return json.dumps({"ask_id": str(new_id()), "deed": "unheard-of"}).encode()


_REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "undecodable": ({"body": b"\xff\xfe\x00"}, {}, "the body is not JSON"),
    "no object": ({"body": b"[1]"}, {}, "the body is not a JSON object"),
    "nested": ({"body": b"[" * 100_000}, {}, "the body is not JSON"),
    "oversized": ({"body": b" " * 300_000}, {}, "the body has 300000 bytes, more than 262144"),
    "invalid": ({"body": a_wrong_deed()}, {}, "probe.asked.v1: deed"),
    "unknown type": ({"type": "probe.sung.v1"}, {}, "no contract for type 'probe.sung.v1'"),
    "another version": ({"type": "probe.asked.v2"}, {}, "no contract for type 'probe.asked.v2'"),
    "no type": ({"type": None}, {}, "no contract for type 'None'"),
    "type with a zero": ({"type": "probe\x00"}, {}, "no contract for type"),
    "type no text": ({"type": {"a": 1}}, {}, "no contract for type"),
    "forged subject": ({"subject": str(new_id())}, {}, "the subject header is not the event's own"),
    "no id": ({"id": None}, {}, "header"),
    "id a number": ({"id": 5}, {}, "header"),
    "sequence no number": ({"sequence": 1e300}, {}, "header"),
    "time no time": ({"time": "soon"}, {}, "header"),
    "another media type": ({}, {"content_type": "text/plain"}, "the content type is 'text/plain'"),
    "no media type": ({}, {"content_type": None}, "the content type is 'None'"),
    "broken text": ({"body": b"\\ud800"}, {"content_encoding": "unicode_escape"}, "the body is not JSON"),
}


def test_what_cannot_be_read_is_kept_with_its_reason(new_probe: Start):
    probe = new_probe(**_THREE_TRIES)
    worker = probe.worker().start().await_ready()

    sent = {}
    for name, (changes, properties, _) in _REFUSED.items():
        body, headers = a_message(**changes)
        sent[name] = probe.post(body, headers, **properties)
    (good,) = probe.ask("good")

    wait_until(lambda: len(probe.failed()) == len(sent), within=120, what=f"all are kept\n{worker.tail()}")
    kept = {name: probe.failed()[message_id] for name, message_id in sent.items()}
    told = {name: row.error for name, row in kept.items()}
    assert {name for name, (_, _, reason) in _REFUSED.items() if reason not in told[name]} == set(), told
    assert {(row.handler, row.state) for row in kept.values()} == {("-", "dead")}
    assert kept["invalid"].body == _REFUSED["invalid"][0]["body"]
    wait_until(lambda: probe.effects()[good] == 1, within=120, what="a good event passes")
    assert worker.starts == 1
    assert worker.alive


def test_forged_headers_change_nothing(new_probe: Start):
    probe = new_probe()
    worker = probe.worker().start().await_ready()

    forged = {
        "user_id": "admin",
        "nameko.user_id": "admin",
        "nameko.call_id_stack": ["x"],
        "source": "/doorstep/portal",
        "x-delivery-count": "many",
        "x-acquired-count": -1,
        "correlationid": {"a": ["table"]},
        "traceparent": 7,
    }
    body, headers = a_message(**forged)
    probe.post(body, headers)
    body, more = a_message(**{"x-delivery-count": 9})
    probe.post(body, more)

    wait_until(lambda: len(probe.effects()) == 2, within=120, what=f"both are applied\n{worker.tail()}")
    assert set(probe.effects().values()) == {1}
    assert not probe.failed()
    assert worker.starts == 1
    assert worker.alive
    assert "admin" not in worker.log
