"""Contracts on the way out: what is wrong here would be wrong for every listener, so it does not leave."""

import json
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

import pytest
from marshmallow.validate import OneOf

from chassis.contracts import (
    AreaPath,
    Event,
    InvalidEvent,
    Sealed,
    Shaped,
    contract,
    describe,
    known,
    sample,
    shape,
)
from chassis.personal import seal

LANTERN = UUID("01981f2e-7d3a-7c41-9b1e-5f0c2a9d4e10")


@contract(name="lantern_hung", version=1, subject="lantern_id")
class LanternHung(Event):
    """A lantern hangs at a door."""

    lantern_id: UUID
    area: Annotated[str, AreaPath] = "/huafu/"
    colour: Annotated[str, OneOf(["red", "gold"])] = "red"
    height: int = 3
    lit: bool = True
    since: date = date(2026, 2, 17)
    seen_at: datetime = datetime(2026, 2, 17, 19, 30, tzinfo=UTC)
    names: tuple[str, ...] = ()
    phone: Sealed | None = None


def hung(**changed: Any) -> LanternHung:
    return LanternHung(lantern_id=LANTERN, **changed)


def test_a_valid_event_becomes_plain_json():
    assert json.loads(hung(names=("张", "李")).dump()) == {
        "lantern_id": str(LANTERN),
        "area": "/huafu/",
        "colour": "red",
        "height": 3,
        "lit": True,
        "since": "2026-02-17",
        "seen_at": "2026-02-17T19:30:00+00:00",
        "names": ["张", "李"],
        "phone": None,
    }


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("area", "/huafu/c2"),
        ("area", "huafu"),
        ("colour", "green"),
        ("colour", None),
        ("names", None),
        ("phone", "13800138000"),
        ("phone", "gAAAA and some text"),
    ],
)
def test_a_wrong_value_does_not_leave(field: str, wrong: Any):
    with pytest.raises(InvalidEvent, match=field):
        hung(**{field: wrong}).dump()


@pytest.mark.parametrize(
    ("field", "wrong"), [("lantern_id", "seven"), ("height", "tall"), ("since", "today")]
)
def test_a_value_of_another_type_does_not_leave(field: str, wrong: Any):
    values = {"lantern_id": LANTERN, field: wrong}

    with pytest.raises(InvalidEvent, match=field):
        LanternHung(**values).dump()


def test_the_reason_names_the_event():
    with pytest.raises(InvalidEvent, match=r"test_contracts_out\.lantern_hung\.v1"):
        hung(colour="green").dump()


def test_personal_data_in_clear_is_not_repeated_in_the_reason():
    with pytest.raises(InvalidEvent) as refused:
        hung(phone=Sealed("13800138000")).dump()

    assert "13800138000" not in str(refused.value)


def test_a_sealed_value_leaves():
    assert json.loads(hung(phone=seal("13800138000")).dump())["phone"].startswith("gAAAA")


def test_an_event_cannot_be_changed():
    with pytest.raises(AttributeError):
        hung().height = 4  # type: ignore[misc]


def test_the_names_follow_from_the_declaration():
    assert (LanternHung.routing_key(), LanternHung.type(), hung().subject) == (
        "lantern_hung.v1",
        "test_contracts_out.lantern_hung.v1",
        str(LANTERN),
    )


def test_the_sample_is_a_valid_event():
    assert json.loads(LanternHung.load(json.dumps(sample(LanternHung))).dump()) == sample(LanternHung)


def test_the_sample_keeps_patterns_and_choices():
    assert (sample(LanternHung)["area"], sample(LanternHung)["colour"]) == ("/huafu/c2/b10/", "red")


def test_a_type_is_declared_once():
    with pytest.raises(TypeError, match="declared twice"):

        @contract(name="lantern_hung", version=1, subject="lantern_id")
        class Again(Event):
            """The same once more."""

            lantern_id: UUID


def test_a_new_version_stands_beside_the_old_one():
    @contract(name="lantern_hung", version=2, subject="lantern_id")
    class Newer(Event):
        """A lantern hangs at a door, and is told of in a new way."""

        lantern_id: UUID

    assert (known(Newer.type()), known(LanternHung.type())) == (Newer, LanternHung)


def test_the_subject_is_one_of_the_fields():
    with pytest.raises(TypeError, match="lamp_id"):

        @contract(name="lantern_lost", version=1, subject="lamp_id")
        class Lost(Event):
            """A lantern is gone."""

            lantern_id: UUID


def test_the_shape_says_all_that_must_be_kept():
    assert shape(LanternHung) == {
        "lantern_id": "uuid",
        "area": "string?",
        "colour": "string (red | gold)?",
        "height": "integer?",
        "lit": "boolean?",
        "since": "date?",
        "seen_at": "awaredatetime?",
        "names": f"{describe(LanternHung.schema.fields['names'])}",
        "phone": "sealed string?",
    }


def test_a_pattern_comes_with_an_example_that_fits_it():
    year = Shaped(r"^\d{4}$", "2026")

    assert year(year.example) == "2026"
