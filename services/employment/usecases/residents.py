"""Knowing who lives here."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from chassis import aliases, forgotten
from chassis.copies import move_forward
from chassis.events.message import Received
from contracts.residents import (
    Move,
    PeopleMerged,
    PeopleUnmerged,
    left_on,
)
from services.employment.models import Forgotten, Resident
from services.employment.usecases.departures import follow_departures

Merger = PeopleMerged | PeopleUnmerged


def keep_residents(session: Session, events: Sequence[Received[Move]]) -> None:
    """Note who lives here, end the wishes of those who left, take up again those of who did not, in any order.

    Where somebody lives tells of nobody once they are erased; when they left is not noted any more.
    """
    rows = [
        {
            "person_id": each.data.person_id,
            "present": left_on(each.data) is None,
            "area": each.data.area,
            "grid": each.data.grid,
            "until": left_on(each.data),
            "version": each.sequence,
        }
        for each in events
    ]
    gone = forgotten.among(session, Forgotten, (each.data.person_id for each in events))
    # Before the wishes are read: this waits for whoever records one for the same person.
    move_forward(session, Resident, rows)
    follow_departures(session, [each for each in events if each.data.person_id not in gone])


def keep_aliases(session: Session, events: Sequence[Received[Merger]]) -> None:
    """Note which records count as one person."""
    aliases.follow(session, events)
