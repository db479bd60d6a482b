"""A withdrawal that comes late ends what there was when it was said, and nothing that came after it."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest

from chassis.database import Database
from contracts.residents import ConsentGiven, ConsentWithdrawn
from services.employment.usecases.consents import keep_consents
from tests.employment.wishes import (
    NOW,
    PERSON,
    a_wish,
    announced,
    hear,
    moved_in,
    moved_out,
    received,
    record,
    undone,
    wish_in,
)

ABOUT: Any = {"person_id": PERSON, "purpose": "job_matching", "on": date(2026, 5, 16)}
EARLIER, LATER = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
WITHDRAWN = received(ConsentWithdrawn(**ABOUT), 3)
GIVEN = replace(received(ConsentGiven(**ABOUT, notice="2026-1"), 6), time=LATER)


def heed(own: Database, word: Any) -> None:
    with own.transaction() as session:
        keep_consents(session, [word])


@pytest.mark.parametrize("order", list(permutations([WITHDRAWN, GIVEN])))
def test_a_wish_of_before_the_withdrawal_ends_and_one_of_after_it_stays(own: Database, order: Any):
    hear(own, moved_in(1))
    before, after = a_wish(recorded_at=EARLIER), a_wish(recorded_at=LATER)
    record(own, before)

    for word in order:
        if word is order[-1] and order[0] is GIVEN:
            record(own, after)
        heed(own, word)
    if order[0] is WITHDRAWN:
        record(own, after)

    assert [wish_in(own, each).state for each in (before, after)] == ["ended", "open"]
    assert [each.sequence for each in announced(own, before)] == [1, 2]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_what_was_withdrawn_while_away_is_not_taken_up_again_in_any_order(
    own: Database, order: tuple[int, ...]
):
    hear(own, moved_in(1))
    wish = a_wish(recorded_at=EARLIER)
    record(own, wish)
    news: list[Any] = [
        lambda: hear(own, moved_out(2)),
        lambda: heed(own, WITHDRAWN),
        lambda: hear(own, undone(5)),
        lambda: heed(own, GIVEN),
    ]

    for place in (*order, *order):
        news[place]()

    ended = wish_in(own, wish)
    assert (ended.state, ended.end_reason) == ("ended", "withdrawn")
    sequences = [each.sequence for each in announced(own, wish)]
    assert (sequences, ended.version) == (list(range(1, len(sequences) + 1)), len(sequences))
