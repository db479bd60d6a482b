"""The wire below py-amqp: many frames in one write, many in one read, errors told apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import amqp

from chassis.events.broker import BrokerAway, WrongTopology

_FLUSH_AT = 32 * 1024
_READ_AT_ONCE = 128 * 1024


class CorkedTransport:
    """Collects the frames of many messages and writes them to the socket together."""

    def __init__(self, transport: Any) -> None:
        self._write_now = transport.write
        self._frames: list[bytes] = []
        self._size = 0
        self.corked = False

    def write(self, frame: Any) -> None:
        """Write one frame, at once or with those that follow."""
        if not self.corked:
            self._write_now(frame)
            return
        # The frame is a view of a buffer that the next frame will overwrite.
        self._frames.append(bytes(frame))
        self._size += len(frame)
        if self._size > _FLUSH_AT:
            self.flush()

    def flush(self) -> None:
        """Write what was collected."""
        if self._frames:
            self._write_now(b"".join(self._frames))
            self._frames.clear()
            self._size = 0


class ReadAhead:
    """Takes what the socket holds at once, where py-amqp asks for three small pieces of every frame."""

    def __init__(self, transport: Any) -> None:
        self._receive = transport.sock.recv
        self._held = b""
        self._next = 0

    def __call__(self, count: int) -> bytes:
        """Give up to so many bytes, waiting only when none are held."""
        if self._next == len(self._held):
            self._held, self._next = self._receive(_READ_AT_ONCE), 0
        begin, self._next = self._next, min(self._next + count, len(self._held))
        return self._held[begin : self._next]

    @property
    def holds_more(self) -> bool:
        """Whether bytes have come that nobody has asked for yet."""
        return self._next < len(self._held)


class Closable(Protocol):
    """What can be hung up."""

    def close(self) -> None:
        """Hang up."""


@contextmanager
def translated() -> Iterator[None]:
    """Tell what another try can mend from what it cannot."""
    try:
        yield
    except (amqp.NotFound, amqp.PreconditionFailed, amqp.AccessRefused) as wrong:
        raise WrongTopology(f"RabbitMQ: {wrong.reply_text}: run `doorstep setup`") from wrong
    except (amqp.AMQPError, OSError) as away:
        raise BrokerAway(f"RabbitMQ: {type(away).__name__}") from away


@contextmanager
def hung_up_on_error(line: Closable) -> Iterator[None]:
    """Leave no connection behind when it could not be made use of."""
    try:
        yield
    except Exception:
        line.close()
        raise
