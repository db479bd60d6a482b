"""Waiting for what must come about, never for a guessed time."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_LOOK_EVERY = 0.05


def wait_until(condition: Callable[[], T], *, within: float, what: str) -> T:
    """Look again and again until a condition gives something true; fails with `what` after `within` seconds.

    `what` may be a sentence or, when it ends with a colon, is followed by what the condition last gave.
    """
    until = time.monotonic() + within
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > until:
            raise AssertionError(f"not within {within:g} s: {what}")
        time.sleep(_LOOK_EVERY)


def wait_until_none(troubles: Callable[[], list[str]], *, within: float, what: str, looks: int = 1) -> None:
    """Look until nothing is wrong any more, several times in a row; fails with what is still wrong."""
    until = time.monotonic() + within
    calm = 0
    while calm < looks:
        found = troubles()
        calm = 0 if found else calm + 1
        if found and time.monotonic() > until:
            raise AssertionError(f"not within {within:g} s: {what}: " + "; ".join(found[:10]))
        time.sleep(_LOOK_EVERY)
