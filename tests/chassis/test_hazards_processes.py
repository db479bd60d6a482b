"""Hazards of processes: killed, stopped, doubled or badly set up, nothing is lost or done twice."""

import random
import signal
import socket

import amqp
import pytest

from chassis.events.relay import _HELD_FOR
from tests.chassis.builders import a_lamp_lit, an_old_schema, announced
from tests.chassis.probe.street import Street, ids, on_the_wire
from tests.chassis.waiting import until

pytestmark = [pytest.mark.rabbitmq, pytest.mark.postgres]


@pytest.mark.parametrize("step", ["after-inbox", "before-commit", "after-commit", "before-ack"])
def test_a_worker_killed_at_any_step_makes_one_effect(street: Street, step: str):
    messages = [on_the_wire(a_lamp_lit()) for _ in range(5)]
    street.send(*messages)
    killed = street.start(ready=False, DOORSTEP_FAILPOINT=step)
    killed.wait(60)

    street.start()
    until(street.all_done(5))

    assert (killed.returncode, street.effects()) == (-signal.SIGKILL, ids(messages))


@pytest.mark.parametrize("step", ["before-publish", "after-publish", "during-mark"])
def test_a_relay_killed_at_any_step_loses_nothing(street: Street, step: str):
    events = [a_lamp_lit() for _ in range(5)]
    street.announce(*events)
    killed = street.start(ready=False, DOORSTEP_FAILPOINT=step)
    killed.wait(60)

    street.start()
    until(lambda: street.all_done(5)() and all(each.published_at for each in announced(street.database)))

    assert (killed.returncode, len(street.effects())) == (-signal.SIGKILL, 5)


def test_a_stopped_worker_finishes_what_it_holds(street: Street):
    messages = [on_the_wire(a_lamp_lit(deed="linger")), *(on_the_wire(a_lamp_lit()) for _ in range(30))]
    worker = street.start()
    street.send(*messages)
    until(street.begun.exists)

    status = street.stop(worker)

    assert (status, street.effects(), street.broker.depth("lamps")) == (0, ids(messages), (0, 0))


def test_a_stopped_worker_sends_nothing_back(street: Street):
    messages = [on_the_wire(a_lamp_lit(deed="linger")), *(on_the_wire(a_lamp_lit()) for _ in range(300))]
    worker = street.start(DOORSTEP_BATCH_SIZE="20")
    street.send(*messages)
    until(street.begun.exists)

    status = street.stop(worker)

    left = street.broker.depth("lamps")[0]
    consumer = street.broker.consumer("lamps", prefetch=1000)
    waiting = until(lambda: consumer.receive(1000, timeout=1)) if left else []
    consumer.close()
    assert (status, left > 0, {each.comebacks for each in waiting}) == (0, True, {0})


def test_a_worker_without_its_queue_gives_up_in_time(street: Street):
    with street.broker.connect() as connection:
        connection.default_channel.queue_delete("doorstep.lamps")

    worker = street.start(ready=False, DOORSTEP_START_DEADLINE="2")

    assert worker.wait(15) == 1


def test_a_worker_on_an_old_schema_gives_up_in_time(street: Street):
    with an_old_schema(street.database):
        worker = street.start(ready=False, DOORSTEP_START_DEADLINE="2")

        status = worker.wait(15)

    assert status == 1


def test_a_worker_whose_queue_is_deleted_does_not_hang(street: Street):
    worker = street.start(DOORSTEP_START_DEADLINE="2")

    with street.broker.connect() as connection:
        connection.default_channel.queue_delete("doorstep.lamps")

    assert worker.wait(60) == 1


def test_a_worker_that_waits_for_its_broker_can_be_stopped(street: Street):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"amqp://guest:guest@127.0.0.1:{silent.getsockname()[1]}//"
        worker = street.start(ready=False, DOORSTEP_BROKER_URL=url)
        called, _ = silent.accept()

        status = street.stop(worker)
        called.close()

    assert status == 0


def test_copies_given_to_two_workers_make_one_effect(street: Street):
    messages = [on_the_wire(a_lamp_lit()) for _ in range(100)]
    copies = messages * 3
    random.Random(7).shuffle(copies)
    workers = [street.start(DOORSTEP_BATCH_SIZE="5"), street.start(DOORSTEP_BATCH_SIZE="5")]

    street.send(*copies)
    until(street.all_done(100))

    statuses = [street.stop(worker) for worker in workers]
    assert (statuses, sorted(street.effects())) == ([0, 0], sorted(ids(messages)))


def test_a_timer_runs_once_on_two_workers(street: Street):
    workers = [street.start(ready=False), street.start(ready=False)]
    until(lambda: street.broker.depth("lamps")[1] == 2, within=90)

    until(street.ticks)

    statuses = [street.stop(worker) for worker in workers]
    assert (statuses, street.ticks()) == ([0, 0], 1)


def test_an_event_whose_binding_is_gone_waits_for_it(street: Street):
    with street.broker.connect() as connection:
        connection.default_channel.queue_unbind("doorstep.lamps", "lamps.events", "lamp_lit.v1")
    street.announce(a_lamp_lit())
    street.start()
    until(lambda: announced(street.database)[0].held_until)

    with street.broker.connect() as connection:
        connection.default_channel.queue_bind("doorstep.lamps", "lamps.events", "lamp_lit.v1")

    until(street.all_done(1), within=_HELD_FOR.total_seconds() + 10)


def test_a_set_up_queue_has_one_argument_only(street: Street):
    with street.broker.connect() as connection, pytest.raises(amqp.PreconditionFailed):
        connection.default_channel.queue_declare(
            "doorstep.lamps", durable=True, auto_delete=False,
            arguments={"x-queue-type": "quorum", "x-delivery-limit": 20},
        )  # fmt: skip
