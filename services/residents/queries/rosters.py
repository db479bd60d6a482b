"""Who lives where, as people ask for it."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from chassis.access import Reach
from chassis.aliases import kept, stands_for
from chassis.areas import within
from chassis.events.tables import Alias
from contracts.addresses import keys_of
from services.residents.models import (
    Dwelling,
    Grid,
    GridPeriod,
    Person,
    Place,
    RosterEntry,
    Stay,
    WrittenForm,
)
from services.residents.queries.reach import dwellings_within
from services.residents.queries.restrictions import restricted_people


def on_day(
    since: InstrumentedAttribute[date],
    until: InstrumentedAttribute[date | None],
    day: date | InstrumentedAttribute[date],
) -> list[Any]:
    """Conditions for what holds on a day: from the first day on, no longer on the last."""
    return [since <= day, or_(until.is_(None), until > day)]


def in_grid_on(
    dwelling_id: InstrumentedAttribute[UUID], day: date | InstrumentedAttribute[date]
) -> ColumnElement[bool]:
    """Whether a grid period is that of a dwelling on a day; there is just one."""
    return and_(GridPeriod.dwelling_id == dwelling_id, *on_day(GridPeriod.since, GridPeriod.until, day))


def roster(*, grid: str | None, area: str | None, day: date, reach: Reach) -> Select[Any]:
    """Roster lines of a grid or an area as of a day, with the people in them."""
    statement: Any = (
        select(
            RosterEntry,
            Person,
            Dwelling.address,
            Stay.relation,
            Grid.path.label("grid"),
            Person.id.in_(restricted_people()).label("restricted"),
        )
        .select_from(RosterEntry)
        .outerjoin(Alias, stands_for(RosterEntry.person_id))
        .join(Person, Person.id == kept(RosterEntry.person_id))
        .join(Dwelling, Dwelling.id == RosterEntry.dwelling_id)
        .join(GridPeriod, in_grid_on(RosterEntry.dwelling_id, day))
        .join(Grid, Grid.id == GridPeriod.grid_id)
        .outerjoin(Stay, Stay.id == RosterEntry.stay_id)
        .where(*on_day(RosterEntry.since, RosterEntry.until, day), dwellings_within(reach))
    )
    if grid is not None:
        statement = statement.where(within(Grid.path, grid))
    if area is not None:
        statement = statement.where(within(RosterEntry.area, area))
    return statement


def headcounts(session: Session, *, under: str, day: date, reach: Reach) -> list[tuple[Grid, int, int]]:
    """Residents and households of every leaf grid under a path, as drawn on a day, as far as within reach."""
    counted = (
        select(
            GridPeriod.grid_id,
            func.count(kept(RosterEntry.person_id).distinct()).label("people"),
            func.count(RosterEntry.household_id.distinct()).label("households"),
        )
        .select_from(RosterEntry)
        .outerjoin(Alias, stands_for(RosterEntry.person_id))
        .join(Dwelling, Dwelling.id == RosterEntry.dwelling_id)
        .join(GridPeriod, in_grid_on(RosterEntry.dwelling_id, day))
        .where(*on_day(RosterEntry.since, RosterEntry.until, day), dwellings_within(reach))
        .group_by(GridPeriod.grid_id)
        .subquery()
    )
    drawn = select(GridPeriod.grid_id).where(*on_day(GridPeriod.since, GridPeriod.until, day))
    theirs = drawn.join(Dwelling, Dwelling.id == GridPeriod.dwelling_id).where(dwellings_within(reach))
    seen = true() if reach.everything else or_(reach.over(Grid.path), Grid.id.in_(theirs))
    statement = (
        select(Grid, func.coalesce(counted.c.people, 0), func.coalesce(counted.c.households, 0))
        .outerjoin(counted, counted.c.grid_id == Grid.id)
        .where(Grid.id.in_(drawn), within(Grid.path, under), seen)
        .order_by(Grid.path)
    )
    return [(grid, people, households) for grid, people, households in session.execute(statement)]


def dwellings(*, area: str | None, floor: int | None, address: str | None, reach: Reach) -> Select[Any]:
    """Dwellings of an area or a floor of it, or one by its address in whatever way that is written."""
    statement = select(Dwelling).where(dwellings_within(reach))
    if area is not None:
        statement = statement.where(within(Dwelling.path, area))
    if floor is not None:
        statement = statement.where(Dwelling.floor == floor)
    if address is not None:
        statement = statement.where(Dwelling.address.in_(keys_of(address)))
    return statement


def dwelling(session: Session, dwelling_id: UUID, reach: Reach) -> Dwelling | None:
    """One dwelling."""
    return session.scalar(select(Dwelling).where(Dwelling.id == dwelling_id, dwellings_within(reach)))


def written_forms(session: Session, dwelling_id: UUID) -> list[WrittenForm]:
    """How rosters have written a dwelling's address, the latest first."""
    found = select(WrittenForm).where(WrittenForm.dwelling_id == dwelling_id)
    return list(session.scalars(found.order_by(WrittenForm.last_on.desc(), WrittenForm.text)))


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


def places(*, kind: str | None, under: str | None) -> Select[Any]:
    """Places, the larger before those within them."""
    statement = select(Place)
    if kind is not None:
        statement = statement.where(Place.kind == kind)
    if under is not None:
        statement = statement.where(within(Place.path, under))
    return statement
