"""Who is restricted, or does not agree, under either of two ids is neither matched nor told."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from chassis.database import Database
from chassis.events.message import Received
from contracts.residents import ConsentGiven, ConsentWithdrawn, ProcessingRestricted, RestrictionLifted
from services.notifications.models import Match
from tests.notifications.test_merged_recipients import (
    KEPT,
    MERGED,
    STRANGER,
    deliver,
    hear,
    inbox,
    merged,
    moved_in,
    posted,
    received,
    unmerged,
    wished,
)

EARLY, LATE = date(2026, 1, 1), date(2026, 2, 1)


def restricted(person: UUID) -> Received[Any]:
    return received(ProcessingRestricted(person_id=person, on=EARLY), 3)


def lifted(person: UUID) -> Received[Any]:
    return received(RestrictionLifted(person_id=person, on=LATE), 4)


def agreed(person: UUID, on: date, sequence: int = 3, purpose: str = "job_matching") -> Received[Any]:
    return received(ConsentGiven(person_id=person, purpose=purpose, notice="2026-1", on=on), sequence)


def declined(person: UUID, on: date, sequence: int = 3, purpose: str = "job_matching") -> Received[Any]:
    return received(ConsentWithdrawn(person_id=person, purpose=purpose, on=on), sequence)


def told(own: Database) -> list[int]:
    """Who is told of a new posting, by the last digit of the id."""
    before = {each: inbox(own, each) for each in (KEPT, MERGED, STRANGER)}
    hear(own, posted())
    deliver(own)
    return [each.int for each, earlier in before.items() if len(inbox(own, each)) > len(earlier)]


@pytest.fixture
def all_wish(own: Database) -> Database:
    for each in (KEPT, MERGED, STRANGER):
        hear(own, moved_in(each), wished(each))
    return own


@pytest.mark.parametrize("of", [KEPT, MERGED])
def test_a_restriction_of_either_record_is_one_of_the_person(all_wish: Database, of: UUID):
    hear(all_wish, restricted(of))

    hear(all_wish, merged())
    together = told(all_wish)
    hear(all_wish, unmerged())
    apart = told(all_wish)
    hear(all_wish, merged(7), lifted(of))

    assert (together, apart) == ([3], sorted({1, 2, 3} - {of.int}))
    assert told(all_wish) == [1, 2, 3]


@pytest.mark.parametrize("of", [KEPT, MERGED])
def test_who_is_restricted_after_the_match_is_not_told(all_wish: Database, of: UUID):
    hear(all_wish, merged())
    hear(all_wish, posted())
    hear(all_wish, restricted(of))

    deliver(all_wish)

    assert [inbox(all_wish, each) for each in (KEPT, MERGED, STRANGER)] == [[], [], ["保安"]]
    with all_wish.reading() as session:
        assert session.scalar(select(func.count()).select_from(Match)) == 2


@pytest.mark.parametrize(
    ("said", "matched"),
    [
        ([declined(MERGED, EARLY)], [3]),
        ([declined(KEPT, EARLY)], [3]),
        ([agreed(KEPT, EARLY), declined(MERGED, LATE)], [3]),
        ([declined(MERGED, EARLY), agreed(KEPT, LATE)], [1, 2, 3]),
        ([declined(KEPT, EARLY), agreed(KEPT, EARLY, 4)], [1, 2, 3]),
        ([agreed(KEPT, EARLY, 4), declined(KEPT, EARLY)], [1, 2, 3]),
        ([declined(KEPT, EARLY, purpose="special_care")], [1, 2, 3]),
    ],
)
def test_of_two_records_the_later_word_counts(
    all_wish: Database, said: list[Received[Any]], matched: list[int]
):
    hear(all_wish, merged())

    for each in said:
        hear(all_wish, each)

    assert told(all_wish) == matched


def test_who_is_set_apart_says_yes_or_no_for_themselves(all_wish: Database):
    hear(all_wish, declined(MERGED, EARLY), merged())

    hear(all_wish, unmerged())

    assert told(all_wish) == [1, 3]
