"""The way out: one confirm channel."""

import socket
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import amqp
from amqp import spec
from amqp.method_framing import frame_writer
from kombu import Connection

from chassis.events.broker import BrokerAway, Outcome
from chassis.events.message import CONTENT_TYPE, Message
from chassis.events.rabbitmq.wire import CorkedTransport, hung_up_on_error, translated

_PERSISTENT = 2


class RabbitPublisher:
    """One confirm channel."""

    counts_attempts = False

    def __init__(self, connect: Callable[..., Connection]) -> None:
        self._blocked = False
        self._closed = False
        self._connection = connect(
            transport_options={
                "frame_writer": self._corked_writer,
                "on_blocked": self._on_blocked,
                "on_unblocked": self._on_unblocked,
                "write_timeout": 10,
            }
        )
        self._wire = self._connection.connection
        with hung_up_on_error(self), translated():
            self._channel = self._wire.channel()
            self._channel.confirm_select()
        self._channel.events["basic_return"].add(self._on_return)
        self._channel.events["basic_ack"].add(self._on_ack)
        self._channel.events["basic_nack"].add(self._on_nack)
        self._last_tag = 0
        self._pending: dict[int, str] = {}
        self._outcomes: dict[str, Outcome] = {}

    def publish(self, messages: Iterable[Message], *, timeout: float) -> list[Outcome]:
        """Write all messages in few socket writes, then wait for all confirms together."""
        if self._closed:
            # py-amqp would quietly dial again and speak on a channel that is not there.
            raise BrokerAway("RabbitMQ: the line was given up")
        self._pending.clear()
        self._outcomes.clear()
        with translated():
            self._notice_block()
            self._cork.corked = True
            try:
                # Made while they are written: RabbitMQ works on the first of them already.
                ids = [self._write(message) for message in messages]
                self._cork.flush()
            finally:
                self._cork.corked = False
        self._await_confirms(timeout)
        return [self._outcomes.get(each, Outcome.UNKNOWN) for each in ids]

    def close(self) -> None:
        """Hang up."""
        self._closed = True
        with suppress(Exception):
            self._wire.collect()

    def _corked_writer(self, connection: Any, transport: Any) -> Any:
        self._cork = CorkedTransport(transport)
        return frame_writer(connection, self._cork)

    def _notice_block(self) -> None:
        with suppress(TimeoutError, socket.timeout):
            while True:
                self._wire.drain_events(timeout=0)
        if self._blocked:
            raise BrokerAway("RabbitMQ takes no messages now: it is short of memory or disk")

    def _write(self, message: Message) -> str:
        self._last_tag += 1
        self._pending[self._last_tag] = message.id
        # Below Channel.basic_publish, which would ask the socket for news before every single message.
        self._channel.send_method(
            spec.Basic.Publish,
            "Bssbb",
            (0, message.exchange, message.routing_key, True, False),
            amqp.Message(
                message.body,
                content_type=CONTENT_TYPE,
                delivery_mode=_PERSISTENT,
                message_id=message.id,
                application_headers=message.headers,
            ),
        )
        return message.id

    def _await_confirms(self, timeout: float) -> None:
        until = time.monotonic() + timeout
        try:
            while self._pending:
                left = until - time.monotonic()
                if left <= 0:
                    raise TimeoutError
                self._wire.drain_events(timeout=left)
        except amqp.NotFound as wrong:
            raise BrokerAway(f"RabbitMQ: {wrong.reply_text}: run `doorstep setup`") from wrong
        except (amqp.AMQPError, OSError):
            # Late confirms would be taken for those of the next batch: nothing more is heard from this line.
            self.close()

    def _on_return(self, reason: Exception, exchange: str, routing_key: str, message: Any) -> None:
        del reason, exchange, routing_key
        self._outcomes[message.properties["message_id"]] = Outcome.RETURNED

    def _on_ack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001 - the library's signature
        self._settle(tag, Outcome.CONFIRMED, multiple=multiple)

    def _on_nack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001 - the library's signature
        self._settle(tag, Outcome.REFUSED, multiple=multiple)

    def _settle(self, tag: int, outcome: Outcome, *, multiple: bool) -> None:
        if multiple:
            # Tags are entered in rising order.
            tags = []
            for each in self._pending:
                if each > tag:
                    break
                tags.append(each)
        else:
            tags = [tag]
        for each in tags:
            # A returned message is confirmed as well, after its return.
            self._outcomes.setdefault(self._pending.pop(each), outcome)

    def _on_blocked(self, reason: str) -> None:
        del reason
        self._blocked = True

    def _on_unblocked(self) -> None:
        self._blocked = False
