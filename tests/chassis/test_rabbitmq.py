"""RabbitMQ: what its broker does beyond what every broker must."""

import contextlib
import struct
import time
import uuid
from collections.abc import Iterator
from typing import Any

import amqp
import pytest

from chassis.events.broker import BrokerAway, Outcome, Topology, WrongTopology
from chassis.events.message import Delivery
from chassis.events.rabbitmq import RabbitBroker, RabbitPublisher
from tests.chassis.builders import a_message
from tests.chassis.proxy import Proxy
from tests.chassis.waiting import until

pytestmark = pytest.mark.rabbitmq

NOWHERE = "amqp://guest:guest@127.0.0.1:1//"


def a_frame_of_the_connection(method: int, words: bytes = b"") -> bytes:
    """A frame of the AMQP class `connection`, as RabbitMQ writes it."""
    payload = struct.pack(">HH", 10, method) + words
    return struct.pack(">BHI", 1, 0, len(payload)) + payload + b"\xce"


BLOCKED = a_frame_of_the_connection(60, b"\x06memory")
UNBLOCKED = a_frame_of_the_connection(61)


@pytest.fixture
def rabbit(shared_vhost: str) -> RabbitBroker:
    return RabbitBroker(shared_vhost)


@pytest.fixture
def lamps(rabbit: RabbitBroker) -> str:
    """A service that listens to itself, under a fresh name."""
    name = f"lamps{uuid.uuid4().hex[:8]}"
    rabbit.declare(Topology((name,), {name: (f"{name}.lamp_lit.v1",)}))
    return name


@pytest.fixture
def proxy(shared_vhost: str) -> Iterator[Proxy]:
    made = Proxy(shared_vhost)
    yield made
    made.close()


def put(rabbit: RabbitBroker, lamps: str, body: bytes = b"{}", **properties: Any) -> None:
    """Put a message of any shape into a queue, as a stranger could."""
    with rabbit.connect() as connection:
        message = amqp.Message(body, **properties)
        connection.default_channel.basic_publish(message, f"{lamps}.events", "lamp_lit.v1")


def take_one(rabbit: RabbitBroker, lamps: str) -> Delivery:
    consumer = rabbit.consumer(lamps, prefetch=10)
    (taken,) = until(lambda: consumer.receive(1, timeout=0.5))
    consumer.acknowledge([taken])
    consumer.close()
    return taken


def taken_by(publisher: RabbitPublisher, lamps: str) -> bool:
    """Whether the broker takes a message now."""
    with contextlib.suppress(BrokerAway):
        return publisher.publish([a_message(to=lamps)], timeout=10) == [Outcome.CONFIRMED]
    return False


def test_a_queue_declared_otherwise_is_refused(rabbit: RabbitBroker):
    name = f"lamps{uuid.uuid4().hex[:8]}"
    with rabbit.connect() as connection:
        connection.default_channel.queue_declare(f"doorstep.{name}", durable=True, auto_delete=False)

    with pytest.raises(WrongTopology, match="doorstep setup"):
        rabbit.declare(Topology((name,), {}))


def test_a_message_to_a_missing_exchange_names_the_setup(rabbit: RabbitBroker):
    publisher = rabbit.publisher("any")

    with pytest.raises((BrokerAway, WrongTopology), match="doorstep setup"):
        publisher.publish([a_message(to=f"nowhere{uuid.uuid4().hex}")], timeout=10)

    publisher.close()


@pytest.mark.parametrize(
    "step",
    [
        lambda broker: broker.publisher("lamps"),
        lambda broker: broker.consumer("lamps", prefetch=1),
        lambda broker: broker.depth("lamps"),
        lambda broker: broker.declare(Topology((), {})),
    ],
    ids=["publisher", "consumer", "depth", "declare"],
)
def test_a_broker_that_does_not_answer_is_away(step: Any):
    with pytest.raises(BrokerAway):
        step(RabbitBroker(NOWHERE))


def test_a_deleted_queue_ends_its_consumer(rabbit: RabbitBroker, lamps: str):
    consumer = rabbit.consumer(lamps, prefetch=10)
    with rabbit.connect() as connection:
        connection.default_channel.queue_delete(f"doorstep.{lamps}")

    with pytest.raises(BrokerAway, match="queue went away"):
        until(lambda: consumer.receive(1, timeout=0.5))

    consumer.close()


