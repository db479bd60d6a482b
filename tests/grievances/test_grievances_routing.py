from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from chassis.database import Database
from chassis.ids import new_id
from services.grievances.usecases.filing import settle_case
from tests.grievances.cases import (
    BUILDING,
    HEAD,
    KEEPER,
    NOON,
    WORKER,
    announced,
    file,
    filled,
    head_filled,
    hear,
    keys,
    read,
    registered,
    story,
    vacated,
    worker_filled,
)


@pytest.mark.parametrize(
    ("posts", "hands"),
    [
        ([filled(1), worker_filled(), head_filled()], KEEPER),
        ([worker_filled(), head_filled()], WORKER),
        ([head_filled()], HEAD),
        ([filled(1, area="/huafu/c1/b1/")], None),
        ([filled(1), filled(1, post_id=new_id(), area=BUILDING + "u1/", person_id=HEAD)], HEAD),
        ([filled(1, kind="volunteer")], None),
        ([], None),
    ],
)
def test_a_case_comes_to_the_nearest_post_that_is_held(own: Database, posts: list[Any], hands: UUID | None):
    hear(own, registered(), *posts)

    case = file(own)

    assert case.assignee_id == hands
    assert keys(announced(own, case)) == ["case_filed.v1"] + ["case_routed.v1"] * (hands is not None)


def test_a_case_nobody_could_take_is_routed_when_a_post_is_filled(own: Database):
    hear(own, registered())
    case = file(own)

    hear(own, filled(1))

    row = announced(own, case)[-1]
    assert read(own, case).assignee_id == KEEPER
    assert (row.routing_key, row.sequence, row.causation_id) == ("case_routed.v1", 2, str(filled(1).id))
    assert story(own, case) == ["filed", "routed"]


def test_a_case_goes_up_the_ladder_when_its_post_falls_vacant(own: Database):
    hear(own, registered(), filled(1), worker_filled())
    case = file(own)

    hear(own, vacated(2))

    assert read(own, case).assignee_id == WORKER


def test_a_case_is_without_hands_when_the_last_post_falls_vacant(own: Database):
    hear(own, registered(), filled(1))
    case = file(own)

    hear(own, vacated(2))

    assert read(own, case).assignee_post_id is None
    assert '"post_id":null,"person_id":null' in announced(own, case)[-1].data


def test_a_case_stays_where_it_is_when_a_farther_post_changes_hands(own: Database):
    hear(own, registered(), filled(1))
    case = file(own)

    hear(own, worker_filled(), head_filled())

    assert story(own, case) == ["filed", "routed"]


def test_a_settled_case_is_not_handed_over(own: Database):
    hear(own, registered(), filled(1))
    case = file(own)
    with own.transaction() as session:
        settle_case(session, case.id, now=NOON)

    hear(own, vacated(2))

    assert read(own, case).assignee_id == KEEPER


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("together", [True, False])
def test_the_last_holder_has_the_case_in_any_order(own: Database, order: tuple[int, ...], *, together: bool):
    successor = new_id()
    hear(own, registered(), worker_filled())
    case = file(own)
    history = (filled(1), vacated(2), filled(3, person_id=successor))
    shuffled = [history[place] for place in (*order, *order)]

    if together:
        hear(own, *shuffled)
    else:
        for event in shuffled:
            hear(own, event)

    assert read(own, case).assignee_id == successor
    rows = announced(own, case)
    assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))


def test_a_case_is_handed_over_once_for_changes_that_come_together(own: Database):
    hear(own, registered(), worker_filled())
    case = file(own)

    hear(own, filled(1), vacated(2), filled(3))

    assert story(own, case) == ["filed", "routed", "routed"]
    assert announced(own, case)[-1].causation_id == str(filled(3).id)


def test_a_thousand_posts_can_change_hands_at_once(own: Database):
    hear(own, registered())
    case = file(own)
    others = [filled(1, post_id=new_id(), area=f"/huafu/c2/b{number}/") for number in range(1100)]

    hear(own, *others, filled(1))

    assert read(own, case).assignee_id == KEEPER
