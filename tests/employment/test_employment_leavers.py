from datetime import date
from itertools import permutations

import pytest

from chassis.database import Database
from chassis.ids import new_id
from services.employment.models import Resident
from tests.employment.wishes import (
    LEFT,
    PERSON,
    a_wish,
    announced,
    exchanged,
    hear,
    moved_in,
    moved_out,
    record,
    wish_in,
)


def test_wishes_end_when_the_resident_moves_out(own: Database):
    hear(own, moved_in(1))
    wish = a_wish()
    record(own, wish)

    hear(own, moved_out(2))

    ended, row = wish_in(own, wish), announced(own, wish)[-1]
    assert (ended.state, ended.end_reason, ended.ended_on, ended.version) == ("ended", "moved_out", LEFT, 2)
    assert (row.routing_key, row.sequence, row.causation_id) == ("wish_ended.v1", 2, str(moved_out(2).id))


def test_an_exchange_of_dwelling_ends_no_wish(own: Database):
    hear(own, moved_in(1))
    wish = a_wish()
    record(own, wish)

    hear(own, exchanged(2))

    assert wish_in(own, wish).state == "open"


def test_only_the_wishes_of_those_who_left_end(own: Database):
    neighbour = new_id()
    hear(own, moved_in(1), moved_in(1, neighbour))
    mine, theirs = a_wish(), a_wish(person_id=neighbour)
    record(own, mine, theirs)

    hear(own, moved_out(2))

    assert (wish_in(own, mine).state, wish_in(own, theirs).state) == ("ended", "open")


def test_each_leaver_has_a_day_and_a_cause_of_their_own(own: Database):
    people = [new_id() for _ in range(4)]
    hear(own, *(moved_in(1, each) for each in people))
    wishes = [a_wish(person_id=each) for each in people]
    record(own, *wishes)
    departures = [moved_out(2, each, date(2026, 6, 1 + place // 2)) for place, each in enumerate(people)]

    hear(own, *departures)

    assert [wish_in(own, each).ended_on for each in wishes] == [each.data.until for each in departures]
    assert [announced(own, each)[-1].causation_id for each in wishes] == [str(each.id) for each in departures]


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("together", [True, False])
def test_a_wish_ends_with_the_stay_it_was_recorded_in(
    own: Database, order: tuple[int, ...], *, together: bool
):
    hear(own, moved_in(1))
    wish = a_wish()
    record(own, wish)
    history = (moved_out(2), moved_in(3), moved_in(1))
    shuffled = [history[place] for place in (*order, *order)]

    if together:
        hear(own, *shuffled)
    else:
        for event in shuffled:
            hear(own, event)

    assert wish_in(own, wish).state == "ended"
    assert len(announced(own, wish)) == 2
    with own.reading() as session:
        assert session.get_one(Resident, PERSON).present


def test_a_late_departure_leaves_what_was_wished_for_after_the_return(own: Database):
    hear(own, moved_in(3))
    wish = a_wish()
    record(own, wish)

    hear(own, moved_out(2), moved_in(1))

    assert wish_in(own, wish).state == "open"


def test_wishes_of_the_second_stay_end_with_the_second_departure(own: Database):
    hear(own, moved_in(1), moved_out(2), moved_in(3))
    wish = a_wish()
    record(own, wish)

    hear(own, moved_out(4, until=date(2026, 9, 1)), moved_out(2))

    assert wish_in(own, wish).ended_on == date(2026, 9, 1)


def test_of_two_departures_that_come_together_the_first_ends_the_wish(own: Database):
    hear(own, moved_in(1))
    wish = a_wish()
    record(own, wish)

    hear(own, moved_out(4, until=date(2026, 9, 1)), moved_in(3), moved_out(2))

    assert wish_in(own, wish).ended_on == LEFT
