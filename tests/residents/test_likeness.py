"""What speaks for two records being one person, and what rules it out."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.residents.likeness import LEAST, Profile, compare
from services.residents.usecases.duplicates import find_duplicates

BORN = date(1985, 5, 16)
HOME, HOUSEHOLD = uuid4(), uuid4()
PHONE = b"13800138000"


def a_record(name: str = "王小红", **other: Any) -> Profile:
    given = {"id": uuid4(), "id_type": "none", "has_number": False, "birth_date": None, "phone": None,
             "households": frozenset(), "dwellings": frozenset()}  # fmt: skip
    return Profile(name=name, **given | other)


def pairs(*records: Profile) -> set[frozenset[UUID]]:
    return {frozenset(pair) for pair in find_duplicates(records)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"birth_date": BORN}, {"birth_date": BORN}),
        ({"birth_date": BORN}, {"birth_date": BORN, "name": "王晓虹"}),
        ({"birth_date": BORN, "name": "張偉"}, {"birth_date": BORN, "name": "Wei Zhang"}),
        ({"birth_date": BORN, "name": "阿依·古丽"}, {"birth_date": BORN, "name": "阿依 古丽"}),
        ({"birth_date": BORN}, {"birth_date": BORN, "id_type": "resident_id", "has_number": True}),
        ({"birth_date": BORN}, {"birth_date": date(1985, 5, 18)}),
        ({"birth_date": date(1985, 3, 5)}, {"birth_date": date(1985, 5, 3)}),
        ({"phone": PHONE}, {"phone": PHONE, "birth_date": BORN}),
        ({"households": frozenset({HOUSEHOLD}), "dwellings": frozenset({HOME})},
         {"households": frozenset({HOUSEHOLD}), "dwellings": frozenset({HOME})}),
        ({"birth_date": BORN, "id_type": "passport", "has_number": True},
         {"birth_date": BORN, "id_type": "foreign_permanent_resident_card", "has_number": True}),
    ],
)  # fmt: skip
def test_records_that_may_be_one_person_are_found(one: dict[str, Any], other: dict[str, Any]):
    first, second = a_record(**one), a_record(**other)

    assert pairs(first, second) == {frozenset((first.id, second.id))}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({"birth_date": BORN}, {"birth_date": BORN, "name": "李建国"}),
        ({"birth_date": BORN}, {"birth_date": date(1962, 11, 3)}),
        ({"birth_date": BORN, "phone": PHONE}, {"birth_date": date(2015, 9, 30), "phone": PHONE}),
        ({"birth_date": BORN, "name": ""}, {"birth_date": date(1985, 5, 18), "name": ""}),
        ({"birth_date": BORN, "id_type": "resident_id", "has_number": True},
         {"birth_date": BORN, "id_type": "resident_id", "has_number": True}),
        ({"birth_date": BORN, "phone": PHONE, "households": frozenset({HOUSEHOLD}), "name": "王大双"},
         {"birth_date": BORN, "phone": PHONE, "households": frozenset({HOUSEHOLD}), "name": "王小双"}),
    ],
)  # fmt: skip
def test_namesakes_family_and_twins_are_left_alone(one: dict[str, Any], other: dict[str, Any]):
    assert pairs(a_record(**one), a_record(**other)) == set()


def test_pairs_are_never_joined_into_chains():
    first = a_record("王小红", birth_date=BORN)
    middle = a_record("王小红", birth_date=date(1985, 5, 18))
    last = a_record("王小红", birth_date=date(1985, 5, 28))

    assert pairs(first, middle, last) == {frozenset((first.id, middle.id)), frozenset((middle.id, last.id))}


def test_the_evidence_is_told_field_by_field_and_adds_up():
    likeness = compare(
        a_record(birth_date=BORN, phone=PHONE), a_record("王晓虹", birth_date=BORN, phone=PHONE)
    )

    assert likeness is not None
    assert [each[:2] for each in likeness.findings] == [
        ("name", "different"), ("pinyin", "same"), ("birth_date", "same"), ("phone", "same"),
        ("household", "unknown"), ("address", "unknown"),
    ]  # fmt: skip
    assert likeness.score == sum(each.points for each in likeness.findings) >= LEAST


def test_the_number_of_comparisons_does_not_grow_with_the_square(monkeypatch: pytest.MonkeyPatch):
    compared = []
    monkeypatch.setattr("services.residents.usecases.duplicates.compare", lambda *two: compared.append(two))
    people = [
        a_record(f"王{at}", birth_date=date.fromordinal(700_000 + at), id_type="resident_id", has_number=True)
        for at in range(500)
    ]

    find_duplicates([*people, a_record("王1", birth_date=date.fromordinal(700_001))])

    assert len(compared) == 1
