"""What every broker does when lines end and when it is set up or asked; the other half of the suite."""

import uuid
from collections.abc import Callable

import pytest

from chassis.events.broker import Broker, Consumer, Topology, WrongTopology
from tests.chassis.builders import a_message, take
from tests.chassis.conftest import Post
from tests.chassis.waiting import until

Listen = Callable[..., Consumer]
ALONE = "lamp_broken.v1"
"""The key that one service alone listens to."""


def test_what_was_not_acknowledged_comes_back(listen: Listen, post: Post, square: Topology):
    keeper, town, _ = square.services
    message = a_message(to=keeper, key=ALONE)
    first = listen(town)
    post.hand_over(message)
    take(first, 1)

    first.close()

    second = listen(town)
    (back,) = take(second, 1)
    second.acknowledge([back])
    assert back.message_id == message.id


def test_each_comeback_is_counted(listen: Listen, post: Post, square: Topology):
    keeper, town, _ = square.services
    post.hand_over(a_message(to=keeper, key=ALONE))
    counted = []

    for _ in range(3):
        consumer = listen(town)
        counted += [each.comebacks for each in take(consumer, 1)]
        consumer.close()

    last = listen(town)
    last.acknowledge(take(last, 1))
    assert counted == [0, 1, 2]


def test_what_comes_back_keeps_its_order(listen: Listen, post: Post, square: Topology):
    keeper, town, _ = square.services
    messages = [a_message(to=keeper, key=ALONE) for _ in range(5)]
    first = listen(town)
    post.hand_over(*messages)
    take(first, 5)

    first.close()

    second = listen(town)
    back = take(second, 5)
    second.acknowledge(back)
    assert [each.message_id for each in back] == [each.id for each in messages]


def test_what_was_acknowledged_never_comes_back(broker: Broker, listen: Listen, post: Post, square: Topology):
    keeper, town, _ = square.services
    messages = [a_message(to=keeper, key=ALONE) for _ in range(3)]
    first = listen(town)
    post.hand_over(*messages)
    taken = take(first, 3)
    first.acknowledge(taken[:2])

    first.close()

    second = listen(town)
    back = take(second, 1)
    second.acknowledge(back)
    assert [each.message_id for each in back] == [messages[2].id]


def test_a_cancelled_consumer_is_handed_nothing_new(
    broker: Broker, listen: Listen, post: Post, square: Topology
):
    keeper, town, _ = square.services
    consumer = listen(town)

    consumer.cancel()
    post.hand_over(a_message(to=keeper, key=ALONE))
    until(lambda: broker.depth(town)[0] == 1)

    taken = consumer.receive(500, timeout=0.2)
    other = listen(town)
    other.acknowledge(take(other, 1))
    assert taken == []


def test_a_cancelled_consumer_can_still_acknowledge(
    broker: Broker, listen: Listen, post: Post, square: Topology
):
    keeper, town, _ = square.services
    consumer = listen(town)
    handed_over = post.hand_over(a_message(to=keeper, key=ALONE))
    taken = take(consumer, 1)

    consumer.cancel()
    consumer.acknowledge(taken)

    handed_over.result(10)
    consumer.close()
    assert broker.depth(town) == (0, 0)


def test_declaring_again_leaves_what_waits(broker: Broker, listen: Listen, post: Post, square: Topology):
    keeper, town, _ = square.services
    post.hand_over(a_message(to=keeper, key=ALONE))
    until(lambda: broker.depth(town)[0] == 1)

    broker.declare(square)

    depth = broker.depth(town)
    consumer = listen(town)
    consumer.acknowledge(take(consumer, 1))
    assert depth == (1, 0)


def test_declaring_again_delivers_nothing_twice(listen: Listen, post: Post, square: Topology, broker: Broker):
    keeper, town, _ = square.services
    broker.declare(square)
    consumer = listen(town)

    post.hand_over(a_message(to=keeper, key=ALONE))
    taken = take(consumer, 1)
    consumer.acknowledge(taken)

    assert (len(taken), consumer.receive(500, timeout=0.2)) == (1, [])


def test_a_consumer_without_a_queue_names_the_setup(broker: Broker):
    with pytest.raises(WrongTopology, match="doorstep setup"):
        broker.consumer(f"nowhere{uuid.uuid4().hex[:8]}", prefetch=10)


def test_depth_counts_what_waits(broker: Broker, listen: Listen, post: Post, square: Topology):
    keeper, town, _ = square.services

    post.hand_over(*(a_message(to=keeper, key=ALONE) for _ in range(3)))

    until(lambda: broker.depth(town) == (3, 0))
    consumer = listen(town)
    consumer.acknowledge(take(consumer, 3))


def test_depth_counts_consumers(broker: Broker, listen: Listen, square: Topology):
    town = square.services[1]

    first, _ = listen(town), listen(town)
    first.close()

    until(lambda: broker.depth(town) == (0, 1))
