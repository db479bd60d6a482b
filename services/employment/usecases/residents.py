"""Knowing who lives here."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from chassis import aliases
from chassis.copies import move_forward
from chassis.events.message import Received
from contracts.residents import (
    Move,
    PeopleMerged,
    PeopleUnmerged,
    ResidentMovedOut,
)
from services.employment.models import Resident
from services.employment.usecases.departures import follow_departures

Merger = PeopleMerged | PeopleUnmerged


def keep_residents(session: Session, events: Sequence[Received[Move]]) -> None:
    """Note who lives here, end the wishes of those who left, take up again those of who did not, in any order."""
    rows = [
        {
            "person_id": each.data.person_id,
            "present": not isinstance(each.data, ResidentMovedOut),
            "area": each.data.area,
            "grid": each.data.grid,
            "until": each.data.until if isinstance(each.data, ResidentMovedOut) else None,
            "version": each.sequence,
        }
        for each in events
    ]
    # Before the wishes are read: this waits for whoever records one for the same person.
    move_forward(session, Resident, rows)
    follow_departures(session, events)


def keep_aliases(session: Session, events: Sequence[Received[Merger]]) -> None:
    """Note which records count as one person."""
    aliases.follow(session, events)
