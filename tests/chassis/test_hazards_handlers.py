"""Hazards of handlers: whatever one does, its event is kept and the others go on."""

import uuid

import pytest

from chassis.events.failures import DEAD, WAITING
from tests.chassis.builders import a_lamp_lit
from tests.chassis.probe.lamps import LampBroken
from tests.chassis.probe.street import Street, ids, on_the_wire
from tests.chassis.waiting import until

pytestmark = [pytest.mark.rabbitmq, pytest.mark.postgres]


def test_a_handler_that_raises_is_tried_as_often_as_set(street: Street):
    street.send(on_the_wire(a_lamp_lit(deed="raise")))

    street.start(DOORSTEP_RETRY_DELAYS="0.1,0.2")

    (dead,) = until(lambda: street.failures(DEAD))
    assert (dead.attempts, street.broker.depth("lamps")[0]) == (3, 0)


def test_a_handler_that_raises_delays_no_other_event(street: Street):
    good = [on_the_wire(a_lamp_lit()) for _ in range(20)]
    street.send(*good[:10], on_the_wire(a_lamp_lit(deed="raise")), *good[10:])

    street.start()

    until(street.all_done(20))
    assert street.effects() == ids(good)


def test_a_message_that_cannot_be_read_is_kept_raw(street: Street):
    good = on_the_wire(a_lamp_lit())
    street.send(on_the_wire(a_lamp_lit(), body=b"\xff\x00"), good)

    street.start()

    until(street.all_done(1))
    assert [bytes(each.body) for each in street.failures(DEAD)] == [b"\xff\x00"]


@pytest.mark.parametrize("deed", ["escape", "exit", "timeout"])
def test_an_error_no_one_catches_counts_as_failed(street: Street, deed: str):
    street.start()

    street.send(on_the_wire(a_lamp_lit(deed=deed)))
    until(lambda: street.failures(WAITING))
    street.send(on_the_wire(a_lamp_lit()))

    until(street.all_done(1))


@pytest.mark.parametrize("deed", ["wait", "compute", "query"])
def test_a_handler_that_never_returns_meets_its_deadline(street: Street, deed: str):
    street.start(DOORSTEP_HANDLER_DEADLINE="0.5")

    street.send(on_the_wire(a_lamp_lit(deed=deed)))
    until(lambda: street.failures(WAITING))
    street.send(on_the_wire(a_lamp_lit()))

    until(street.all_done(1))


def test_more_escapes_than_threads_leave_the_queue_moving(street: Street):
    street.start()

    street.send(*(on_the_wire(a_lamp_lit(deed="escape")) for _ in range(15)))
    until(lambda: len(street.failures(WAITING)) == 15)
    street.send(on_the_wire(a_lamp_lit()))

    until(street.all_done(1))


def test_a_message_that_kills_is_set_aside_alone(street: Street):
    good = [on_the_wire(LampBroken(lamp_id=uuid.uuid4())) for _ in range(6)]
    street.send(*good[:3], on_the_wire(a_lamp_lit(deed="kill")), *good[3:])
    deaths = 0

    worker = street.start(ready=False)
    while not street.all_done(6)() and deaths < 5:
        until(lambda: worker.poll() is not None or street.all_done(6)(), within=90)  # noqa: B023
        if worker.poll() is not None:
            deaths += 1
            worker = street.start(ready=False)

    assert (sorted(street.effects()), len(street.failures(WAITING))) == (sorted(ids(good)), 1)
