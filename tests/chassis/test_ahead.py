from collections import deque
from collections.abc import Iterable

import eventlet
import pytest

from chassis.events.ahead import ReadingAhead
from chassis.events.broker import BrokerAway
from chassis.events.message import Delivery


def a_delivery(tag: int) -> Delivery:
    return Delivery(tag=tag, message_id=str(tag), routing_key="lamp_lit.v1", headers={}, body=b"{}")


class FakeConsumer:
    """Gives what was put on the line, then nothing, or trouble when there is some."""

    def __init__(self, *tags: int, trouble: Exception | None = None) -> None:
        self.line = deque(map(a_delivery, tags))
        self.late: list[Delivery] = []
        self.acknowledged: list[int] = []
        self.closed = False
        self._trouble = trouble

    def receive(self, limit: int, *, timeout: float) -> list[Delivery]:
        eventlet.sleep(0.001 if timeout else 0)
        if not self.line and self._trouble:
            raise self._trouble
        return [self.line.popleft() for _ in range(min(limit, len(self.line)))]

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
        self.acknowledged += [each.tag for each in deliveries]

    def cancel(self) -> None:
        self.line.extend(self.late)

    def close(self) -> None:
        self.closed = True


def take_all(ahead: ReadingAhead, count: int) -> list[int]:
    taken: list[int] = []
    with eventlet.Timeout(5):
        while len(taken) < count:
            taken += [each.tag for each in ahead.receive(30, timeout=0.5)]
    return taken


def test_what_is_read_ahead_keeps_its_order() -> None:
    ahead = ReadingAhead(FakeConsumer(*range(200)), foresee=lambda _: None)

    taken = take_all(ahead, 200)

    assert taken == list(range(200))


def test_every_delivery_is_foreseen_before_it_is_taken() -> None:
    foreseen: list[int] = []
    ahead = ReadingAhead(FakeConsumer(1, 2, 3), foresee=lambda each: foreseen.append(each.tag))

    take_all(ahead, 3)

    assert foreseen == [1, 2, 3]


def test_an_empty_line_makes_nobody_wait_longer_than_asked() -> None:
    ahead = ReadingAhead(FakeConsumer(), foresee=lambda _: None)

    with eventlet.Timeout(5):
        taken = ahead.receive(10, timeout=0.05)

    assert taken == []


def test_trouble_on_the_line_is_raised_to_the_taker() -> None:
    ahead = ReadingAhead(FakeConsumer(trouble=BrokerAway("gone")), foresee=lambda _: None)

    with pytest.raises(BrokerAway), eventlet.Timeout(5):
        take_all(ahead, 1)


def test_cancelling_still_gives_what_was_on_its_way() -> None:
    consumer = FakeConsumer(1)
    consumer.late = [a_delivery(2)]
    ahead = ReadingAhead(consumer, foresee=lambda _: None)

    ahead.cancel()

    assert [each.tag for each in ahead.receive(10, timeout=0)] == [1, 2]


def test_acknowledging_and_closing_reach_the_line() -> None:
    consumer = FakeConsumer(1)
    ahead = ReadingAhead(consumer, foresee=lambda _: None)

    ahead.acknowledge([a_delivery(1)])
    ahead.close()

    assert consumer.acknowledged == [1]
    assert consumer.closed
