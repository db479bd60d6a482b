"""Timers: what is due runs once, on whichever replica comes first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from chassis.database import Database
from chassis.events.tables import TimerRun
from chassis.events.timers import Timer, run_if_due
from chassis.ids import new_id
from tests.chassis.builders import PoisonError, effects
from tests.chassis.probe.tables import Effect

AGES = timedelta(days=7305)
"""A period no test outlives."""


def leave_an_effect(session: Session, due: datetime) -> None:
    session.add(Effect(handler="tick", event_id=new_id(), lamp_id=new_id(), sequence=1))


def rest(session: Session, due: datetime) -> None:
    """Do nothing."""


def break_down(session: Session, due: datetime) -> None:
    leave_an_effect(session, due)
    session.flush()
    raise PoisonError


def a_timer(work: Callable[[Session, datetime], None] = leave_an_effect) -> Timer:
    return Timer(name="tick", period=AGES, work=work)


def make_all_due(lamps: Database) -> None:
    """Let a period pass for every timer."""
    with lamps.transaction() as session:
        (due, *_) = session.scalars(select(TimerRun.last_due))
        session.execute(update(TimerRun).values(last_due=due - timedelta(days=1)))


def test_a_timer_runs_when_it_is_due(lamps: Database):
    ran = run_if_due(lamps, a_timer())

    assert (ran, len(effects(lamps))) == (True, 1)


def test_a_timer_runs_once_for_each_due_time(lamps: Database):
    ran = [run_if_due(lamps, a_timer()) for _ in range(3)]

    assert (ran, len(effects(lamps))) == ([True, False, False], 1)


def test_a_timer_is_due_again_after_its_period(lamps: Database):
    run_if_due(lamps, a_timer())
    make_all_due(lamps)

    assert run_if_due(lamps, a_timer())


def test_a_timer_that_failed_is_due_again(lamps: Database):
    with pytest.raises(PoisonError):
        run_if_due(lamps, a_timer(break_down))

    assert run_if_due(lamps, a_timer())


def test_a_timer_that_failed_leaves_nothing_half_done(lamps: Database):
    with pytest.raises(PoisonError):
        run_if_due(lamps, a_timer(break_down))

    assert effects(lamps) == []


def test_timers_of_other_names_do_not_wait(lamps: Database):
    tock = Timer(name="tock", period=AGES, work=leave_an_effect)
    run_if_due(lamps, a_timer())

    assert run_if_due(lamps, tock)


def test_a_timer_that_ran_leaves_the_others_due(lamps: Database):
    tock = Timer(name="tock", period=AGES, work=leave_an_effect)
    for timer in (a_timer(), tock):
        run_if_due(lamps, timer)
    make_all_due(lamps)

    run_if_due(lamps, tock)

    assert run_if_due(lamps, a_timer())


def test_racing_replicas_run_a_timer_once(open_lamps: Callable[[], Database]):
    replicas = [open_lamps() for _ in range(4)]
    run_if_due(replicas[0], a_timer(rest))
    make_all_due(replicas[0])
    start = Barrier(len(replicas))

    def race(replica: Database) -> bool:
        start.wait(10)
        return run_if_due(replica, a_timer())

    with ThreadPoolExecutor(len(replicas)) as pool:
        ran = list(pool.map(race, replicas))

    assert (sorted(ran), len(effects(replicas[0]))) == ([False, False, False, True], 1)


def test_due_times_are_counted_from_midnight_utc():
    every_ten_minutes = Timer(name="tick", period=timedelta(minutes=10), work=leave_an_effect)

    due = every_ten_minutes.latest_due(datetime(2026, 5, 16, 9, 39, 59, tzinfo=UTC))

    assert due == datetime(2026, 5, 16, 9, 30, tzinfo=UTC)


def test_the_next_due_time_is_never_in_the_past():
    every_ten_minutes = Timer(name="tick", period=timedelta(minutes=10), work=leave_an_effect)

    assert every_ten_minutes.seconds_to_next(datetime(2026, 5, 16, 9, 30, tzinfo=UTC)) == 600
