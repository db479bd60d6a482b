"""Who belongs to a special group, and who is to be visited."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from chassis.access import Reach
from chassis.aliases import all_ids, kept, people_of, stands_for
from chassis.areas import within
from chassis.events.tables import Alias
from services.residents.care import CLOSED, DUE, OPEN, OVERDUE, SCREENED, STATES
from services.residents.models import (
    CarePlan,
    CareTag,
    CareTier,
    Dwelling,
    Grid,
    GridPeriod,
    Person,
    Stay,
    Visit,
    VisitedPerson,
)
from services.residents.queries.reach import dwellings_within, people_within
from services.residents.queries.restrictions import restricted_people
from services.residents.queries.rosters import in_grid_on


class Home(NamedTuple):
    """Where a person lives, or lived last."""

    stay_id: UUID
    dwelling_id: UUID
    until: date | None
    end_reason: str | None


def tags_of(session: Session, person_id: UUID) -> list[CareTag]:
    """The special groups a person belongs or belonged to, under whatever id; the newest last."""
    found = select(CareTag).where(CareTag.person_id.in_(all_ids(person_id)))
    return list(session.scalars(found.order_by(CareTag.since, CareTag.id)))


def locked_tag(session: Session, tag_id: UUID, reach: Reach) -> CareTag | None:
    """A tag of somebody within reach."""
    statement = select(CareTag).join(Person, Person.id == CareTag.person_id)
    statement = statement.where(CareTag.id == tag_id, people_within(reach))
    return session.scalar(statement.with_for_update(of=CareTag))


def tags_closed_before(day: date) -> Select[UUID]:
    """Tags that were closed before a day."""
    return select(CareTag.id).where(CareTag.until < day).order_by(CareTag.id)


def tiers(session: Session) -> list[CareTier]:
    """All tiers, the most frequent first."""
    return list(session.scalars(select(CareTier).order_by(CareTier.every_days, CareTier.code)))


def locked_tier(session: Session, code: str) -> CareTier | None:
    """A tier that nobody else changes now."""
    return session.scalar(select(CareTier).where(CareTier.code == code).with_for_update())


def tier(session: Session, code: str) -> CareTier | None:
    """A tier as it is."""
    return session.get(CareTier, code)


def locked_plan(session: Session, plan_id: UUID, reach: Reach) -> CarePlan | None:
    """A plan in a dwelling within reach."""
    statement = select(CarePlan).join(Dwelling, Dwelling.id == CarePlan.dwelling_id)
    statement = statement.where(CarePlan.id == plan_id, dwellings_within(reach))
    return session.scalar(statement.with_for_update(of=CarePlan))


def plans_of(session: Session, person_ids: Iterable[UUID]) -> list[CarePlan]:
    """The plans of these people, running and closed, locked."""
    wanted = select(CarePlan).where(CarePlan.person_id.in_(set(person_ids))).order_by(CarePlan.id)
    return list(session.scalars(wanted.with_for_update().execution_options(populate_existing=True)))


def plans(*, states: Iterable[str], area: str | None, grid: str | None, reach: Reach) -> Select[Any]:
    """Plans in these states with their people, addresses and tiers."""
    statement: Any = (
        select(CarePlan, Person, Dwelling, CareTier, Person.id.in_(restricted_people()).label("restricted"))
        .join(CareTier, CareTier.code == CarePlan.tier)
        .join(Dwelling, Dwelling.id == CarePlan.dwelling_id)
        .outerjoin(Alias, stands_for(CarePlan.person_id))
        .join(Person, Person.id == kept(CarePlan.person_id))
        .where(CarePlan.state.in_(list(states)), dwellings_within(reach))
    )
    if area is not None:
        statement = statement.where(within(Dwelling.path, area))
    if grid is not None:
        statement = statement.where(within(Dwelling.grid_path, grid))
    return statement


def one_plan(session: Session, plan_id: UUID, reach: Reach) -> Any:
    """One plan with its person, address and tier."""
    found = plans(states=STATES, area=None, grid=None, reach=reach).where(CarePlan.id == plan_id)
    return session.execute(found).first()


def due_plans(*, by: date, area: str | None, grid: str | None, reach: Reach) -> Select[Any]:
    """Plans whose visit is due until a day, of people whose data may be used."""
    statement = plans(states=(OPEN, DUE, OVERDUE), area=area, grid=grid, reach=reach)
    return statement.where(CarePlan.next_due <= by, Person.id.not_in(restricted_people()))


def plans_to_announce(session: Session, *, state: str, today: date) -> list[tuple[CarePlan, str]]:
    """Plans in a state whose day has come, or whose days of grace are over, locked; with their grids.

    Those of people whose data may be kept only wait until they may be used.
    """
    statement = (
        select(CarePlan, Dwelling.grid_path, CareTier.grace_days)
        .join(Dwelling, Dwelling.id == CarePlan.dwelling_id)
        .join(CareTier, CareTier.code == CarePlan.tier)
        .outerjoin(Alias, stands_for(CarePlan.person_id))
        .where(CarePlan.state == state, CarePlan.next_due <= today)
        .where(kept(CarePlan.person_id).not_in(restricted_people()))
        .order_by(CarePlan.id)
        .with_for_update(of=CarePlan)
    )
    return [
        (plan, grid)
        for plan, grid, grace in session.execute(statement)
        if state == OPEN or plan.is_overdue(today, grace_days=grace)
    ]


def living_with(session: Session, household_ids: Iterable[UUID]) -> list[tuple[UUID, UUID]]:
    """Who lives with these households now, each with the household."""
    members = select(Stay.person_id, Stay.household_id).where(Stay.household_id.in_(set(household_ids)))
    return [(row.person_id, row.household_id) for row in session.execute(members.where(Stay.until.is_(None)))]


def homes_of(session: Session, person_ids: Iterable[UUID]) -> dict[UUID, Home]:
    """Where people live or lived last, by the ids of the records that are kept."""
    ids = people_of(session, person_ids)
    columns = (Stay.person_id, Stay.id, Stay.dwelling_id, Stay.until, Stay.end_reason)
    order = (Stay.until.is_(None), Stay.until, Stay.id)
    rows = session.execute(select(*columns).where(Stay.person_id.in_(ids)).order_by(*order))
    return {ids[row.person_id]: Home(*row[1:]) for row in rows}


def visit_rates(
    session: Session, *, on: date, area: str | None, reach: Reach
) -> list[tuple[str, str, int, int]]:
    """Of plans that ran on a day: grid, tier, how many, and how many were visited in the rhythm of the tier.

    A plan counts from the day on which its first visit fell due, or was made.
    """
    visits = []
    for each in tiers(session):
        met = select(VisitedPerson.person_id).join(Visit, Visit.id == VisitedPerson.visit_id)
        same = all_ids(CarePlan.person_id, of=CarePlan)
        met = met.where(VisitedPerson.person_id.in_(same), Visit.on <= on)
        recent = met.where(Visit.on > on - timedelta(days=each.every_days))
        begun = or_(CarePlan.opened_on <= on - timedelta(days=each.every_days), recent.exists())
        counted: Any = (
            select(Grid.path, literal(each.code), func.count(), _count(recent.exists()))
            .select_from(CarePlan)
            .join(Dwelling, Dwelling.id == CarePlan.dwelling_id)
            .join(GridPeriod, in_grid_on(CarePlan.dwelling_id, on))
            .join(Grid, Grid.id == GridPeriod.grid_id)
            .where(CarePlan.tier == each.code, CarePlan.state != SCREENED, CarePlan.opened_on <= on, begun)
            .where(or_(CarePlan.ended_on.is_(None), CarePlan.ended_on > on), dwellings_within(reach))
            .group_by(Grid.path)
        )
        if area is not None:
            counted = counted.where(or_(within(Grid.path, area), within(Dwelling.path, area)))
        visits += [tuple(row) for row in session.execute(counted)]
    return sorted(visits)


def runs_for(session: Session, person_id: UUID) -> bool:
    """Whether a person has a plan that is not closed, under whatever id."""
    wanted = and_(CarePlan.person_id.in_(all_ids(person_id)), CarePlan.state != CLOSED)
    return session.scalar(select(CarePlan.id).where(wanted).limit(1)) is not None


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)
