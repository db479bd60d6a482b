"""Strange messages: whatever somebody puts into a queue is kept or ignored, and harms nothing."""

import json
from typing import Any

import pytest

from chassis.database import Database
from chassis.events.failures import DEAD
from chassis.events.message import Delivery
from tests.chassis.builders import a_delivery, a_lamp_lit, an_intake, effects, failed, the_failed
from tests.chassis.probe.lamps import LampBroken, LampLit

LIT = a_lamp_lit()
UNREADABLE = {
    "no JSON": a_delivery(body=b"\x00\xff"),
    "no object": a_delivery(body=b"[1, 2]"),
    "endlessly nested JSON": a_delivery(body=b"[" * 100_000),
    "a field missing": a_delivery(body=b"{}"),
    "a field of another type": a_delivery(body=b'{"lamp_id": 7}'),
    "a value out of its choices": a_delivery(
        LIT, body=json.dumps({"lamp_id": LIT.subject, "deed": "x"}).encode()
    ),
    "another content type": a_delivery(content_type="application/xml"),
    "no content type": a_delivery(content_type=None),
    "more bytes than allowed": a_delivery(body=b" " * 5000),
    "another event's subject": a_delivery(headers={"subject": "somebody else"}),
    "no subject": a_delivery(headers={"subject": None}),
    "no id": Delivery(1, "m", "lamp_lit.v1", {"type": LIT.type()}, LIT.dump().encode()),
    "an id that is none": a_delivery(headers={"id": "seven"}),
    "a number for an id": a_delivery(headers={"id": 7}),
    "a list for an id": a_delivery(headers={"id": ["7"]}),
    "no sequence": a_delivery(headers={"sequence": None}),
    "an endless sequence": a_delivery(headers={"sequence": float("inf")}),
    "a sequence no database can hold": a_delivery(headers={"sequence": 2**70}),
    "no time": a_delivery(headers={"time": None}),
    "a time without a zone": a_delivery(headers={"time": "2026-05-16T09:30:00"}),
    "a number for a time": a_delivery(headers={"time": 7}),
    "an unknown type": a_delivery(headers={"type": "lamps.lamp_painted.v1"}),
    "no type": a_delivery(headers={"type": None}),
    "a list for a type": a_delivery(headers={"type": ["lamps.lamp_lit.v1"]}),
    "a type with a NUL": a_delivery(headers={"type": "lamps.\x00"}),
    "a type with half a character": a_delivery(headers={"type": "lamps.\ud800"}),
    "another routing key": a_delivery(routing_key="lamp_broken.v1"),
    "a routing key with a NUL": a_delivery(routing_key="lamp\x00"),
    "bytes in a header": a_delivery(headers={"subject": b"\xff"}),
}
"""By what is strange about each."""


@pytest.mark.parametrize("strange", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_kept_for_a_person(lamps: Database, strange: Delivery):
    good = a_delivery()

    an_intake(lamps, max_event_bytes=4096 if len(strange.body) == 5000 else 262144).apply([strange, good])

    kept = the_failed(lamps)
    assert (kept.handler, kept.state, len(effects(lamps))) == ("-", DEAD, 1)


@pytest.mark.parametrize("name", ["no JSON", "more bytes than allowed", "an unknown type"])
def test_what_cannot_be_read_is_kept_as_it_came(lamps: Database, name: str):
    strange = UNREADABLE[name]

    an_intake(lamps, max_event_bytes=4096).apply([strange])

    kept = the_failed(lamps)
    assert (kept.message_id, bytes(kept.body)) == (strange.message_id, strange.body)


def test_a_message_id_no_database_can_hold_is_kept(lamps: Database):
    strange = a_delivery(body=b"")
    strange.message_id = "seven\x00"

    an_intake(lamps).apply([strange])

    assert len(failed(lamps)) == 1


def test_the_reason_names_the_field_and_not_its_value(lamps: Database):
    an_intake(lamps).apply([a_delivery(body=b'{"lamp_id": "13800138000"}')])

    error = the_failed(lamps).error
    assert ("lamp_id" in error, "13800138000" in error) == (True, False)


def test_an_event_without_a_handler_here_is_kept(lamps: Database):
    an_intake(lamps, listens=(LampLit,)).apply([a_delivery(LampBroken(lamp_id=LIT.lamp_id))])

    assert "nothing here listens to lamps.lamp_broken.v1" in the_failed(lamps).error


def test_a_type_known_later_is_taken_up_then(lamps: Database):
    broken = a_delivery(LampBroken(lamp_id=LIT.lamp_id))
    an_intake(lamps, listens=(LampLit,)).apply([broken])

    upgraded = an_intake(lamps, listens=(LampLit, LampBroken))
    upgraded.wake_known()
    upgraded.retry_next()

    assert ([str(each) for each in effects(lamps)], failed(lamps)) == ([broken.message_id], [])


def test_a_type_still_unknown_is_not_woken(lamps: Database):
    an_intake(lamps).apply([UNREADABLE["an unknown type"]])

    intake = an_intake(lamps)
    intake.wake_known()

    assert (intake.retry_next(), the_failed(lamps).state) == (False, DEAD)


@pytest.mark.parametrize("name", ["user_id", "role", "nameko.auth_token", "x-delivery-count"])
def test_a_header_not_on_the_list_is_not_kept(lamps: Database, name: str):
    an_intake(lamps).apply([a_delivery(a_lamp_lit(deed="raise"), headers={name: "admin"})])

    assert "admin" not in the_failed(lamps).headers


def test_a_handler_sees_no_header_but_those_of_the_list(lamps: Database):
    seen: list[set[str]] = []

    def look(session: Any, events: Any) -> None:
        seen.extend(set(each.__slots__) for each in events)

    an_intake(lamps, handle=look).apply([a_delivery(headers={"user_id": "admin"})])

    assert seen == [{"id", "sequence", "time", "data", "correlation_id"}]


@pytest.mark.parametrize("forged", [7, ["x"], "a\nb", "x" * 300, "张三"])
def test_a_forged_correlation_id_is_dropped(lamps: Database, forged: Any):
    seen: list[str | None] = []

    def look(session: Any, events: Any) -> None:
        seen.extend(each.correlation_id for each in events)

    an_intake(lamps, handle=look).apply([a_delivery(headers={"correlationid": forged})])

    assert seen == [None]


def test_a_field_this_version_does_not_know_is_ignored(lamps: Database):
    body = json.dumps({"lamp_id": LIT.subject, "colour": "red"}).encode()

    an_intake(lamps).apply([a_delivery(LIT, body=body)])

    assert len(effects(lamps)) == 1
