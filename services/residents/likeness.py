"""Likeness: what speaks for two records being one person, field by field, as points in a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple
from uuid import UUID

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from services.residents.namesakes import plain_name

LEAST: Final = 55
"""Points from which a pair is worth somebody's time."""

_SIMILAR: Final = 85
"""Per cent of likeness of two names in pinyin from which one may be a slip of the other."""

_POINTS: Final = {
    "name": {"same": 40, "different": 0},
    "pinyin": {"same": 30, "similar": 20},
    "birth_date": {"same": 35, "near": 15, "unknown": 0, "different": -40},
    "phone": {"same": 15, "different": 0, "unknown": 0},
    "household": {"same": 10, "different": 0, "unknown": 0},
    "address": {"same": 5, "different": 0, "unknown": 0},
}
"""A phone often serves a household and tells little; two birth dates that have nothing in common tell much."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What of a record is compared."""

    id: UUID
    name: str
    id_type: str
    has_number: bool
    birth_date: date | None
    phone: bytes | None
    """The blind index: equal or not is all that is asked."""
    households: frozenset[UUID]
    dwellings: frozenset[UUID]

    @cached_property
    def plain(self) -> str:
        """The name as it is compared."""
        return plain_name(self.name)

    @cached_property
    def pinyin(self) -> str:
        """The name as it sounds, without tones, its words in order: 张伟, 張偉, Zhang Wei and Wei Zhang are alike."""
        return " ".join(sorted(word.casefold() for each in lazy_pinyin(self.name) for word in each.split()))

    def keys(self) -> Iterator[tuple[str, object]]:
        """What it shares with every record it is compared with: one of these."""
        if self.pinyin:
            yield "pinyin", self.pinyin
        if self.birth_date:
            yield "birth_date", self.birth_date
        if self.phone:
            yield "phone", self.phone
        yield from (("household", each) for each in self.households)
        yield from (("dwelling", each) for each in self.dwellings)


class Finding(NamedTuple):
    """What was found in one field, and how much it weighs."""

    field: str
    found: str
    points: int


class Likeness(NamedTuple):
    """How far two records are alike."""

    score: int
    findings: list[Finding]


def may_be_one(one: Profile, other: Profile) -> bool:
    """Whether nothing rules out one person: two numbers of one kind of document do."""
    return not (one.has_number and other.has_number and one.id_type == other.id_type)


def compare(one: Profile, other: Profile) -> Likeness | None:
    """The likeness of two records; None when it is not enough, as for any two whose names are not alike."""
    found = _names(one, other)
    if found is None:
        return None
    found["birth_date"] = _birth_dates(one.birth_date, other.birth_date)
    found["phone"] = _equal(one.phone, other.phone)
    found["household"] = _shared(one.households, other.households)
    found["address"] = _shared(one.dwellings, other.dwellings)
    findings = [Finding(field, word, _POINTS[field][word]) for field, word in found.items()]
    if found["name"] == "same":
        findings[1] = findings[1]._replace(points=0)
    score = sum(each.points for each in findings)
    return Likeness(score, findings) if score >= LEAST else None


def _names(one: Profile, other: Profile) -> dict[str, str] | None:
    name = "same" if one.plain == other.plain else "different"
    if one.pinyin == other.pinyin:
        return {"name": name, "pinyin": "same"}
    if fuzz.ratio(one.pinyin, other.pinyin, score_cutoff=_SIMILAR):
        return {"name": name, "pinyin": "similar"}
    return None


def _birth_dates(one: date | None, other: date | None) -> str:
    if one is None or other is None:
        return "unknown"
    if one == other:
        return "same"
    swapped = (one.year, one.month, one.day) == (other.year, other.day, other.month)
    return "near" if swapped or Levenshtein.distance(str(one), str(other)) == 1 else "different"


def _equal(one: bytes | None, other: bytes | None) -> str:
    if one is None or other is None:
        return "unknown"
    return "same" if one == other else "different"


def _shared(one: frozenset[UUID], other: frozenset[UUID]) -> str:
    if not one or not other:
        return "unknown"
    return "same" if one & other else "different"
