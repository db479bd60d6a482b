"""What drawing grids anew must know first, locked where it will write."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from chassis.areas import within
from services.residents.models import Dwelling, Grid, GridPeriod, Person, Post, Redrawing, Stay
from services.residents.queries.moving import in_chunks

_AREAS_AT_ONCE = 100
"""SQLite takes an expression a thousand conditions deep."""


class Lying(NamedTuple):
    """A dwelling, and the grid it lies in."""

    id: UUID
    address: str
    path: str
    grid_id: UUID
    grid_path: str
    version: int


class LastHome(NamedTuple):
    """Where a person lives, or lived last."""

    stay_id: UUID
    person_id: UUID
    household_id: UUID
    dwelling_id: UUID
    since: date
    until: date | None
    version: int


def every_grid(session: Session) -> dict[str, Grid]:
    """All grids by path, those that are gone too, locked."""
    found = session.scalars(select(Grid).order_by(Grid.path).with_for_update())
    return {grid.path: grid for grid in found}


def dwellings_by_grid(session: Session) -> dict[UUID, int]:
    """How many dwellings lie in each grid that has any."""
    counted = session.execute(select(Dwelling.grid_id, func.count()).group_by(Dwelling.grid_id))
    return {row[0]: row[1] for row in counted}


def lying_within(session: Session, areas: Iterable[str]) -> list[Lying]:
    """The dwellings of places, in the order of their paths."""
    columns = (
        Dwelling.id, Dwelling.address, Dwelling.path, Dwelling.grid_id, Dwelling.grid_path, Dwelling.version,
    )  # fmt: skip
    found = [
        Lying(*row)
        for some in in_chunks(areas, size=_AREAS_AT_ONCE)
        for row in session.execute(
            select(*columns).where(or_(*(within(Dwelling.path, area) for area in some)))
        )
    ]
    return sorted(found, key=lambda each: each.path)


def last_changes(session: Session, grid_ids: Collection[UUID]) -> list[tuple[UUID, date]]:
    """The last day on which a dwelling came to, or went from, each of these grids."""
    periods = select(GridPeriod.grid_id, func.max(GridPeriod.since), func.max(GridPeriod.until))
    found = session.execute(periods.where(GridPeriod.grid_id.in_(grid_ids)).group_by(GridPeriod.grid_id))
    return [(grid_id, max(came, went or came)) for grid_id, came, went in found]


def last_homes_in(session: Session, dwelling_ids: Collection[UUID]) -> list[LastHome]:
    """Everybody who lives in these dwellings, or lived there last, locked."""
    wanted = set(dwelling_ids)
    found = []
    for ids in in_chunks(sorted(_ever_in(session, wanted))):
        people = select(Person.id, Person.version).where(Person.id.in_(ids)).order_by(Person.id)
        versions = {row.id: row.version for row in session.execute(people.with_for_update())}
        stays = select(
            Stay.id, Stay.person_id, Stay.household_id, Stay.dwelling_id, Stay.since, Stay.until
        ).where(Stay.person_id.in_(ids))
        newest_first = (Stay.person_id, Stay.until.is_not(None), Stay.until.desc(), Stay.id.desc())
        last: dict[UUID, LastHome] = {}
        for row in session.execute(stays.order_by(*newest_first)):
            last.setdefault(row.person_id, LastHome(*row, version=versions[row.person_id]))
        found += [home for home in last.values() if home.dwelling_id in wanted]
    return found


def grid_posts(session: Session, paths: Collection[str]) -> list[Post]:
    """The posts for exactly these grids, locked."""
    statement = select(Post).where(Post.scope == "grid", Post.area.in_(paths)).order_by(Post.id)
    return list(session.scalars(statement.with_for_update()))


def redrawings() -> Select[Any]:
    """All times the grids were drawn anew."""
    return select(Redrawing)


def _ever_in(session: Session, dwelling_ids: Iterable[UUID]) -> set[UUID]:
    return {
        person_id
        for ids in in_chunks(dwelling_ids)
        for person_id in session.scalars(select(Stay.person_id).where(Stay.dwelling_id.in_(ids)))
    }
