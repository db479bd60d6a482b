"""One suite for every broker: what the services rely on, whatever carries their events."""

import time
from collections.abc import Callable

from chassis.events.broker import Broker, Consumer, Outcome, Topology
from tests.chassis.builders import a_message, take
from tests.chassis.conftest import Post
from tests.chassis.waiting import until

Listen = Callable[..., Consumer]
ALONE = "lamp_broken.v1"
"""The key that one service alone listens to."""


def test_a_message_a_listener_took_is_confirmed(listen: Listen, post: Post, square: Topology):
    keeper, town, _ = square.services
    consumer = listen(town)

    handed_over = post.hand_over(a_message(to=keeper, key=ALONE))
    consumer.acknowledge(take(consumer, 1))

    assert handed_over.result(10) == [Outcome.CONFIRMED]


def test_a_message_nobody_listens_to_is_returned(post: Post, square: Topology):
    keeper = square.services[0]

    handed_over = post.hand_over(a_message(to=keeper, key="lamp_stolen.v1"))

    assert handed_over.result(10) == [Outcome.RETURNED]


def test_outcomes_come_in_the_order_of_the_messages(listen: Listen, post: Post, square: Topology):
    keeper, town, _ = square.services
    consumer = listen(town)
    keys = [ALONE, "lamp_stolen.v1", ALONE]

    handed_over = post.hand_over(*(a_message(to=keeper, key=key) for key in keys))
    consumer.acknowledge(take(consumer, 2))

    assert handed_over.result(10) == [Outcome.CONFIRMED, Outcome.RETURNED, Outcome.CONFIRMED]


def test_every_listener_gets_a_copy_of_its_own(listen: Listen, post: Post, square: Topology):
    keeper, town, night = square.services
    consumers = [listen(town), listen(night)]
    message = a_message(to=keeper)

    post.hand_over(message)
    received = [take(each, 1) for each in consumers]

    for consumer, deliveries in zip(consumers, received, strict=True):
        consumer.acknowledge(deliveries)
    assert [[each.message_id for each in copies] for copies in received] == [[message.id], [message.id]]


def test_messages_of_one_publisher_keep_their_order(listen: Listen, post: Post, square: Topology):
    keeper, town, _ = square.services
    consumer = listen(town)
    messages = [a_message(to=keeper, key=ALONE) for _ in range(60)]

    post.hand_over(*messages)
    taken = take(consumer, 60)

    consumer.acknowledge(taken)
    assert [each.message_id for each in taken] == [each.id for each in messages]


def test_a_thousand_messages_are_confirmed_together(listen: Listen, post: Post, square: Topology):
    keeper, town, _ = square.services
    consumer = listen(town)

    handed_over = post.hand_over(*(a_message(to=keeper, key=ALONE) for _ in range(1000)))
    consumer.acknowledge(take(consumer, 1000))

    assert handed_over.result(20) == [Outcome.CONFIRMED] * 1000


def test_receive_takes_no_more_than_its_limit(broker: Broker, listen: Listen, post: Post, square: Topology):
    keeper, town, _ = square.services
    post.hand_over(*(a_message(to=keeper, key=ALONE) for _ in range(9)))
    until(lambda: broker.depth(town)[0] == 9)
    consumer = listen(town)

    taken = until(lambda: consumer.receive(4, timeout=0.2))

    consumer.acknowledge([*taken, *take(consumer, 9 - len(taken))])
    assert len(taken) <= 4


def test_receive_returns_at_once_with_what_is_there(
    broker: Broker, listen: Listen, post: Post, square: Topology
):
    keeper, town, _ = square.services
    consumer = listen(town)
    began = time.monotonic()

    post.hand_over(a_message(to=keeper, key=ALONE))
    taken = until(lambda: consumer.receive(500, timeout=30))

    consumer.acknowledge(taken)
    assert time.monotonic() - began < 10


def test_receive_waits_no_longer_than_its_timeout(listen: Listen, square: Topology):
    consumer = listen(square.services[1])
    began = time.monotonic()

    taken = consumer.receive(500, timeout=0.3)

    assert (taken, time.monotonic() - began < 5) == ([], True)


def test_no_more_is_in_hand_than_the_prefetch_allows(
    broker: Broker, listen: Listen, post: Post, square: Topology
):
    keeper, town, _ = square.services
    post.hand_over(*(a_message(to=keeper, key=ALONE) for _ in range(9)))
    until(lambda: broker.depth(town)[0] == 9)
    consumer = listen(town, prefetch=4)
    taken = take(consumer, 4)

    more = consumer.receive(500, timeout=0.2)

    consumer.acknowledge(taken)
    consumer.acknowledge(take(consumer, 4))
    consumer.acknowledge(take(consumer, 1))
    assert (len(taken), more) == (4, [])


def test_body_headers_and_id_arrive_unchanged(listen: Listen, post: Post, square: Topology):
    keeper, town, _ = square.services
    message = a_message(
        '{"灯":"亮"}'.encode() + b"\x00\xff",
        to=keeper,
        key=ALONE,
        headers={"subject": "七号灯", "sequence": 2**40},
    )
    consumer = listen(town)

    post.hand_over(message)
    (taken,) = take(consumer, 1)

    consumer.acknowledge([taken])
    assert (taken.message_id, taken.routing_key, dict(taken.headers), taken.body, taken.content_type) == (
        message.id,
        ALONE,
        message.headers,
        message.body,
        "application/json",
    )
