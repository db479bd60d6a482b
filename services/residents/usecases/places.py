"""Drawing the map: places, grids and the dwellings in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.bulk import insert_rows
from chassis.events.outbox import announce_all
from contracts.residents import DwellingRegistered
from services.residents import queries
from services.residents.errors import NotALeafGrid
from services.residents.models import EVER, Dwelling, Grid, GridPeriod, Place


@dataclass(frozen=True, kw_only=True)
class NewDwelling:
    """A dwelling to be registered."""

    id: UUID
    unit_id: UUID
    grid_id: UUID
    address: str
    path: str
    floor: int


def add_places(session: Session, places: Sequence[Place]) -> None:
    """Enter places, each after the one it lies in."""
    session.add_all(places)
    session.flush()


def add_grids(session: Session, grids: Sequence[Grid]) -> None:
    """Enter grids, each after the one it lies in; only those without grids of their own are leaves."""
    session.add_all(grids)
    session.flush()


def register_dwellings(session: Session, dwellings: Sequence[NewDwelling]) -> None:
    """Enter dwellings and announce them. Raises NotALeafGrid."""
    queries.share_map(session)
    leaves = {grid.id: grid.path for grid in session.scalars(select(Grid).where(Grid.is_leaf))}
    rows, events = [], []
    for each in dwellings:
        if each.grid_id not in leaves:
            raise NotALeafGrid
        rows.append({**vars(each), "grid_path": leaves[each.grid_id], "version": 1})
        registered = DwellingRegistered(
            dwelling_id=each.id, address=each.address, area=each.path, grid=leaves[each.grid_id]
        )
        events.append((registered, 1))
    insert_rows(session, Dwelling, rows)
    periods = [{"dwelling_id": each.id, "since": EVER, "grid_id": each.grid_id} for each in dwellings]
    insert_rows(session, GridPeriod, periods)
    announce_all(session, events)
