from random import Random

import pytest

from chassis.database import Database
from tests.grievances.cases import (
    HOME,
    PERSON,
    announced,
    exchanged,
    file,
    filled,
    hear,
    moved_in,
    moved_out,
    read,
    registered,
    story,
    undone,
)


def test_a_case_stays_with_the_dwelling_when_its_reporter_moves_out(own: Database):
    hear(own, registered(), filled(1), moved_in(1))
    case = file(own, reporter_id=PERSON)

    hear(own, moved_out(2))

    found, row = read(own, case), announced(own, case)[-1]
    assert (found.dwelling_id, found.reporter_contact, found.state) == (HOME, "moved_out", "open")
    assert (row.routing_key, row.sequence, row.causation_id) == (
        "case_reporter_left.v1", 3, str(moved_out(2).id)
    )  # fmt: skip
    assert story(own, case) == ["filed", "routed", "reporter_left"]


def test_a_reporter_who_comes_back_can_be_reached_again(own: Database):
    hear(own, registered(), moved_in(1))
    case = file(own, reporter_id=PERSON)

    hear(own, moved_out(2))
    hear(own, moved_in(3))

    assert read(own, case).reporter_contact == "reachable"
    assert story(own, case) == ["filed", "reporter_left", "reporter_back"]


def test_a_reporter_who_exchanged_dwellings_can_still_be_reached(own: Database):
    hear(own, registered(), moved_in(1))
    case = file(own, reporter_id=PERSON)

    hear(own, exchanged(2))

    assert read(own, case).reporter_contact == "reachable"


@pytest.mark.parametrize("late", [False, True])
def test_a_reporter_who_has_not_left_after_all_can_be_reached(own: Database, *, late: bool):
    hear(own, registered(), moved_in(1))
    case = file(own, reporter_id=PERSON)

    for event in (undone(3), moved_out(2)) if late else (moved_out(2), undone(3)):
        hear(own, event)

    assert read(own, case).reporter_contact == "reachable"
    assert story(own, case) == (["filed"] if late else ["filed", "reporter_left", "reporter_back"])


@pytest.mark.parametrize("seed", range(8))
def test_the_last_move_decides_in_any_order(own: Database, seed: int):
    hear(own, registered(), moved_in(1))
    case = file(own, reporter_id=PERSON)
    history = [moved_in(1), exchanged(2), moved_out(3), moved_in(4), moved_out(5)] * 2
    Random(seed).shuffle(history)

    for event in history:
        hear(own, event)

    assert read(own, case).reporter_contact == "moved_out"
    assert announced(own, case)[-1].routing_key == "case_reporter_left.v1"


def test_the_contact_of_a_new_case_is_what_is_known_of_its_reporter(own: Database):
    hear(own, registered(), moved_in(1), moved_out(2))

    assert file(own, reporter_id=PERSON).reporter_contact == "moved_out"
    assert file(own).reporter_contact == "anonymous"
