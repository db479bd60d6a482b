"""When grids are drawn anew, cases follow their dwelling, and the open ones go to who looks after it now."""

from itertools import permutations
from typing import Any

import pytest

from chassis.database import Database
from chassis.ids import new_id
from services.grievances.usecases.filing import settle_case
from tests.grievances.cases import (
    HEAD,
    NOON,
    WORKER,
    announced,
    file,
    filled,
    head_filled,
    hear,
    keys,
    read,
    received,
    registered,
    regrouped,
    story,
    worker_filled,
)

OTHER_GRID, OTHER = "/huafu/g1/g19/", new_id()


def other_filled() -> Any:
    return filled(1, post_id=new_id(), kind="grid_worker", scope="grid", area=OTHER_GRID, person_id=OTHER)


def test_an_open_case_goes_to_the_worker_of_the_new_grid(own: Database):
    hear(own, registered(), worker_filled(), other_filled())
    case = file(own)

    hear(own, regrouped(OTHER_GRID))

    row = announced(own, case)[-1]
    assert (read(own, case).grid, read(own, case).assignee_id) == (OTHER_GRID, OTHER)
    assert (row.routing_key, row.causation_id) == ("case_routed.v1", str(regrouped(OTHER_GRID).id))
    assert story(own, case) == ["filed", "routed", "routed"]


def test_a_case_follows_a_dwelling_that_is_only_told_to_lie_elsewhere(own: Database):
    """As `resync` and `drift --repair` tell it, when the news itself was lost."""
    hear(own, registered(), worker_filled(), other_filled())
    case = file(own)

    hear(own, received(registered(grid=OTHER_GRID).data, 2))

    assert (read(own, case).grid, read(own, case).assignee_id) == (OTHER_GRID, OTHER)


def test_where_nobody_looks_after_the_new_grid_the_head_above_has_it(own: Database):
    hear(own, registered(), worker_filled(), head_filled())
    case = file(own)

    hear(own, regrouped(OTHER_GRID))

    assert read(own, case).assignee_id == HEAD


def test_a_settled_case_lies_in_the_new_grid_and_stays_with_who_settled_it(own: Database):
    hear(own, registered(), worker_filled(), other_filled())
    case = file(own)
    with own.transaction() as session:
        settle_case(session, case.id, now=NOON)
    told = keys(announced(own, case))

    hear(own, regrouped(OTHER_GRID))

    assert (read(own, case).grid, read(own, case).assignee_id) == (OTHER_GRID, WORKER)
    assert keys(announced(own, case)) == told


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_case_lies_in_the_newest_grid_in_any_order(own: Database, order: tuple[int, ...]):
    newest = new_id()
    news = (
        worker_filled(),
        other_filled(),
        regrouped(OTHER_GRID),
        regrouped("/huafu/g1/g20/", sequence=3),
    )
    hear(own, registered(), filled(1, post_id=new_id(), kind="grid_worker", scope="grid",
                                   area="/huafu/g1/g20/", person_id=newest))  # fmt: skip
    case = file(own)

    for place in order:
        hear(own, news[place])

    assert (read(own, case).grid, read(own, case).assignee_id) == ("/huafu/g1/g20/", newest)
