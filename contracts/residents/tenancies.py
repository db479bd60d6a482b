"""Facts about tenancies and the households that hold them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from marshmallow.validate import OneOf

from chassis.contracts import Event, contract
from contracts.residents.values import Area


@contract(name="tenancy_renewed", version=1, subject="tenancy_id")
class TenancyRenewed(Event):
    """A household goes on renting its dwelling under a new lease (续租)."""

    tenancy_id: UUID
    household_id: UUID
    dwelling_id: UUID
    area: Area
    grid: Area
    on: date
    lease_ends: date


@contract(name="tenancy_expiring", version=1, subject="tenancy_id")
class TenancyExpiring(Event):
    """A lease ends soon, or has ended without a new one; said once for each end of a lease."""

    tenancy_id: UUID
    household_id: UUID
    tenant_id: UUID
    dwelling_id: UUID
    area: Area
    grid: Area
    lease_ends: date


@contract(name="tenant_changed", version=1, subject="household_id")
class TenantChanged(Event):
    """Another member of a household holds its tenancy from now on (变更承租人)."""

    household_id: UUID
    tenancy_id: UUID
    from_person_id: UUID
    person_id: UUID
    on: date
    reason: Annotated[str, OneOf(["died", "divorced", "left", "other"])]


@contract(name="household_split", version=1, subject="household_id")
class HouseholdSplit(Event):
    """Some members of a household have become one of their own, in another dwelling (分户)."""

    household_id: UUID
    new_household_id: UUID
    on: date


@contract(name="households_joined", version=1, subject="household_id")
class HouseholdsJoined(Event):
    """Another household has become a part of this one and lives in its dwelling (并户)."""

    household_id: UUID
    joined_household_id: UUID
    on: date
