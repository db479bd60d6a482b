"""Contracts on the way in: what is unknown is ignored, what is missing or wrong is named."""

import json
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

import pytest
from marshmallow.validate import OneOf

from chassis.contracts import Event, InvalidEvent, Sealed, contract
from chassis.keys import new_keys
from chassis.personal import CannotOpen, seal, unseal
from chassis.settings import current
from tests.conftest import forget_process_state

KITE = "01981f2e-7d3a-7c41-9b1e-5f0c2a9d4e10"


@contract(name="kite_flown", version=1, subject="kite_id")
class KiteFlown(Event):
    """A kite is up."""

    kite_id: UUID
    since: date
    shape: Annotated[str, OneOf(["swallow", "dragon"])] = "swallow"
    length: int = 3
    seen_at: datetime | None = None
    flyers: tuple[UUID, ...] = ()
    phone: Sealed | None = None


def body(**changed: Any) -> str:
    return json.dumps({"kite_id": KITE, "since": "2026-04-05", **changed})


def test_what_left_arrives_the_same():
    event = KiteFlown(
        kite_id=UUID(KITE),
        since=date(2026, 4, 5),
        shape="dragon",
        length=40,
        seen_at=datetime(2026, 4, 5, 9, tzinfo=UTC),
        flyers=(UUID(KITE), UUID(KITE)),
        phone=seal("13800138000"),
    )

    assert KiteFlown.load(event.dump()) == event


def test_a_field_this_version_does_not_know_is_ignored():
    assert KiteFlown.load(body(colour="red")) == KiteFlown.load(body())


def test_a_field_that_may_be_missing_takes_its_default():
    kite = KiteFlown.load(body())

    assert (kite.shape, kite.length, kite.seen_at, kite.flyers) == ("swallow", 3, None, ())


@pytest.mark.parametrize("missing", ["kite_id", "since"])
def test_a_missing_field_is_named(missing: str):
    data = json.loads(body())
    del data[missing]

    with pytest.raises(InvalidEvent, match=f"{missing} is missing"):
        KiteFlown.load(json.dumps(data))


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("kite_id", "seven"),
        ("kite_id", None),
        ("since", "2026-02-30"),
        ("since", 7),
        ("shape", "whale"),
        ("length", "3"),
        ("length", 3.5),
        ("seen_at", "2026-04-05T09:00:00"),
        ("flyers", ["seven"]),
        ("flyers", "seven"),
        ("phone", "13800138000"),
    ],
)
def test_a_wrong_field_is_named(field: str, wrong: Any):
    with pytest.raises(InvalidEvent, match=field):
        KiteFlown.load(body(**{field: wrong}))


@pytest.mark.parametrize("field", ["kite_id", "since", "shape", "phone"])
def test_a_wrong_value_is_not_repeated_in_the_reason(field: str):
    with pytest.raises(InvalidEvent) as refused:
        KiteFlown.load(body(**{field: "13800138000"}))

    assert "13800138000" not in str(refused.value)


@pytest.mark.parametrize("nonsense", [b"", b"{", b"\xff\xfe", b"[]", b"7", b"null", b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_refused(nonsense: bytes):
    with pytest.raises(InvalidEvent, match="JSON"):
        KiteFlown.load(nonsense)


def test_a_sealed_value_is_opened_by_who_asks():
    kite = KiteFlown.load(body(phone=seal("13800138000")))

    assert kite.phone
    assert unseal(kite.phone) == "13800138000"


def test_a_value_sealed_with_an_older_key_opens(monkeypatch: pytest.MonkeyPatch):
    sealed = seal("13800138000")

    monkeypatch.setenv("DOORSTEP_EVENT_KEYS", f"{new_keys()['event_keys']},{current().event_keys[0]}")
    forget_process_state()

    assert unseal(sealed) == "13800138000"


def test_a_value_sealed_elsewhere_does_not_open(monkeypatch: pytest.MonkeyPatch):
    sealed = seal("13800138000")

    monkeypatch.setenv("DOORSTEP_EVENT_KEYS", new_keys()["event_keys"])
    forget_process_state()

    with pytest.raises(CannotOpen):
        unseal(sealed)
