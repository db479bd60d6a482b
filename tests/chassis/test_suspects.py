"""Suspects: a message that may have killed its worker is recorded before it runs, and runs alone."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy.orm import Session

from chassis.database import Database
from chassis.events.message import Received
from tests.chassis.builders import (
    a_delivery,
    again,
    an_intake,
    effects,
    failed,
    ids,
    the_failed,
)


def test_a_suspect_is_recorded_before_it_runs(open_lamps: Callable[[], Database]):
    lamps, observer = open_lamps(), open_lamps()
    seen: list[str] = []

    def look(session: Session, events: Sequence[Received[Any]]) -> None:
        seen.extend(each.error for each in failed(observer))

    an_intake(lamps, handle=look).apply([a_delivery(comebacks=2)])

    assert [each.rpartition(".")[2] for each in seen] == ["KilledItsWorker"]


def test_a_suspect_that_works_leaves_no_record(lamps: Database):
    delivery = a_delivery(comebacks=2)

    an_intake(lamps).apply([delivery])

    assert (effects(lamps), failed(lamps)) == (ids(delivery), [])


def test_a_suspect_is_not_run_again_once_recorded(open_lamps: Callable[[], Database]):
    class Killed(BaseException):
        """Ends the run as kill -9 does: nothing after it happens."""

    def kill(session: Session, events: Sequence[Received[Any]]) -> None:
        raise Killed

    delivery = a_delivery(comebacks=2)
    lamps = open_lamps()
    with pytest.raises(Killed):
        an_intake(lamps, handle=kill).apply([delivery])

    an_intake(lamps, handle=kill).apply([again(delivery, comebacks=3)])

    assert (the_failed(lamps).attempts, the_failed(lamps).state) == (1, "waiting")


def test_a_suspect_already_applied_is_left_alone(lamps: Database):
    delivery = a_delivery()
    intake = an_intake(lamps)
    intake.apply([delivery])

    intake.apply([again(delivery, comebacks=2)])

    assert (effects(lamps), failed(lamps)) == (ids(delivery), [])


def test_neighbours_of_a_suspect_run_before_it(lamps: Database):
    suspect, calm = a_delivery(comebacks=2), a_delivery()

    an_intake(lamps).apply([suspect, calm])

    assert effects(lamps) == ids(calm, suspect)
