"""Comparing a lease roster with the register: what must have happened between the two."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from chassis.ids import new_id
from chassis.personal import blind_index
from services.residents.changes import (
    Exchange,
    Joining,
    Leaving,
    Member,
    MoveIn,
    MoveOut,
    NewPerson,
    RegisterChanges,
)
from services.residents.imports.leaseholds import Lease, leases_of
from services.residents.imports.workbook import LeaseRoster, LeaseRow
from services.residents.queries import Occupancy, Occupant


@dataclass
class Comparison:
    """What the roster says has changed, and what it leaves in doubt."""

    changes: RegisterChanges = field(default_factory=RegisterChanges)
    in_doubt: set[str] = field(default_factory=set)
    """Addresses of households that were left as they are because a row of theirs is faulty or contradicts."""
    homes: dict[UUID, str] = field(default_factory=dict)
    """The address of every household that was there before."""


class Comparing:
    """One roster against one moment of the register."""

    def __init__(
        self,
        roster: LeaseRoster,
        *,
        occupancies: Iterable[Occupancy],
        dwellings: dict[str, UUID],
        known_people: dict[bytes, UUID],
        reserved: Collection[UUID] = (),
        as_of: date,
    ) -> None:
        self._as_of = as_of
        self._known = known_people
        self._reserved = reserved
        self._occupancies = list(occupancies)
        self._by_dwelling = {each.dwelling_id: each for each in self._occupancies}
        self._by_person = {member.person_id: each for each in self._occupancies for member in each.members}
        self._by_tenant = {each.tenant.person_id: each for each in self._occupancies if each.tenant}
        self._leases = leases_of(roster, dwellings)
        self._lease_at = {lease.dwelling_id: lease for lease in self._leases}
        self._doubtful_contracts = {each.contract_number for each in roster.faults if each.contract_number}
        self._doubtful_addresses = {each.address_key for each in roster.faults if each.address_key}
        self._doubtful_people = {
            self._known.get(blind_index("id_number", each.id_number))
            for each in roster.faults
            if each.id_number
        }
        self._contracts = {row.contract_number for row in roster.rows}
        self._result = Comparison(homes={each.household_id: each.address for each in self._occupancies})
        self._homes: dict[UUID, UUID] = {}
        """Households that the roster still shows, and the dwelling it gives them."""
        self._released: set[UUID] = set()
        """People who leave their present household by what was found so far."""

    def run(self) -> Comparison:
        """Find all changes."""
        newcomers = []
        matched = []
        for lease in self._leases:
            household = self._household_of(lease)
            if household is None:
                newcomers.append(lease)
            else:
                self._homes[household.household_id] = lease.dwelling_id
                matched.append((lease, household))
        self._find_move_outs()
        for lease, household in matched:
            self._find_departures(lease, household)
        for lease, household in matched:
            self._find_exchange_and_joinings(lease, household)
        for lease in newcomers:
            self._find_move_in(lease)
        return self._result

    def _household_of(self, lease: Lease) -> Occupancy | None:
        """The household in the register that this lease is about."""
        person = self._person(lease.tenant)
        if person is not None:
            return self._by_tenant.get(person)
        there = self._by_dwelling.get(lease.dwelling_id)
        if there and there.tenant and there.tenant.name == lease.tenant.name:
            return there
        return None

    def _find_move_outs(self) -> None:
        for household in self._occupancies:
            if household.household_id in self._homes:
                continue
            if self._doubtful(household) or household.contract_number in self._contracts:
                self._result.in_doubt.add(household.address)
                continue
            successor = self._lease_at.get(household.dwelling_id)
            on = self._as_of
            if successor and household.since < successor.tenant.since <= self._as_of:
                on = successor.tenant.since
            if any(member.since > on for member in household.members):
                self._result.in_doubt.add(household.address)
                continue
            self._result.changes.move_outs.append(MoveOut(household_id=household.household_id, on=on))
            self._released.update(member.person_id for member in household.members)

    def _find_departures(self, lease: Lease, household: Occupancy) -> None:
        on_roster = [self._member(row, household) for row in lease.rows]
        missing = {member.person_id for member in household.members} - set(on_roster)
        if not missing:
            return
        if self._doubtful(household) or lease.tenant.contract_number in self._doubtful_contracts:
            self._result.in_doubt.add(household.address)
            return
        for member in household.members:
            if member.person_id in missing and member.since <= self._as_of:
                self._leave(household, member.person_id)

    def _find_exchange_and_joinings(self, lease: Lease, household: Occupancy) -> None:
        if household.dwelling_id != lease.dwelling_id:
            if self._taken(lease.dwelling_id):
                self._result.in_doubt.update((household.address, lease.tenant.address))
                return
            started = lease.tenant.since
            latest = max(member.since for member in household.members)
            self._result.changes.exchanges.append(
                Exchange(
                    household_id=household.household_id,
                    tenancy_id=new_id(),
                    dwelling_id=lease.dwelling_id,
                    contract_number=lease.tenant.contract_number,
                    on=started if latest <= started <= self._as_of else max(self._as_of, latest),
                    lease_ends=lease.tenant.lease_ends,
                )
            )
        for row in lease.rows:
            if self._member(row, household) is None and row.relation != "tenant":
                member = self._arriving(row)
                if member is None:
                    self._result.in_doubt.add(row.address)
                    continue
                self._result.changes.joinings.append(
                    Joining(
                        household_id=household.household_id,
                        member=member,
                        on=max(self._as_of, household.since),
                    )
                )

    def _find_move_in(self, lease: Lease) -> None:
        if self._taken(lease.dwelling_id):
            self._result.in_doubt.add(lease.tenant.address)
            return
        members = [self._arriving(row) for row in lease.rows]
        if any(member is None for member in members):
            self._result.in_doubt.add(lease.tenant.address)
            return
        self._result.changes.move_ins.append(
            MoveIn(
                household_id=new_id(),
                tenancy_id=new_id(),
                dwelling_id=lease.dwelling_id,
                contract_number=lease.tenant.contract_number,
                since=lease.tenant.since,
                lease_ends=lease.tenant.lease_ends,
                members=tuple(member for member in members if member),
            )
        )

    def _arriving(self, row: LeaseRow) -> Member | None:
        """Somebody new to a household; None while they are held by another household that is in doubt."""
        person_id = self._person(row)
        if person_id is None:
            person_id = new_id()
            if row.id_number:
                self._known[blind_index("id_number", row.id_number)] = person_id
            self._result.changes.people.append(
                NewPerson(
                    id=person_id,
                    name=row.name,
                    id_number=row.id_number,
                    phone=row.phone,
                    birth_date=row.birth_date,
                )
            )
        elif person_id in self._by_person and person_id not in self._released:
            household = self._by_person[person_id]
            tenant = household.tenant is not None and household.tenant.person_id == person_id
            if tenant or self._doubtful(household):
                return None
            self._leave(household, person_id)
        return Member(person_id=person_id, relation=row.relation)

    def _leave(self, household: Occupancy, person_id: UUID) -> None:
        self._released.add(person_id)
        self._result.changes.leavings.append(
            Leaving(household_id=household.household_id, person_id=person_id, on=self._as_of)
        )

    def _taken(self, dwelling_id: UUID) -> bool:
        """Whether a dwelling stays with the household that is there now, or is kept for one that has not come yet."""
        there = self._by_dwelling.get(dwelling_id)
        if there is None:
            return dwelling_id in self._reserved
        if there.tenant and there.tenant.person_id in self._released:
            return False
        return self._homes.get(there.household_id, dwelling_id) == dwelling_id

    def _doubtful(self, household: Occupancy) -> bool:
        return (
            household.contract_number in self._doubtful_contracts
            or household.address in self._doubtful_addresses
            or any(member.person_id in self._doubtful_people for member in household.members)
        )

    def _person(self, row: LeaseRow) -> UUID | None:
        return self._known.get(blind_index("id_number", row.id_number)) if row.id_number else None

    def _member(self, row: LeaseRow, household: Occupancy) -> UUID | None:
        """The member of a household a row is about: by ID number, else by name where one of the two has none."""
        person_id = self._person(row)
        if person_id is not None and any(each.person_id == person_id for each in household.members):
            return person_id
        return next((each.person_id for each in household.members if _same_name(each, row)), None)


def _same_name(member: Occupant, row: LeaseRow) -> bool:
    return member.name == row.name and not (member.has_id_number and row.id_number)
