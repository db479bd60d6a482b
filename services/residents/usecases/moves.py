"""What each kind of change does at the desk."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from contracts.residents import ResidentChangedHousehold, ResidentExchangedDwelling
from services.residents import queries
from services.residents.changes import (
    CheckIn,
    Exchange,
    HouseholdJoining,
    Joining,
    Leaving,
    Member,
    MoveIn,
    MoveOut,
    Split,
)
from services.residents.errors import (
    EndsBeforeItBegan,
    HouseholdNeedsOneTenant,
    SomebodyMustGo,
    TenantCannotLeaveAlone,
    TenantStays,
)
from services.residents.usecases.desk import Desk
from services.residents.usecases.new_homes import new_home


def move_out(desk: Desk, move: MoveOut) -> None:
    """End a tenancy and all stays under it."""
    tenancy = desk.end_tenancy(move.household_id, move.on, move.reason, step="move_out")
    for stay in list(desk.stays[move.household_id].values()):
        desk.depart(stay, tenancy.dwelling_id, move.on, move.reason)


def leave(desk: Desk, leaving: Leaving) -> None:
    """End one member's stay."""
    tenancy = desk.tenancy(leaving.household_id)
    stay = desk.stay_of(leaving.household_id, leaving.person_id)
    if stay.relation == "tenant":
        raise TenantCannotLeaveAlone
    desk.touched.add(tenancy.id)
    desk.depart(stay, tenancy.dwelling_id, leaving.on, leaving.reason)


def exchange(desk: Desk, exchanges: Sequence[Exchange]) -> None:
    """Let households change dwellings, all at once: one may take what another leaves."""
    left = [desk.end_tenancy(each.household_id, each.on, "exchanged", step="exchange") for each in exchanges]
    for old, exchange in zip(left, exchanges, strict=True):
        _exchange(desk, old, exchange)


def join(desk: Desk, joining: Joining) -> None:
    """Begin a stay under a tenancy that is there."""
    tenancy = desk.tenancy(joining.household_id)
    if joining.member.relation == "tenant":
        raise HouseholdNeedsOneTenant
    if joining.on < tenancy.since:
        raise EndsBeforeItBegan(on=joining.on, since=tenancy.since)
    desk.touched.add(tenancy.id)
    desk.arrive(joining.household_id, tenancy.dwelling_id, joining.member, joining.on)


def move_in(desk: Desk, move: MoveIn) -> None:
    """Begin a tenancy and its first stays."""
    tenants = [each.person_id for each in move.members if each.relation == "tenant"]
    if len(tenants) != 1:
        raise HouseholdNeedsOneTenant
    desk.new_households.append({"id": move.household_id, "tenant_id": desk.kept[tenants[0]], "version": 0})
    desk.tenancies[move.household_id] = desk.begin_tenancy(
        move.household_id,
        move.tenancy_id,
        move.dwelling_id,
        move.contract_number,
        move.since,
        move.lease_ends,
    )
    desk.stays[move.household_id] = {}
    for member in move.members:
        desk.arrive(move.household_id, move.dwelling_id, member, move.since)


def check_in(desk: Desk, coming: CheckIn) -> None:
    """Begin the first stays under a tenancy that was signed before."""
    tenancy = desk.tenancy(coming.household_id)
    if [each.relation for each in coming.members].count("tenant") != 1:
        raise HouseholdNeedsOneTenant
    for member in coming.members:
        desk.arrive(coming.household_id, tenancy.dwelling_id, member, coming.on)


def split(desk: Desk, split: Split) -> None:
    """Let some members of a household have one of their own, in another dwelling."""
    desk.touched.add(desk.tenancy(split.household_id).id)
    if [each.relation for each in split.members].count("tenant") != 1:
        raise HouseholdNeedsOneTenant
    chosen = next(each.person_id for each in split.members if each.relation == "tenant")
    tenant = desk.stay_of(split.household_id, chosen).person_id
    desk.new_households.append({"id": split.new_household_id, "tenant_id": tenant, "version": 0})
    desk.tenancies[split.new_household_id] = desk.begin_tenancy(
        split.new_household_id, split.tenancy_id, split.dwelling_id, split.contract_number, split.on,
        split.lease_ends,
    )  # fmt: skip
    desk.stays[split.new_household_id] = {}
    for member in split.members:
        stay = desk.stay_of(split.household_id, member.person_id)
        if stay.relation == "tenant":
            raise TenantStays
        _change_household(desk, stay, split.new_household_id, split.dwelling_id, member, split.on)


def join_households(desk: Desk, joined: HouseholdJoining) -> None:
    """Let a household become a part of another, all its members at once."""
    into = desk.tenancy(joined.into_household_id)
    if joined.on < into.since:
        raise EndsBeforeItBegan(on=joined.on, since=into.since)
    if joined.household_id == joined.into_household_id:
        raise SomebodyMustGo
    members = {desk.kept[each.person_id]: each for each in joined.members}
    leaving = list(desk.stays[joined.household_id].values())
    if members.keys() != {desk.kept[each.person_id] for each in leaving}:
        raise SomebodyMustGo
    if any(each.relation == "tenant" for each in joined.members):
        raise HouseholdNeedsOneTenant
    desk.touched.add(into.id)
    desk.end_tenancy(joined.household_id, joined.on, "joined", step="join_household")
    for stay in leaving:
        member = members[desk.kept[stay.person_id]]
        _change_household(desk, stay, joined.into_household_id, into.dwelling_id, member, joined.on)


def _exchange(desk: Desk, old: queries.OpenTenancy, exchange: Exchange) -> None:
    desk.tenancies[exchange.household_id] = new_home(desk, old, exchange)
    source, target = desk.place(old.dwelling_id), desk.place(exchange.dwelling_id)
    for stay in list(desk.stays[exchange.household_id].values()):
        desk.end_stay(stay, exchange.on, "exchanged")
        member = Member(person_id=stay.person_id, relation=stay.relation)
        new = desk.begin_stay(exchange.household_id, exchange.dwelling_id, member, exchange.on)
        moved = ResidentExchangedDwelling(
            person_id=stay.person_id,
            household_id=exchange.household_id,
            from_stay_id=stay.id,
            from_dwelling_id=old.dwelling_id,
            from_area=source.path,
            from_grid=source.grid_path,
            from_since=stay.since,
            stay_id=new.id,
            dwelling_id=exchange.dwelling_id,
            area=target.path,
            grid=target.grid_path,
            since=exchange.on,
        )
        desk.announce(moved, stay.person_id)


def _change_household(
    desk: Desk, stay: queries.OpenStay, household_id: UUID, dwelling_id: UUID, member: Member, on: date
) -> None:
    """Let somebody go over to another household, and to its dwelling."""
    source, target = desk.place(desk.homes[stay.household_id]), desk.place(dwelling_id)
    desk.end_stay(stay, on, "changed_household")
    member = replace(member, person_id=stay.person_id)
    new = desk.begin_stay(household_id, dwelling_id, member, on)
    changed = ResidentChangedHousehold(
        person_id=stay.person_id,
        from_household_id=stay.household_id,
        from_stay_id=stay.id,
        from_dwelling_id=source.id,
        from_area=source.path,
        from_grid=source.grid_path,
        from_since=stay.since,
        household_id=household_id,
        stay_id=new.id,
        dwelling_id=dwelling_id,
        area=target.path,
        grid=target.grid_path,
        since=on,
    )
    desk.announce(changed, stay.person_id)
