"""Wishes of a person with two merged records: found under either, noted where they live, counted together."""

from typing import Any
from uuid import UUID

import pytest

from chassis.access import Reach
from chassis.database import Database
from chassis.ids import new_id
from contracts.residents import PeopleMerged, PeopleUnmerged
from services.employment import queries
from services.employment.errors import ResidentUnknown, TooManyWishes
from services.employment.usecases.residents import keep_aliases
from services.employment.usecases.wishes import MOST_WISHES
from tests.employment.wishes import PERSON, a_wish, hear, moved_in, moved_out, received, record, wish_in

OTHER = new_id()


def merge(own: Database, sequence: int = 10) -> None:
    with own.transaction() as session:
        keep_aliases(session, [received(PeopleMerged(merged_id=OTHER, kept_id=PERSON), sequence)])


def unmerge(own: Database, sequence: int = 11) -> None:
    with own.transaction() as session:
        keep_aliases(session, [received(PeopleUnmerged(merged_id=OTHER, kept_id=PERSON), sequence)])


def found(own: Database, person: UUID, **reach: Any) -> set[UUID]:
    with own.reading() as session:
        return {each.id for each in session.scalars(queries.wishes_of(person, Reach(**reach)))}


def test_a_wish_is_found_under_either_id_until_the_records_are_set_apart(own: Database):
    hear(own, moved_in(1, OTHER))
    wish = a_wish(person_id=OTHER)
    record(own, wish)

    merge(own)
    assert [found(own, each, owner=caller) for each in (PERSON, OTHER) for caller in (PERSON, OTHER)] == [
        {wish.id}
    ] * 4
    assert found(own, PERSON, area="/huafu/c1/b18/") == {wish.id}
    assert found(own, PERSON, area="/huafu/c1/b1/") == set()
    unmerge(own)

    assert [found(own, each, area="/") for each in (PERSON, OTHER)] == [set(), {wish.id}]


def test_a_wish_under_the_id_that_lives_nowhere_is_noted_under_the_one_that_lives_here(own: Database):
    hear(own, moved_in(1, OTHER))
    with pytest.raises(ResidentUnknown):
        record(own, a_wish())
    merge(own)
    wish = a_wish()

    record(own, wish)
    assert wish_in(own, wish).person_id == OTHER
    hear(own, moved_out(2, OTHER))

    assert wish_in(own, wish).state == "ended"


def test_a_late_departure_of_the_other_record_ends_no_wish(own: Database):
    hear(own, moved_in(1, OTHER))
    merge(own)
    wish = a_wish()
    record(own, wish)

    hear(own, moved_out(9, PERSON))

    assert wish_in(own, wish).state == "open"


def test_a_person_has_no_more_wishes_for_having_two_records(own: Database):
    hear(own, moved_in(1), moved_in(1, OTHER))
    record(own, *(a_wish() for _ in range(MOST_WISHES - 1)), a_wish(person_id=OTHER))
    merge(own)

    with pytest.raises(TooManyWishes):
        record(own, a_wish())
