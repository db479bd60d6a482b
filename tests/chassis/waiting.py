"""Waiting for a condition instead of sleeping for a guess."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def until(look: Callable[[], Found], *, within: float = 10.0) -> Found:
    """Look again and again until there is something to see; returns it."""
    end = time.monotonic() + within
    while not (found := look()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {within:g} s: {look.__name__}")
        time.sleep(0.02)
    return found
