"""Keeping the rosters: each stay is one line, opened and closed by what is announced about it."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from chassis.copies import move_forward
from chassis.events.message import Received
from contracts.residents import Move, ResidentChangedHousehold, ResidentExchangedDwelling, left_on
from services.residents.models import RosterEntry


def keep_rosters(session: Session, events: Sequence[Received[Move]]) -> None:
    """Write the lines that these facts open and close, whatever order they come in."""
    move_forward(session, RosterEntry, (line for event in events for line in _lines(event)))


def _lines(event: Received[Move]) -> Iterator[dict[str, Any]]:
    fact = event.data
    line = {
        "stay_id": fact.stay_id,
        "person_id": fact.person_id,
        "household_id": fact.household_id,
        "dwelling_id": fact.dwelling_id,
        "area": fact.area,
        "since": fact.since,
        "until": left_on(fact),
        "version": event.sequence,
    }
    yield line
    if isinstance(fact, ResidentExchangedDwelling | ResidentChangedHousehold):
        left = fact.household_id if isinstance(fact, ResidentExchangedDwelling) else fact.from_household_id
        yield {
            **line,
            "household_id": left,
            "stay_id": fact.from_stay_id,
            "dwelling_id": fact.from_dwelling_id,
            "area": fact.from_area,
            "since": fact.from_since,
            "until": fact.since,
        }
