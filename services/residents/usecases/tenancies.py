"""Leading a tenancy through its states, renewing it, and saying in time that a lease ends."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.access import UNLIMITED, Reach
from chassis.aliases import people_of
from chassis.events.outbox import announce, announce_all
from chassis.ids import new_id
from chassis.versions import require_seen
from contracts.residents import TenancyExpiring, TenancyRenewed
from services.residents import queries
from services.residents.changes import CheckIn, Member, RegisterChanges
from services.residents.errors import (
    AllocatedToAnother,
    DwellingOccupied,
    DwellingUnknown,
    EndsBeforeItBegan,
    ExchangeInstead,
    HouseholdNotHere,
    LeaseEndsTooEarly,
    TenancyUnknown,
)
from services.residents.models import Dwelling, FormerLease, Household, Tenancy
from services.residents.models.tenancies import ALLOCATED, ENDED
from services.residents.usecases.closing import Taken, write_steps
from services.residents.usecases.register import apply_changes, refuse_two_homes, refuse_two_households
from services.residents.usecases.usable import usable_person

WARNING_DAYS: Final = 92
"""Renewal is to be asked for three months before a lease ends."""

_AT_ONCE = 2_000


def allocate(
    session: Session, dwelling_id: UUID, tenant_id: UUID, *, on: date, now: datetime, reach: Reach = UNLIMITED
) -> Tenancy:
    """Keep a free dwelling for a household that is to sign for it.

    Raises DwellingUnknown, DwellingOccupied, DwellingOccupiedThen, PersonUnknown, UseRestricted.
    """
    dwelling = queries.dwelling(session, dwelling_id, reach)
    if dwelling is None:
        raise DwellingUnknown
    tenant = usable_person(session, tenant_id, reach, lock=True)
    if queries.occupants(session, [dwelling_id]):
        raise DwellingOccupied(address=dwelling.address)
    household = Household(id=new_id(), tenant_id=tenant.id)
    session.add(household)
    session.flush()
    tenancy = Tenancy(
        id=new_id(), household_id=household.id, dwelling_id=dwelling_id, contract_number="", since=on,
        state=ALLOCATED, recorded_at=now, version=1,
    )  # fmt: skip
    session.add(tenancy)
    session.flush()
    refuse_two_households(session, dwelling_id, on)
    write_steps(session, [Taken(tenancy.id, "allocate", on)], now=now)
    return tenancy


def sign(
    session: Session,
    tenancy_id: UUID,
    *,
    contract_number: str,
    lease_ends: date,
    on: date,
    now: datetime,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> Tenancy:
    """Note the contract of an allocated dwelling. Raises TenancyUnknown, StepOutOfOrder, LeaseEndsTooEarly."""
    tenancy, _ = _take(session, tenancy_id, "sign", on=on, now=now, seen=seen, reach=reach)
    if lease_ends < tenancy.since:
        raise LeaseEndsTooEarly(lease_ends=lease_ends, since=tenancy.since)
    tenancy.contract_number, tenancy.lease_ends = contract_number, lease_ends
    return tenancy


def check_in(
    session: Session,
    tenancy_id: UUID,
    *,
    members: tuple[Member, ...],
    on: date,
    now: datetime,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> Tenancy:
    """Let the household move in; from here on its members live here, the tenant under the kept of their records.

    Raises what a move-in raises, AllocatedToAnother, and ExchangeInstead for a tenant who rents here already.
    """
    tenancy, _ = _take(session, tenancy_id, "check_in", on=on, now=now, seen=seen, reach=reach)
    session.flush()
    household = session.get_one(Household, tenancy.household_id)
    household.tenant_id = tenant_id = _require_the_allocated(session, household.tenant_id, members)
    if queries.person(session, tenant_id, reach) and queries.rents_here(session, tenant_id):
        raise ExchangeInstead
    coming = CheckIn(household_id=tenancy.household_id, members=members, on=on)
    apply_changes(session, RegisterChanges(check_ins=[coming]), reach=reach)
    refuse_two_homes(session, [each.person_id for each in members], on)
    return tenancy


def take_step(
    session: Session,
    tenancy_id: UUID,
    *,
    step: str,
    on: date,
    now: datetime,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> Tenancy:
    """Go a step that needs no more than a day. Raises TenancyUnknown, ChangedMeanwhile, StepOutOfOrder."""
    tenancy, _ = _take(session, tenancy_id, step, on=on, now=now, seen=seen, reach=reach)
    return tenancy


def renew(
    session: Session,
    household_id: UUID,
    *,
    contract_number: str,
    lease_ends: date,
    on: date,
    now: datetime,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> Tenancy:
    """Let a household go on under a new lease.

    Raises HouseholdNotHere, ChangedMeanwhile, StepOutOfOrder, LeaseEndsTooEarly.
    """
    found = queries.open_tenancy_of(session, household_id, reach)
    if found is None:
        raise HouseholdNotHere
    tenancy, dwelling = _take(session, found[0].id, "renew", on=on, now=now, seen=seen, reach=reach)
    if lease_ends <= max(on, tenancy.lease_ends or on):
        raise LeaseEndsTooEarly(lease_ends=lease_ends, since=max(on, tenancy.lease_ends or on))
    session.add(
        FormerLease(
            id=new_id(), tenancy_id=tenancy.id, contract_number=tenancy.contract_number,
            lease_ends=tenancy.lease_ends, until=on, replaced_at=now,
        )
    )  # fmt: skip
    tenancy.contract_number, tenancy.lease_ends = contract_number, lease_ends
    renewed = TenancyRenewed(
        tenancy_id=tenancy.id,
        household_id=household_id,
        dwelling_id=dwelling.id,
        area=dwelling.path,
        grid=dwelling.grid_path,
        on=on,
        lease_ends=lease_ends,
    )
    announce(session, renewed, sequence=tenancy.version)
    return tenancy


def warn_of_expiring_leases(session: Session, *, today: date) -> None:
    """Announce each lease that ends within three months, or has ended, once for each end it is given."""
    ends_by = today + timedelta(days=WARNING_DAYS)
    while found := queries.expiring_untold(session, ends_by=ends_by, most=_AT_ONCE):
        events = []
        for tenancy, dwelling, tenant_id in found:
            tenancy.expiry_told = tenancy.lease_ends
            tenancy.version += 1
            expiring = TenancyExpiring(
                tenancy_id=tenancy.id,
                household_id=tenancy.household_id,
                tenant_id=tenant_id,
                dwelling_id=dwelling.id,
                area=dwelling.path,
                grid=dwelling.grid_path,
                lease_ends=tenancy.lease_ends or today,
            )
            events.append((expiring, tenancy.version))
        announce_all(session, events)


def _require_the_allocated(session: Session, allocated_to: UUID, members: tuple[Member, ...]) -> UUID:
    tenants = [each.person_id for each in members if each.relation == "tenant"]
    people = people_of(session, [allocated_to, *tenants])
    if any(people[each] != people[allocated_to] for each in tenants):
        raise AllocatedToAnother
    return people[allocated_to]


def _take(
    session: Session, tenancy_id: UUID, step: str, *, on: date, now: datetime, seen: int | None, reach: Reach
) -> tuple[Tenancy, Dwelling]:
    found = queries.locked_tenancy(session, tenancy_id, reach)
    if found is None:
        raise TenancyUnknown
    tenancy, dwelling = found
    require_seen(tenancy.version, seen)
    before = queries.last_step_day(session, tenancy.id) or tenancy.since
    if on < max(before, tenancy.since):
        raise EndsBeforeItBegan(on=on, since=max(before, tenancy.since))
    tenancy.take(step)
    if tenancy.state == ENDED:
        tenancy.until, tenancy.end_reason, tenancy.end_recorded_at = on, step, now
    write_steps(session, [Taken(tenancy.id, step, on)], now=now)
    return tenancy, dwelling
