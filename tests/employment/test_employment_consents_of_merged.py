"""Of two records of one person, which both have a word on being matched, the later word counts."""

from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from chassis.database import Database
from chassis.ids import new_id
from contracts.residents import ConsentGiven, ConsentWithdrawn, PeopleMerged, PeopleUnmerged
from services.employment.errors import ConsentMissing
from services.employment.usecases.consents import keep_consents
from services.employment.usecases.residents import keep_aliases
from tests.employment.wishes import (
    PERSON,
    a_wish,
    hear,
    moved_in,
    moved_out,
    received,
    record,
    undone,
    wish_in,
)

OTHER = new_id()
EARLY, LATE = date(2026, 5, 16), date(2026, 5, 17)


def say(own: Database, person: UUID, on: date, *, yes: bool, sequence: int = 3) -> None:
    about = {"person_id": person, "purpose": "job_matching", "on": on}
    word = ConsentGiven(**about, notice="2026-1") if yes else ConsentWithdrawn(**about)
    with own.transaction() as session:
        keep_consents(session, [received(word, sequence)])


def merge(own: Database) -> None:
    with own.transaction() as session:
        keep_aliases(session, [received(PeopleMerged(merged_id=OTHER, kept_id=PERSON), 10)])


def unmerge(own: Database) -> None:
    with own.transaction() as session:
        keep_aliases(session, [received(PeopleUnmerged(merged_id=OTHER, kept_id=PERSON), 11)])


@pytest.mark.parametrize(("of_yes", "of_no"), [(PERSON, OTHER), (OTHER, PERSON)])
def test_who_declined_last_is_not_matched_under_either_id(own: Database, of_yes: UUID, of_no: UUID):
    hear(own, moved_in(1))
    say(own, of_yes, EARLY, yes=True)
    say(own, of_no, LATE, yes=False)

    merge(own)

    with pytest.raises(ConsentMissing):
        record(own, a_wish())


@pytest.mark.parametrize(("of_yes", "of_no"), [(PERSON, OTHER), (OTHER, PERSON)])
def test_who_agreed_last_is_matched_under_either_id(own: Database, of_yes: UUID, of_no: UUID):
    hear(own, moved_in(1))
    say(own, of_no, EARLY, yes=False)
    merge(own)
    say(own, of_yes, LATE, yes=True)
    wish = a_wish()

    record(own, wish)

    assert wish_in(own, wish).state == "open"


@pytest.mark.parametrize("order", list(permutations(range(5))))
def test_a_word_ends_the_wishes_under_its_own_id_in_any_order(own: Database, order: tuple[int, ...]):
    """Who is one person, and since when, changes nothing of it: the register says of each record what was meant."""
    hear(own, moved_in(1), moved_in(1, OTHER))
    here, there = a_wish(), a_wish(person_id=OTHER)
    record(own, here)
    record(own, there)
    news: list[Any] = [
        lambda: say(own, OTHER, EARLY, yes=False),
        lambda: say(own, PERSON, LATE, yes=True),
        lambda: merge(own),
        lambda: hear(own, moved_out(4)),
        lambda: hear(own, undone(5)),
    ]

    for place in order:
        news[place]()

    assert (wish_in(own, here).state, wish_in(own, there).state) == ("open", "ended")


@pytest.mark.parametrize("late", ["no", "merger", "both"])
def test_a_late_withdrawal_leaves_what_was_asked_for_after_it(own: Database, late: str):
    hear(own, moved_in(1, OTHER))
    wish = a_wish(person_id=OTHER)
    before: list[Any] = [] if late == "both" else [lambda: merge(own)] if late == "no" else [
        lambda: say(own, OTHER, date(2026, 1, 1), yes=False), lambda: say(own, OTHER, EARLY, yes=True, sequence=4)
    ]  # fmt: skip
    after: list[Any] = [lambda: merge(own)] if late != "no" else []
    if late != "merger":
        after.append(lambda: say(own, OTHER, date(2026, 1, 1), yes=False))

    for step in (lambda: say(own, PERSON, EARLY, yes=True), *before, lambda: record(own, wish), *after):
        step()

    assert wish_in(own, wish).state == "open"


def test_records_set_apart_agree_each_for_themselves(own: Database):
    hear(own, moved_in(1), moved_in(1, OTHER))
    say(own, OTHER, LATE, yes=False)
    merge(own)
    unmerge(own)

    record(own, a_wish())

    with pytest.raises(ConsentMissing):
        record(own, a_wish(person_id=OTHER))
