"""Reading ahead: while the database works on one batch, the next is read off the line and decoded."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import eventlet
from eventlet.event import Event as Signal

from chassis.events.broker import Consumer
from chassis.events.message import Delivery

_AT_ONCE = 50
"""Deliveries read before others have their turn."""
_LOOK_EVERY = 0.5


class ReadingAhead:
    """A consumer whose line is read by a green thread of its own, up to its prefetch.

    As the line is read all the time, it stays alive under a handler that waits for long.
    """

    def __init__(self, consumer: Consumer, foresee: Callable[[Delivery], object]) -> None:
        self._consumer = consumer
        self._foresee = foresee
        self._arrived: deque[Delivery] = deque()
        self._news = Signal()
        self._cancelled = False
        self._trouble: Exception | None = None
        self._reader: Any = eventlet.spawn(self._read)

    def receive(self, limit: int, *, timeout: float) -> list[Delivery]:
        """Take what has been read; waits for it at most `timeout` seconds. Raises what reading raised."""
        if not self._arrived and not self._trouble and timeout:
            with eventlet.Timeout(timeout, False):  # noqa: FBT003 - the library's way to be silent
                self._news.wait()
        if self._trouble:
            raise self._trouble
        if self._news.ready():
            self._news.reset()
        return [self._arrived.popleft() for _ in range(min(limit, len(self._arrived)))]

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
        """Say that these are done with."""
        self._consumer.acknowledge(deliveries)

    def cancel(self) -> None:
        """Read nothing new; comes back when all that was on its way has been read."""
        self._cancelled = True
        self._reader.wait()

    def close(self) -> None:
        """Let go of the line."""
        self._reader.kill()
        self._consumer.close()

    def _read(self) -> None:
        try:
            while not self._cancelled:
                self._take(self._consumer.receive(_AT_ONCE, timeout=_LOOK_EVERY))
            self._consumer.cancel()
            while rest := self._consumer.receive(_AT_ONCE, timeout=0):
                self._take(rest)
        except Exception as trouble:  # noqa: BLE001 - raised where the deliveries are asked for
            self._trouble = trouble
            self._tell()

    def _take(self, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            self._foresee(delivery)
        self._arrived.extend(deliveries)
        if deliveries:
            self._tell()
        eventlet.sleep(0)

    def _tell(self) -> None:
        if not self._news.ready():
            self._news.send()
