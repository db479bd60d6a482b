"""Failed events: tried again with growing delays, then left to a person."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from chassis import clock, settings
from chassis.database import Database
from chassis.events import failures
from chassis.events.intake import Intake
from chassis.events.message import Delivery, Received
from tests.chassis.builders import (
    SECRET,
    PoisonError,
    ServerGoneError,
    a_delivery,
    a_lamp_lit,
    again,
    an_intake,
    breaking,
    effects,
    failed,
    ids,
    shine,
    the_failed,
)


def a_poison() -> Delivery:
    return a_delivery(a_lamp_lit(deed="raise"))


def mended(session: Session, events: Sequence[Received[Any]]) -> None:
    """The handler after its bug is fixed."""
    for event in events:
        shine(
            session, [Received(id=event.id, sequence=1, time=event.time, data=a_lamp_lit(event.data.lamp_id))]
        )


def try_again(lamps: Database, intake: Intake) -> None:
    """Try what is kept once more, without waiting for its time."""
    with lamps.transaction() as session:
        failures.retry(session)
    assert intake.retry_next()


def delay(lamps: Database) -> float:
    row = the_failed(lamps)
    assert row.next_attempt_at
    return (row.next_attempt_at - row.failed_at).total_seconds()


def test_the_first_failure_waits_for_the_first_delay(lamps: Database):
    an_intake(lamps, retry_delays=(10, 60)).apply([a_poison()])

    assert delay(lamps) == pytest.approx(10, abs=5)


def test_the_delays_grow(lamps: Database):
    intake = an_intake(lamps, retry_delays=(10, 600, 6000))
    intake.apply([a_poison()])

    delays = [delay(lamps)]
    for _ in range(2):
        try_again(lamps, intake)
        delays.append(delay(lamps))

    assert delays == [pytest.approx(each, abs=60) for each in (10, 600, 6000)]


def test_the_default_delays_are_those_of_the_settings():
    assert settings.current().retry_delays == (1, 10, 60, 600, 3600)


def test_an_event_not_yet_due_is_left_alone(lamps: Database):
    intake = an_intake(lamps, retry_delays=(60,))
    intake.apply([a_poison()])

    assert (intake.retry_next(), the_failed(lamps).attempts) == (False, 1)


@pytest.mark.parametrize("retries", [1, 2, 3])
def test_an_event_is_dead_after_the_configured_attempts(lamps: Database, retries: int):
    intake = an_intake(lamps, retry_delays=(0,) * retries)
    intake.apply([a_poison()])

    while intake.retry_next():
        pass

    row = the_failed(lamps)
    assert (row.attempts, row.state, row.next_attempt_at) == (retries + 1, failures.DEAD, None)


def test_a_dead_event_is_not_tried_by_itself(lamps: Database):
    intake = an_intake(lamps, retry_delays=(0,))
    intake.apply([a_poison()])
    intake.retry_next()

    assert not intake.retry_next()


def test_a_person_can_retry_a_dead_event(lamps: Database):
    poison = a_poison()
    intake = an_intake(lamps, retry_delays=(0,))
    intake.apply([poison])
    intake.retry_next()

    try_again(lamps, an_intake(lamps, handle=mended))

    assert (effects(lamps), failed(lamps)) == (ids(poison), [])


def test_a_dead_event_retried_in_vain_is_dead_again(lamps: Database):
    intake = an_intake(lamps, retry_delays=(0,))
    intake.apply([a_poison()])
    intake.retry_next()

    try_again(lamps, intake)

    assert (the_failed(lamps).attempts, the_failed(lamps).state) == (3, failures.DEAD)


def test_a_discarded_event_never_takes_effect(lamps: Database):
    poison = a_poison()
    intake = an_intake(lamps, handle=shine)
    intake.apply([poison])
    with lamps.transaction() as session:
        failures.discard(session, ids=[the_failed(lamps).id])

    with lamps.transaction() as session:
        retried = failures.retry(session)

    assert (retried, intake.retry_next(), the_failed(lamps).state) == (0, False, failures.DISCARDED)


def test_one_group_is_retried_without_the_others(lamps: Database):
    intake = an_intake(lamps)
    intake.apply([a_poison()])
    with lamps.transaction() as session:
        failures.keep(session, a_poison(), handler="other", error="x", next_at=None)

    with lamps.transaction() as session:
        retried = failures.retry(session, handler="other")

    assert (retried, [each.handler for each in failed(lamps)]) == (1, ["shine", "other"])


def test_two_operators_retrying_make_one_effect(lamps: Database):
    poison = a_poison()
    an_intake(lamps).apply([poison])
    with lamps.transaction() as session:
        failures.retry(session)
    with lamps.transaction() as session:
        failures.retry(session)

    intake = an_intake(lamps, handle=mended)
    tried = [intake.retry_next(), intake.retry_next()]

    assert (tried, effects(lamps)) == ([True, False], ids(poison))


def test_a_redelivery_after_a_retry_changes_nothing(lamps: Database):
    poison = a_poison()
    an_intake(lamps).apply([poison])
    intake = an_intake(lamps, handle=mended)
    try_again(lamps, intake)

    intake.apply([again(poison, comebacks=1)])

    assert effects(lamps) == ids(poison)


def test_an_attempt_is_recorded_before_it_runs(open_lamps: Callable[[], Database]):
    lamps, observer = open_lamps(), open_lamps()
    seen: list[int] = []

    def look(session: Session, events: Sequence[Received[Any]]) -> None:
        seen.extend(each.attempts for each in failed(observer))
        raise PoisonError

    intake = an_intake(lamps, retry_delays=(0, 60))
    intake.apply([a_poison()])
    an_intake(lamps, handle=look).retry_next()

    assert seen == [2]


def test_a_retry_that_meets_no_database_is_not_the_last(lamps: Database):
    delivery = a_delivery()
    with lamps.transaction() as session:
        failures.keep(session, delivery, handler="shine", error="x", next_at=clock.now())
    intake = an_intake(lamps, handle=breaking(ServerGoneError, times=1), retry_delays=(0,))
    with pytest.raises(OperationalError):
        intake.retry_next()

    intake.retry_next()

    assert effects(lamps) == ids(delivery)


def test_an_event_whose_handler_is_gone_stays_kept(lamps: Database):
    with lamps.transaction() as session:
        failures.keep(session, a_delivery(), handler="renamed", error="x", next_at=None)

    try_again(lamps, an_intake(lamps))

    assert ("LookupError" in the_failed(lamps).error, the_failed(lamps).state) == (True, failures.WAITING)


def test_the_text_of_a_later_error_is_never_kept(lamps: Database):
    intake = an_intake(lamps)
    intake.apply([a_poison()])

    try_again(lamps, intake)

    error = the_failed(lamps).error
    assert ("PoisonError" in error, SECRET in error) == (True, False)


def test_the_longest_due_is_tried_first(lamps: Database):
    later, earlier = a_delivery(), a_delivery()
    now = clock.now()
    with lamps.transaction() as session:
        failures.keep(session, later, handler="shine", error="x", next_at=now - timedelta(minutes=1))
        failures.keep(session, earlier, handler="shine", error="x", next_at=now - timedelta(minutes=2))

    intake = an_intake(lamps)
    while intake.retry_next():
        pass

    assert effects(lamps) == [UUID(each.message_id) for each in (earlier, later)]
