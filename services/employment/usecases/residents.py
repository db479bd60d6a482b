"""Knowing who lives here."""

from collections.abc import Sequence
from typing import TypeGuard

from sqlalchemy.orm import Session

from chassis import aliases
from chassis.copies import move_forward
from chassis.events.message import Received
from contracts.residents import (
    PeopleMerged,
    PeopleUnmerged,
    ResidentExchangedDwelling,
    ResidentMovedIn,
    ResidentMovedOut,
)
from services.employment.models import Resident
from services.employment.usecases.wishes import end_wishes_of_leavers

Merger = PeopleMerged | PeopleUnmerged
Move = ResidentMovedIn | ResidentMovedOut | ResidentExchangedDwelling


def keep_residents(session: Session, events: Sequence[Received[Move]]) -> None:
    """Note who lives here, and end the wishes of those who left, whatever order the events come in."""
    rows = [
        {
            "person_id": each.data.person_id,
            "present": not _is_departure(each),
            "area": each.data.area,
            "grid": each.data.grid,
            "until": each.data.until if isinstance(each.data, ResidentMovedOut) else None,
            "version": each.sequence,
        }
        for each in events
    ]
    # Before the wishes are read: this waits for whoever records one for the same person.
    move_forward(session, Resident, rows)
    end_wishes_of_leavers(session, [each for each in events if _is_departure(each)])


def keep_aliases(session: Session, events: Sequence[Received[Merger]]) -> None:
    """Note which records count as one person."""
    aliases.follow(session, events)


def _is_departure(event: Received[Move]) -> TypeGuard[Received[ResidentMovedOut]]:
    return isinstance(event.data, ResidentMovedOut)
