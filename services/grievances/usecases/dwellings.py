"""Knowing the dwellings."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from chassis.copies import move_forward
from chassis.events.message import Received
from contracts.residents import DwellingRegistered
from services.grievances.models import Dwelling


def keep_dwellings(session: Session, events: Sequence[Received[DwellingRegistered]]) -> None:
    """Note where each dwelling lies."""
    rows = [
        {
            "dwelling_id": each.data.dwelling_id,
            "address": each.data.address,
            "area": each.data.area,
            "grid": each.data.grid,
            "version": each.sequence,
        }
        for each in events
    ]
    move_forward(session, Dwelling, rows)
