"""What a broker must be able to do; RabbitMQ and the embedded broker both can."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from chassis.events.message import Delivery, Message


class BrokerAway(Exception):
    """The broker cannot be reached or will not take anything now; trying again can help."""


class WrongTopology(Exception):
    """An exchange or queue is missing or declared otherwise; trying again does not help, the set-up does."""


class Outcome(Enum):
    """What became of a message handed to the broker."""

    CONFIRMED = "confirmed"
    RETURNED = "returned"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Topology:
    """All exchanges, queues and bindings: who listens to what."""

    services: tuple[str, ...]
    subscriptions: Mapping[str, tuple[str, ...]]
    """Event types (`residents.resident_moved_in.v1`) by the service that listens to them."""

    def listeners(self, publisher: str) -> list[tuple[str, str]]:
        """Routing key and listening service, for every event of this publisher that somebody listens to."""
        return [
            (kind.removeprefix(publisher + "."), listener)
            for listener, kinds in self.subscriptions.items()
            for kind in kinds
            if kind.startswith(publisher + ".")
        ]


def exchange_of(service: str) -> str:
    """The exchange a service announces to."""
    return f"{service}.events"


def queue_of(service: str) -> str:
    """The one queue of a service."""
    return f"doorstep.{service}"


class Publisher(Protocol):
    """The way out, used by one relay at a time."""

    counts_attempts: bool
    """Whether messages come back with the relay only, so that the relay must count their attempts."""

    def publish(self, messages: Iterable[Message], *, timeout: float) -> list[Outcome]:
        """Hand over a batch and wait for its confirms together; outcomes in the same order.

        Raises BrokerAway when the connection fails or the broker blocks publishers.
        """

    def close(self) -> None:
        """Let go of the connection."""


class Consumer(Protocol):
    """The way in, one per worker replica."""

    def receive(self, limit: int, *, timeout: float) -> list[Delivery]:
        """Take what has arrived: at once when there is something, else wait up to `timeout` seconds.

        Raises BrokerAway, or WrongTopology when the queue is not there.
        """

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
        """Say that these are done with; they never come back."""

    def cancel(self) -> None:
        """Take nothing new; what was taken can still be acknowledged."""

    def close(self) -> None:
        """Let go of the connection; what was not acknowledged comes back."""


class Broker(Protocol):
    """Between services."""

    def declare(self, topology: Topology) -> None:
        """Create what is missing; may be run again at any time. Raises WrongTopology, BrokerAway."""

    def publisher(self, service: str) -> Publisher:
        """Open the way out of a service."""

    def consumer(self, service: str, *, prefetch: int) -> Consumer:
        """Open the way into a service."""

    def depth(self, service: str) -> tuple[int, int]:
        """Messages waiting in a service's queue, and the consumers it has."""
