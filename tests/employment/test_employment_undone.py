from itertools import permutations
from typing import Any

import pytest

from chassis.database import Database
from services.employment.models import Resident
from tests.employment.wishes import (
    PERSON,
    a_wish,
    announced,
    hear,
    moved_in,
    moved_out,
    record,
    undone,
    wish_in,
)


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("together", [True, False])
def test_a_wish_is_open_again_when_the_departure_is_undone(
    own: Database, order: tuple[int, ...], *, together: bool
):
    hear(own, moved_in(1))
    wish = a_wish()
    record(own, wish)
    history: tuple[Any, ...] = (moved_out(2), undone(3), moved_in(1))
    shuffled = [history[place] for place in (*order, *order)]

    if together:
        hear(own, *shuffled)
    else:
        for event in shuffled:
            hear(own, event)

    assert wish_in(own, wish).state == "open"
    with own.reading() as session:
        assert session.get_one(Resident, PERSON).present


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_second_departure_ends_the_wish_whatever_comes_first(own: Database, order: tuple[int, ...]):
    hear(own, moved_in(1))
    wish = a_wish()
    record(own, wish)
    history: tuple[Any, ...] = (moved_out(2), undone(3), moved_out(4))

    for place in (*order, *order):
        hear(own, history[place])

    assert wish_in(own, wish).state == "ended"


def test_a_wish_taken_up_again_is_announced_as_open(own: Database):
    hear(own, moved_in(1))
    wish = a_wish()
    record(own, wish)

    hear(own, moved_out(2))
    hear(own, undone(3))

    told = [(row.routing_key, row.sequence) for row in announced(own, wish)]
    assert told == [("wish_recorded.v1", 1), ("wish_ended.v1", 2), ("wish_recorded.v1", 3)]
