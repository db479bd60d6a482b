"""RabbitMQ behind the broker interface: quorum queues, confirms awaited together, acks by the batch."""

from typing import Any

from kombu import Connection

from chassis.events.broker import Topology, exchange_of, queue_of
from chassis.events.rabbitmq.consumer import RabbitConsumer
from chassis.events.rabbitmq.publisher import RabbitPublisher
from chassis.events.rabbitmq.wire import translated

__all__ = ["RabbitBroker", "RabbitConsumer", "RabbitPublisher"]

_QUEUE_ARGUMENTS = {"x-queue-type": "quorum"}
"""The one argument queues are declared with: a declared argument can never be changed, policies can."""

_CONNECT_TIMEOUT = 5


class RabbitBroker:
    """A RabbitMQ virtual host."""

    def __init__(self, url: str) -> None:
        self._url = url

    def connect(self, **options: Any) -> Connection:
        """Open a connection. Raises BrokerAway."""
        connection = Connection(self._url, connect_timeout=_CONNECT_TIMEOUT, **options)
        with translated():
            connection.connect()
        return connection

    def declare(self, topology: Topology) -> None:
        """Create exchanges, queues and bindings that are missing."""
        with self.connect() as connection, translated():
            channel = connection.connection.channel()
            for service in topology.services:
                channel.exchange_declare(exchange_of(service), "topic", durable=True, auto_delete=False)
            for service in topology.services:
                channel.queue_declare(
                    queue_of(service), durable=True, auto_delete=False, arguments=_QUEUE_ARGUMENTS
                )
            for publisher in topology.services:
                for key, listener in topology.listeners(publisher):
                    channel.queue_bind(queue_of(listener), exchange_of(publisher), key)

    def publisher(self, service: str) -> "RabbitPublisher":
        """Open the way out of a service."""
        del service
        return RabbitPublisher(self.connect)

    def consumer(self, service: str, *, prefetch: int) -> "RabbitConsumer":
        """Open the way into a service."""
        return RabbitConsumer(self.connect, queue_of(service), prefetch)

    def depth(self, service: str) -> tuple[int, int]:
        """Messages ready and consumers, as RabbitMQ counts them."""
        with self.connect() as connection, translated():
            found = connection.connection.channel().queue_declare(queue_of(service), passive=True)
            return found.message_count, found.consumer_count
