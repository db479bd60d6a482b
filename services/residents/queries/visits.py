"""The diary of visits."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from chassis.access import Reach
from chassis.aliases import all_ids, kept, stands_for
from chassis.areas import within
from chassis.events.tables import Alias
from services.residents.models import (
    Dwelling,
    FollowUp,
    Household,
    Person,
    Stay,
    Visit,
    VisitAddendum,
    VisitedPerson,
)
from services.residents.queries.reach import dwellings_within
from services.residents.queries.restrictions import restricted_people
from services.residents.queries.rosters import on_day


def visits(
    *,
    household_id: UUID | None,
    person_id: UUID | None,
    area: str | None,
    since: date | None,
    until: date | None,
    reach: Reach,
) -> Select[Any]:
    """Visits with addresses: to a household, to a person under whatever id, in an area, within days.

    Beside each whether its words are `withheld`.
    """
    statement: Any = select(Visit, Dwelling.address, _withheld())
    statement = statement.join(Dwelling, Dwelling.id == Visit.dwelling_id)
    statement = statement.where(dwellings_within(reach))
    if household_id is not None:
        statement = statement.where(Visit.household_id == household_id)
    if person_id is not None:
        met = select(VisitedPerson.visit_id).where(VisitedPerson.person_id.in_(all_ids(person_id)))
        statement = statement.where(Visit.id.in_(met))
    if area is not None:
        statement = statement.where(within(Dwelling.path, area))
    if since is not None:
        statement = statement.where(Visit.on >= since)
    if until is not None:
        statement = statement.where(Visit.on <= until)
    return statement


def _withheld() -> ColumnElement[bool]:
    """Whether a visit met somebody whose data may be kept only."""
    column = VisitedPerson.person_id
    met = select(VisitedPerson.visit_id).outerjoin(Alias, stands_for(column))
    return Visit.id.in_(met.where(kept(column).in_(restricted_people())).correlate(None)).label("withheld")


def visit(session: Session, visit_id: UUID, reach: Reach) -> Any:
    """One visit with its address."""
    statement = visits(
        household_id=None, person_id=None, area=None, since=None, until=None, reach=reach
    ).where(Visit.id == visit_id)
    return session.execute(statement).first()


def homes_on(session: Session, household_id: UUID, day: date, reach: Reach) -> dict[UUID, UUID]:
    """Who lived with a household on a day, each with the dwelling, as far as that is within reach; not the erased."""
    found = select(Stay.person_id, Stay.dwelling_id).join(Dwelling, Dwelling.id == Stay.dwelling_id)
    found = found.join(Person, Person.id == Stay.person_id).where(Person.erased_on.is_(None))
    found = found.where(Stay.household_id == household_id, *on_day(Stay.since, Stay.until, day))
    rows = session.execute(found.where(dwellings_within(reach)).order_by(Stay.id))
    return {row.person_id: row.dwelling_id for row in rows}


def met_on(session: Session, visit_id: UUID) -> list[Person]:
    """The people who were met on a visit."""
    statement = (
        select(Person)
        .select_from(VisitedPerson)
        .outerjoin(Alias, stands_for(VisitedPerson.person_id))
        .join(Person, Person.id == kept(VisitedPerson.person_id))
        .where(VisitedPerson.visit_id == visit_id)
    )
    return list(session.scalars(statement.order_by(Person.id)))


def addenda(session: Session, visit_id: UUID) -> list[VisitAddendum]:
    """What was added to a visit's record, in order."""
    found = select(VisitAddendum).where(VisitAddendum.visit_id == visit_id)
    return list(session.scalars(found.order_by(VisitAddendum.recorded_at, VisitAddendum.id)))


def follow_ups_of(session: Session, visit_id: UUID) -> list[FollowUp]:
    """What was promised on a visit."""
    found = select(FollowUp).where(FollowUp.visit_id == visit_id)
    return list(session.scalars(found.order_by(FollowUp.due_on, FollowUp.id)))


def follow_ups(*, overdue_on: date | None, area: str | None, reach: Reach) -> Select[Any]:
    """What was promised and is not done yet, all or what is overdue on a day, with addresses."""
    statement: Any = (
        select(FollowUp, Visit.household_id, Dwelling.address, _withheld())
        .join(Visit, Visit.id == FollowUp.visit_id)
        .join(Dwelling, Dwelling.id == Visit.dwelling_id)
        .where(FollowUp.done_on.is_(None), dwellings_within(reach))
    )
    if overdue_on is not None:
        statement = statement.where(FollowUp.due_on < overdue_on)
    return statement if area is None else statement.where(within(Dwelling.path, area))


def locked_follow_up(session: Session, follow_up_id: UUID, reach: Reach) -> FollowUp | None:
    """One promise, within reach."""
    statement = select(FollowUp).join(Visit, Visit.id == FollowUp.visit_id)
    statement = statement.join(Dwelling, Dwelling.id == Visit.dwelling_id)
    statement = statement.where(FollowUp.id == follow_up_id, dwellings_within(reach))
    return session.scalar(statement.with_for_update(of=FollowUp))


def unvisited(*, since: date, area: str | None, reach: Reach) -> Select[Any]:
    """Households nobody has visited since a day, with address, tenant and the last visit, if there was one.

    Who moved in later is left in peace.
    """
    homes = (
        select(Stay.household_id, Stay.dwelling_id, func.min(Stay.since).label("since"))
        .where(Stay.until.is_(None))
        .group_by(Stay.household_id, Stay.dwelling_id)
        .subquery()
    )
    last = select(func.max(Visit.on)).where(Visit.household_id == homes.c.household_id).scalar_subquery()
    seen = select(Visit.id).where(Visit.household_id == homes.c.household_id, Visit.on >= since).exists()
    statement: Any = (
        select(homes.c.household_id, Dwelling.address, Dwelling.path, Person.name, last.label("visited_on"))
        .select_from(homes)
        .join(Dwelling, Dwelling.id == homes.c.dwelling_id)
        .join(Household, Household.id == homes.c.household_id)
        .outerjoin(Alias, stands_for(Household.tenant_id))
        .join(Person, Person.id == kept(Household.tenant_id))
        .where(homes.c.since <= since, ~seen, dwellings_within(reach))
    )
    return statement if area is None else statement.where(within(Dwelling.path, area))
