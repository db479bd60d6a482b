"""Leases: which end soon, and what they said before."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from chassis.access import Reach
from chassis.aliases import kept, stands_for
from chassis.areas import within
from chassis.events.tables import Alias
from services.residents.models import Dwelling, FormerLease, Household, Person, Tenancy
from services.residents.queries.reach import dwellings_within


def leases(*, ends_by: date, area: str | None, reach: Reach) -> Select[Any]:
    """Leases that end until a day, or have ended without another: with address and tenant."""
    statement: Any = (
        select(Tenancy, Dwelling.address, Person.name)
        .join(Dwelling, Dwelling.id == Tenancy.dwelling_id)
        .join(Household, Household.id == Tenancy.household_id)
        .outerjoin(Alias, stands_for(Household.tenant_id))
        .join(Person, Person.id == kept(Household.tenant_id))
        .where(Tenancy.until.is_(None), Tenancy.lease_ends <= ends_by, dwellings_within(reach))
    )
    return statement if area is None else statement.where(within(Dwelling.path, area))


def expiring_untold(session: Session, *, ends_by: date, most: int) -> list[tuple[Tenancy, Dwelling, UUID]]:
    """Leases that end until a day and were not announced so yet, locked; with the tenant's id."""
    untold = or_(Tenancy.expiry_told.is_(None), Tenancy.expiry_told != Tenancy.lease_ends)
    statement = (
        select(Tenancy, Dwelling, Household.tenant_id)
        .join(Dwelling, Dwelling.id == Tenancy.dwelling_id)
        .join(Household, Household.id == Tenancy.household_id)
        .where(Tenancy.until.is_(None), Tenancy.lease_ends <= ends_by, untold)
        .order_by(Tenancy.lease_ends, Tenancy.id)
        .limit(most)
        .with_for_update(of=Tenancy)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def former_leases(session: Session, tenancy_id: UUID) -> list[FormerLease]:
    """What a tenancy's lease said before, in the order in which that was replaced."""
    found = select(FormerLease).where(FormerLease.tenancy_id == tenancy_id)
    return list(session.scalars(found.order_by(FormerLease.replaced_at, FormerLease.id)))
