"""Long lists of ids, a part at a time."""

from collections.abc import Iterable, Iterator
from uuid import UUID

_CHUNK = 10_000
"""Values in one IN list; SQLite allows 32,766 parameters a statement."""


def in_chunks(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    """Split a long IN list, each id once and in order, so that all who lock rows do so in the same order."""
    left = sorted(set(ids))
    for start in range(0, len(left), _CHUNK):
        yield left[start : start + _CHUNK]
