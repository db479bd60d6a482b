"""Every question the job supermarket asks of its tables."""

from services.employment.queries.chunks import (
    in_chunks,
)
from services.employment.queries.postings import (
    employers,
    known_employers,
    locked_posting,
    overdue_postings,
    posting,
    postings,
)
from services.employment.queries.residents import (
    Left,
    declining,
    departures_of,
    last_moves,
    present_people,
)
from services.employment.queries.wishes import (
    OpenWish,
    locked_wish,
    open_wish_counts,
    open_wishes,
    wish,
    wishes_ended_before,
    wishes_ended_by_moving,
    wishes_of,
    wishes_to_withdraw,
)

__all__ = [
    "Left", "OpenWish", "declining", "departures_of", "employers", "in_chunks", "known_employers",
    "last_moves", "locked_posting", "locked_wish", "open_wish_counts", "open_wishes", "overdue_postings",
    "posting", "postings", "present_people", "wish", "wishes_ended_before",
    "wishes_ended_by_moving", "wishes_of", "wishes_to_withdraw",
]  # fmt: skip
