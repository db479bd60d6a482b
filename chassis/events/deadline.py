"""Deadlines: stop a handler that takes too long, whether it waits or computes."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import eventlet
import greenlet

from chassis.events.trouble import HandlerTooSlow

_TICK = 0.1


_running: dict[Any, float] = {}
"""Greenlets under a deadline, and when it ends on the monotonic clock."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise HandlerTooSlow in the body after so many seconds.

    A body that waits is reached by the event loop; one that computes without end never lets the loop run, so a
    signal looks in as well.
    """
    me = greenlet.getcurrent()
    timeout = eventlet.Timeout(seconds, HandlerTooSlow(f"took longer than {seconds:g} s"))
    _running[me] = time.monotonic() + seconds + _TICK
    _watch()
    try:
        yield
    finally:
        del _running[me]
        timeout.cancel()
        _watch()


def _watch() -> None:
    if _running:
        if signal.getsignal(signal.SIGALRM) is not _look:
            try:
                signal.signal(signal.SIGALRM, _look)
            except ValueError:
                # Not the main thread, which no signal reaches.
                return
        if not signal.getitimer(signal.ITIMER_REAL)[0]:
            signal.setitimer(signal.ITIMER_REAL, _TICK, _TICK)
    else:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _look(number: int, frame: Any) -> None:
    del number, frame
    due = _running.get(greenlet.getcurrent())
    if due is not None and time.monotonic() > due:
        raise HandlerTooSlow("computed past its deadline")
