"""Who lives where, as people ask for it."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from chassis.access import Reach
from chassis.aliases import kept, stands_for
from chassis.areas import within
from chassis.events.tables import Alias
from services.residents.models import Dwelling, Grid, Person, Place, RosterEntry, Stay
from services.residents.queries.reach import dwellings_within, grids_within


def on_day(
    since: InstrumentedAttribute[date], until: InstrumentedAttribute[date | None], day: date
) -> list[Any]:
    """Conditions for what holds on a day: from the first day on, no longer on the last."""
    return [since <= day, or_(until.is_(None), until > day)]


def roster(*, grid: str | None, area: str | None, day: date, reach: Reach) -> Select[Any]:
    """Roster lines of a grid or an area as of a day, with the people in them."""
    statement: Any = (
        select(RosterEntry, Person, Dwelling.address)
        .outerjoin(Alias, stands_for(RosterEntry.person_id))
        .join(Person, Person.id == kept(RosterEntry.person_id))
        .join(Dwelling, Dwelling.id == RosterEntry.dwelling_id)
        .where(*on_day(RosterEntry.since, RosterEntry.until, day), _lines_within(reach))
    )
    if grid is not None:
        statement = statement.where(within(RosterEntry.grid, grid))
    if area is not None:
        statement = statement.where(within(RosterEntry.area, area))
    return statement


def headcounts(session: Session, *, under: str, day: date, reach: Reach) -> list[tuple[Grid, int, int]]:
    """Residents and households of every leaf grid under a path, as of a day, as far as they are within reach."""
    counted = (
        select(
            RosterEntry.grid,
            func.count(kept(RosterEntry.person_id).distinct()).label("people"),
            func.count(RosterEntry.household_id.distinct()).label("households"),
        )
        .select_from(RosterEntry)
        .outerjoin(Alias, stands_for(RosterEntry.person_id))
        .where(within(RosterEntry.grid, under), _lines_within(reach))
        .where(*on_day(RosterEntry.since, RosterEntry.until, day))
        .group_by(RosterEntry.grid)
        .subquery()
    )
    statement = (
        select(Grid, func.coalesce(counted.c.people, 0), func.coalesce(counted.c.households, 0))
        .outerjoin(counted, counted.c.grid == Grid.path)
        .where(Grid.is_leaf, within(Grid.path, under), grids_within(reach))
        .order_by(Grid.path)
    )
    return [(grid, people, households) for grid, people, households in session.execute(statement)]


def dwellings(*, area: str | None, address: str | None, reach: Reach) -> Select[Any]:
    """Dwellings of an area, or one by its address."""
    statement = select(Dwelling).where(dwellings_within(reach))
    if area is not None:
        statement = statement.where(within(Dwelling.path, area))
    if address is not None:
        statement = statement.where(Dwelling.address == address)
    return statement


def dwelling(session: Session, dwelling_id: UUID, reach: Reach) -> Dwelling | None:
    """One dwelling."""
    return session.scalar(select(Dwelling).where(Dwelling.id == dwelling_id, dwellings_within(reach)))


def present_members(session: Session, dwelling_id: UUID) -> list[tuple[Stay, Person]]:
    """Who lives in a dwelling now, the tenant first."""
    statement = (
        select(Stay, Person)
        .outerjoin(Alias, stands_for(Stay.person_id))
        .join(Person, Person.id == kept(Stay.person_id))
        .where(Stay.dwelling_id == dwelling_id, Stay.until.is_(None))
        .order_by(Stay.relation != "tenant", Stay.since, Stay.id)
    )
    return [(stay, person) for stay, person in session.execute(statement)]


def _lines_within(reach: Reach) -> ColumnElement[bool]:
    return reach.over(RosterEntry.area, RosterEntry.grid)


def places(*, kind: str | None, under: str | None) -> Select[Any]:
    """Places, the larger before those within them."""
    statement = select(Place)
    if kind is not None:
        statement = statement.where(Place.kind == kind)
    if under is not None:
        statement = statement.where(within(Place.path, under))
    return statement
