"""Counts from which figures are made, by the unit of a building, as the smallest place that has a name."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, distinct, extract, func, or_, select
from sqlalchemy.orm import Session, aliased

from chassis.access import Reach
from chassis.aliases import kept, stands_for
from chassis.areas import within
from chassis.events.tables import Alias
from services.residents.models import (
    MOVED_OUT,
    RESERVED,
    Dwelling,
    Grid,
    GridPeriod,
    Person,
    Place,
    Stay,
    Tenancy,
)
from services.residents.queries.reach import dwellings_within
from services.residents.queries.rosters import in_grid_on, on_day

DIVISION_DIGITS = (2, 4, 6, 9, 12)
"""Of the codes of a province, prefecture, district, town, village (GB/T 2260, GB/T 10114)."""


class Moves(NamedTuple):
    """How many households did something in one unit in one month."""

    area: str
    year: int
    month: int
    households: int


def residents_by_unit(
    session: Session, *, on: date, area: str | None, reach: Reach
) -> dict[str, tuple[int, int]]:
    """People and households who lived in each unit on a day."""
    people, households = func.count(distinct(kept(Stay.person_id))), func.count(distinct(Stay.household_id))
    statement: Any = (
        select(Place.path, people, households)
        .select_from(Stay)
        .outerjoin(Alias, stands_for(Stay.person_id))
        .where(*on_day(Stay.since, Stay.until, on))
    )
    rows = session.execute(_by_unit(statement, Stay.dwelling_id, on, area, reach).group_by(Place.path))
    return {path: (residents, homes) for path, residents, homes in rows}


def origins_by_unit(
    session: Session, *, local: str, on: date, area: str | None, reach: Reach
) -> dict[str, tuple[int, int, int]]:
    """People who lived in each unit on a day; of how many the registration is known, and is not in a division.

    What the record that is kept does not say is taken from one merged into it.
    """
    person, merged, written = kept(Stay.person_id), aliased(Alias), aliased(Person)
    other = select(written.hukou).join(merged, merged.merged_id == written.id)
    other = other.where(merged.kept_id == Person.id, written.hukou.is_not(None)).order_by(written.id).limit(1)
    hukou = func.coalesce(Person.hukou, other.scalar_subquery())
    larger = [local[:digits] for digits in DIVISION_DIGITS if digits < len(local)]
    known = and_(hukou.is_not(None), hukou.not_in(larger))
    non_local = and_(known, func.substr(hukou, 1, len(local)) != local)
    statement: Any = (
        select(
            Place.path,
            func.count(distinct(person)),
            func.count(distinct(case((known, person)))),
            func.count(distinct(case((non_local, person)))),
        )
        .select_from(Stay)
        .outerjoin(Alias, stands_for(Stay.person_id))
        .join(Person, Person.id == person)
        .where(*on_day(Stay.since, Stay.until, on))
    )
    rows = session.execute(_by_unit(statement, Stay.dwelling_id, on, area, reach).group_by(Place.path))
    return {path: (residents, known, non_local) for path, residents, known, non_local in rows}


def tenancies_by_unit(session: Session, *, on: date, area: str | None, reach: Reach) -> dict[str, int]:
    """Tenancies that ran in each unit on a day, those allocated and not moved into included."""
    statement: Any = select(Place.path, func.count()).select_from(Tenancy)
    statement = statement.where(*on_day(Tenancy.since, Tenancy.until, on))
    rows = session.execute(_by_unit(statement, Tenancy.dwelling_id, on, area, reach).group_by(Place.path))
    return {row[0]: row[1] for row in rows}


def moves_in(session: Session, *, since: date, until: date, area: str | None, reach: Reach) -> list[Moves]:
    """Households that came to live here, by unit and month of the days from `since` to before `until`.

    Who changed dwelling inside the estate, or became a household of their own, has not come.
    """
    before, stay = aliased(Tenancy), aliased(Stay)
    exchanged = select(before.id).where(
        before.household_id == Tenancy.household_id, before.id != Tenancy.id, before.until <= Tenancy.since
    )
    split = select(stay.id).join(Stay, Stay.person_id == stay.person_id).where(
        Stay.household_id == Tenancy.household_id, Stay.since == Tenancy.since,
        stay.until == Stay.since, stay.end_reason == "changed_household",
    )  # fmt: skip
    came = [
        ~exchanged.exists(), ~split.exists(), Tenancy.state.not_in(RESERVED),
        Tenancy.end_reason.is_distinct_from("release"),
    ]  # fmt: skip
    return _by_month(session, Tenancy.since, came, since, until, area, reach)


def moves_out(session: Session, *, since: date, until: date, area: str | None, reach: Reach) -> list[Moves]:
    """Households that left the community, by unit and month."""
    return _by_month(session, Tenancy.until, [Tenancy.end_reason.in_(MOVED_OUT)], since, until, area, reach)


def exchanges(session: Session, *, since: date, until: date, area: str | None, reach: Reach) -> list[Moves]:
    """Households that changed dwelling inside the estate, by the unit they left and month."""
    return _by_month(session, Tenancy.until, [Tenancy.end_reason == "exchanged"], since, until, area, reach)


def _by_month(
    session: Session,
    day: Any,
    conditions: list[ColumnElement[bool]],
    since: date,
    until: date,
    area: str | None,
    reach: Reach,
) -> list[Moves]:
    year, month = extract("year", day), extract("month", day)
    statement: Any = select(Place.path, year, month, func.count()).select_from(Tenancy)
    statement = statement.where(day >= since, day < until, *conditions)
    statement = _by_unit(statement, Tenancy.dwelling_id, day, area, reach).group_by(Place.path, year, month)
    return [Moves(path, int(y), int(m), count) for path, y, m, count in session.execute(statement)]


def _by_unit(
    statement: Select[Any], dwelling_id: Any, day: Any, area: str | None, reach: Reach
) -> Select[Any]:
    """The same of the units of an area, which may be a grid as it was drawn on a day."""
    statement = statement.join(Dwelling, Dwelling.id == dwelling_id).join(Place, Place.id == Dwelling.unit_id)
    statement = statement.where(dwellings_within(reach))
    if area is None:
        return statement
    drawn = select(Grid.id).join(GridPeriod, GridPeriod.grid_id == Grid.id)
    drawn = drawn.where(in_grid_on(Dwelling.id, day), within(Grid.path, area))
    return statement.where(or_(within(Dwelling.path, area), drawn.exists()))
