"""The embedded broker: carries events between the workers of one process, for machines without a server.

It keeps nothing. A message counts as confirmed when every listener has acknowledged it; until then its row
stays unpublished in the outbox, and a process that dies finds it there again.
"""

import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from chassis.events.broker import Outcome, Topology, WrongTopology, exchange_of
from chassis.events.message import Delivery, Message


@dataclass(slots=True, eq=False)
class _Parcel:
    """One message on its way to one listener."""

    message: Message
    comebacks: int
    done: bool = False


class EmbeddedBroker:
    """Queues in memory, one per service."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.queues: dict[str, deque[_Parcel]] = {}
        self.consumers: dict[str, int] = {}
        self.bindings: dict[tuple[str, str], tuple[str, ...]] = {}

    def declare(self, topology: Topology) -> None:
        """Make a queue for every service and bind it."""
        with self.changed:
            for service in topology.services:
                self.queues.setdefault(service, deque())
                self.consumers.setdefault(service, 0)
            self.bindings = {}
            for publisher in topology.services:
                for key, listener in topology.listeners(publisher):
                    place = (exchange_of(publisher), key)
                    self.bindings[place] = (*self.bindings.get(place, ()), listener)

    def publisher(self, service: str) -> "EmbeddedPublisher":
        """Open the way out; the exchange's name travels with each message."""
        del service
        return EmbeddedPublisher(self)

    def consumer(self, service: str, *, prefetch: int) -> "EmbeddedConsumer":
        """Open the way in."""
        if service not in self.queues:
            raise WrongTopology(f"there is no queue for {service}: run `doorstep setup`")
        return EmbeddedConsumer(self, service, prefetch)

    def depth(self, service: str) -> tuple[int, int]:
        """Parcels waiting, and open consumers."""
        with self.changed:
            return len(self.queues.get(service, ())), self.consumers.get(service, 0)


class EmbeddedPublisher:
    """Hands messages to the queues and waits until every listener is done with them."""

    counts_attempts = True

    def __init__(self, broker: EmbeddedBroker) -> None:
        self._broker = broker

    def publish(self, messages: Iterable[Message], *, timeout: float) -> list[Outcome]:
        """Hand over a batch; what no listener has finished in time is taken back."""
        broker = self._broker
        until = time.monotonic() + timeout
        with broker.changed:
            parcels = [self._hand_over(message) for message in messages]
            waiting = [parcel for each in parcels for parcel in each]
            broker.changed.notify_all()
            while not all(parcel.done for parcel in waiting):
                left = until - time.monotonic()
                if left <= 0 or not broker.changed.wait(left):
                    break
            self._take_back(waiting)
        return [self._outcome(each) for each in parcels]

    def close(self) -> None:
        """Nothing is held."""

    def _hand_over(self, message: Message) -> list[_Parcel]:
        parcels = []
        for listener in self._broker.bindings.get((message.exchange, message.routing_key), ()):
            parcel = _Parcel(message, message.attempts)
            self._broker.queues[listener].append(parcel)
            parcels.append(parcel)
        return parcels

    def _take_back(self, parcels: list[_Parcel]) -> None:
        late = {id(parcel) for parcel in parcels if not parcel.done}
        if late:
            for queue in self._broker.queues.values():
                kept = [parcel for parcel in queue if id(parcel) not in late]
                queue.clear()
                queue.extend(kept)

    @staticmethod
    def _outcome(parcels: list[_Parcel]) -> Outcome:
        if not parcels:
            return Outcome.RETURNED
        return Outcome.CONFIRMED if all(parcel.done for parcel in parcels) else Outcome.UNKNOWN


class EmbeddedConsumer:
    """Takes parcels from one queue."""

    def __init__(self, broker: EmbeddedBroker, service: str, prefetch: int) -> None:
        self._broker = broker
        self._queue = broker.queues[service]
        self._service = service
        self._prefetch = prefetch
        self._held: dict[int, _Parcel] = {}
        self._tags = 0
        self._open = True
        with broker.changed:
            broker.consumers[service] += 1

    def receive(self, limit: int, *, timeout: float) -> list[Delivery]:
        """Take what has arrived, waiting for it at most `timeout` seconds."""
        with self._broker.changed:
            if not self._queue:
                self._broker.changed.wait(timeout)
            count = min(limit, len(self._queue), self._prefetch - len(self._held)) if self._open else 0
            return [self._take(self._queue.popleft()) for _ in range(count)]

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
        """Finish parcels; the publisher hears of it."""
        with self._broker.changed:
            for delivery in deliveries:
                self._held.pop(delivery.tag).done = True
            self._broker.changed.notify_all()

    def cancel(self) -> None:
        """Take nothing new."""
        with self._broker.changed:
            if self._open:
                self._open = False
                self._broker.consumers[self._service] -= 1

    def close(self) -> None:
        """Put back what was not finished."""
        self.cancel()
        with self._broker.changed:
            for tag in sorted(self._held, reverse=True):
                parcel = self._held[tag]
                parcel.comebacks += 1
                self._queue.appendleft(parcel)
            self._held.clear()
            self._broker.changed.notify_all()

    def _take(self, parcel: _Parcel) -> Delivery:
        self._tags += 1
        self._held[self._tags] = parcel
        message = parcel.message
        return Delivery(
            tag=self._tags,
            message_id=message.id,
            routing_key=message.routing_key,
            headers=message.headers,
            body=message.body,
            comebacks=parcel.comebacks,
        )
