"""The way in: one consumer of one queue."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from kombu import Connection

from chassis.events.broker import BrokerAway
from chassis.events.message import Delivery
from chassis.events.rabbitmq.wire import ReadAhead, hung_up_on_error, translated

_HEARTBEAT = 30
_QUIET = 0.2
_STALLED = 60
"""Seconds without the rest of a frame after which the line is given up."""


class RabbitConsumer:
    """One consumer of one queue."""

    def __init__(self, connect: Callable[..., Connection], queue: str, prefetch: int) -> None:
        self._arrived: deque[Any] = deque()
        self._prefetch = prefetch
        self._newest = self._acknowledged = 0
        self._cancelled_by_server = False
        self._connection = connect(heartbeat=_HEARTBEAT)
        self._wire = self._connection.connection
        self._ahead = ReadAhead(self._wire.transport)
        if not self._connection.ssl:
            self._wire.transport._quick_recv = self._ahead  # noqa: SLF001 - py-amqp has no other door
            self._wire.transport.sock.settimeout(_STALLED)
        with hung_up_on_error(self), translated():
            self._channel = self._wire.channel()
            # Bodies are read as they came: whatever encoding a sender claims is not tried out on them here.
            self._channel.auto_decode = False
            self._channel.queue_declare(queue, passive=True)
            self._channel.basic_qos(0, prefetch, False)  # noqa: FBT003 - positional in the library
            self._tag = self._channel.basic_consume(
                queue, callback=self._on_message, on_cancel=self._on_cancel
            )

    def receive(self, limit: int, *, timeout: float) -> list[Delivery]:
        """Take what the socket holds; wait only when it holds nothing."""
        with translated():
            self._wire.heartbeat_tick()
            patience = timeout if not self._arrived else 0
            while len(self._arrived) < limit:
                try:
                    self._wire.drain_events(timeout=None if self._ahead.holds_more else patience)
                except TimeoutError:
                    break
                patience = 0 if self._arrived else timeout
        if self._cancelled_by_server:
            raise BrokerAway("RabbitMQ: the queue went away")
        return [_delivery(self._arrived.popleft()) for _ in range(min(limit, len(self._arrived)))]

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
        """Acknowledge up to the newest; deliveries are finished in the order they came."""
        newest = max(each.tag for each in deliveries)
        with translated():
            self._channel.basic_ack(newest, multiple=True)
            self._acknowledged = newest

    def cancel(self) -> None:
        """Take nothing new; what was under way has arrived, and may be acknowledged."""
        with translated(), suppress(TimeoutError):
            # What RabbitMQ is about to hand over when it hears of the end goes back as if it had failed. So it
            # is first let finish: until the prefetch is used up, or nothing more comes.
            while self._newest - self._acknowledged < self._prefetch:
                self._wire.drain_events(timeout=None if self._ahead.holds_more else _QUIET)
        with translated():
            self._channel.basic_cancel(self._tag)

    def close(self) -> None:
        """Hang up; what was not acknowledged comes back."""
        with suppress(Exception):
            self._wire.close()
        with suppress(Exception):
            self._wire.collect()

    def _on_message(self, raw: Any) -> None:
        self._newest = raw.delivery_info["delivery_tag"]
        self._arrived.append(raw)

    def _on_cancel(self, tag: str) -> None:
        del tag
        self._cancelled_by_server = True


def _delivery(raw: Any) -> Delivery:
    properties, info = raw.properties, raw.delivery_info
    headers = properties.get("application_headers") or {}
    body = bytes(raw.body)
    return Delivery(
        tag=info["delivery_tag"],
        message_id=properties.get("message_id") or hashlib.sha256(body).hexdigest(),
        routing_key=info["routing_key"],
        headers=headers,
        body=body,
        content_type=properties.get("content_type"),
        content_encoding=properties.get("content_encoding"),
        # RabbitMQ 4.3 counts a consumer that died apart from one that refused.
        comebacks=max(_count(headers.get(each)) for each in ("x-delivery-count", "x-acquired-count")),
    )


def _count(value: Any) -> int:
    """A number as RabbitMQ writes it; a sender can write anything under the same name, which counts as none."""
    return value if isinstance(value, int) else 0