def test_a_batch_over_a_dead_line_is_unknown_in_time(lamps: str, proxy: Proxy):
    publisher = RabbitBroker(proxy.url).publisher(lamps)
    publisher.publish([a_message(to=lamps)], timeout=10)
    proxy.swallows = True
    began = time.monotonic()

    outcomes = publisher.publish([a_message(to=lamps)], timeout=0.5)

    publisher.close()
    assert (outcomes, time.monotonic() - began < 5) == ([Outcome.UNKNOWN], True)


def test_a_line_that_went_dead_is_used_no_more(lamps: str, proxy: Proxy):
    publisher = RabbitBroker(proxy.url).publisher(lamps)
    proxy.swallows = True
    publisher.publish([a_message(to=lamps)], timeout=0.3)
    proxy.swallows = False

    with pytest.raises(BrokerAway):
        publisher.publish([a_message(to=lamps)], timeout=5)


def test_connecting_over_a_dead_line_ends_in_time(proxy: Proxy):
    proxy.swallows = True
    began = time.monotonic()

    with pytest.raises(BrokerAway):
        RabbitBroker(proxy.url).publisher("lamps")

    assert time.monotonic() - began < 30


def test_nothing_is_handed_to_a_broker_that_blocks(lamps: str, proxy: Proxy):
    publisher = RabbitBroker(proxy.url).publisher(lamps)
    publisher.publish([a_message(to=lamps)], timeout=10)
    proxy.say_to_clients(BLOCKED)

    until(lambda: not taken_by(publisher, lamps))
    publisher.close()


def test_a_broker_that_blocks_no_more_is_used_again(lamps: str, proxy: Proxy):
    publisher = RabbitBroker(proxy.url).publisher(lamps)
    publisher.publish([a_message(to=lamps)], timeout=10)
    proxy.say_to_clients(BLOCKED)
    until(lambda: not taken_by(publisher, lamps))

    proxy.say_to_clients(UNBLOCKED)

    until(lambda: taken_by(publisher, lamps))
    publisher.close()


@pytest.mark.parametrize("encoding", ["utf-7", "utf-16", "unicode_escape", "nonsense"])
def test_a_body_comes_as_it_was_whatever_its_encoding(rabbit: RabbitBroker, lamps: str, encoding: str):
    body = rb"\ud800" + "灯".encode() + b"\x00\xff\xfe"

    put(rabbit, lamps, body, content_encoding=encoding)

    assert take_one(rabbit, lamps).body == body


@pytest.mark.parametrize("forged", ["abc", "7", b"\xff", {"a": 1}, [], None])
def test_a_forged_count_of_deliveries_counts_as_none(rabbit: RabbitBroker, lamps: str, forged: Any):
    put(rabbit, lamps, application_headers={"x-delivery-count": forged, "x-acquired-count": forged})

    assert take_one(rabbit, lamps).comebacks == 0


def test_a_message_without_an_id_is_known_by_its_body(rabbit: RabbitBroker, lamps: str):
    put(rabbit, lamps, b"one")
    put(rabbit, lamps, b"one")
    put(rabbit, lamps, b"other")

    first, second, third = (take_one(rabbit, lamps).message_id for _ in range(3))

    assert (first == second, second == third) == (True, False)


@pytest.mark.parametrize("prefetch", [10, 40])
def test_nothing_is_sent_back_by_a_consumer_that_stops(rabbit: RabbitBroker, lamps: str, prefetch: int):
    publisher = rabbit.publisher(lamps)
    publisher.publish([a_message(to=lamps) for _ in range(2000)], timeout=20)
    publisher.close()

    for _ in range(10):
        consumer = rabbit.consumer(lamps, prefetch=prefetch)
        consumer.acknowledge(until(lambda: consumer.receive(prefetch // 2, timeout=1)))  # noqa: B023
        consumer.cancel()
        while rest := consumer.receive(prefetch, timeout=0):
            consumer.acknowledge(rest)
        consumer.close()

    last = rabbit.consumer(lamps, prefetch=2000)
    left = until(lambda: last.receive(2000, timeout=1))
    last.close()
    assert {each.comebacks for each in left} == {0}
