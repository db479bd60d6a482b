"""Comparing a lease roster with the register: what must have happened between the two."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from services.residents.changes import Joining, MoveIn, MoveOut
from services.residents.imports.arriving import Arriving
from services.residents.imports.comparison import Comparison
from services.residents.imports.doubts import SUPERSEDED, Doubts
from services.residents.imports.exchanging import Exchanging
from services.residents.imports.following import Following
from services.residents.imports.homes import Homes
from services.residents.imports.leaseholds import Lease, leases_of, other_terms
from services.residents.imports.members import Numbers, Pairing, pair
from services.residents.imports.workbook import LeaseRoster
from services.residents.queries import Occupancy, Occupant, OnRecord


def compare(roster: LeaseRoster, *, free_from: Mapping[UUID, date], **register: Any) -> Comparison:
    """Find all changes, so that nobody on the roster is gone: who cannot come to where it has them stays at home."""
    staying = set[UUID]()
    while True:
        comparing = Comparing(roster, free_from=dict(free_from), staying=frozenset(staying), **register)
        found, lost = comparing.run(), comparing.lost()
        if lost <= staying:
            return found
        staying |= lost


class Comparing:
    """One roster against one moment of the register.

    What the register knows of days after the roster's is left alone, and nothing begins before that which was
    there has ended: the roster tells what is, seldom since when.
    """

    def __init__(
        self,
        roster: LeaseRoster,
        *,
        occupancies: Iterable[Occupancy],
        dwellings: dict[str, UUID],
        known_people: dict[bytes, UUID],
        living_elsewhere: Mapping[UUID, OnRecord],
        reserved: Collection[UUID] = (),
        free_from: dict[UUID, date],
        superseded: bool = False,
        staying: Collection[UUID] = (),
        as_of: date,
        today: date,
    ) -> None:
        self._as_of = as_of
        self._today = today
        self._superseded = superseded
        self._staying = staying
        self._occupancies = list(occupancies)
        self._by_tenant = {each.tenant.person_id: each for each in self._occupancies if each.tenant}
        self._homes = Homes(self._occupancies, reserved, free_from)
        self._leases, self._without_tenant = leases_of(roster, dwellings)
        self._lease_at = {lease.dwelling_id: lease for lease in self._leases}
        self._numbers = Numbers(known_people, roster.rows)
        self._doubts = Doubts(roster, known_people, self._occupancies, self._numbers)
        self._contracts = {row.contract_number for row in roster.rows}
        self._result = Comparison(
            homes={each.household_id: each.address for each in self._occupancies},
            versions={each.household_id: each.version for each in self._occupancies},
        )
        self._following = Following(self._result, superseded=superseded, as_of=as_of)
        self._arriving = Arriving(
            self._result, occupancies=self._occupancies, living_elsewhere=living_elsewhere,
            numbers=self._numbers, homes=self._homes, doubts=self._doubts, following=self._following,
            as_of=as_of,
        )  # fmt: skip

    def run(self) -> Comparison:
        """Find all changes."""
        for address in self._without_tenant:
            self._result.doubt(address, "faulty_row")
        found = [(lease, self._household_of(lease)) for lease in self._leases]
        clear = [each for each in found if not self._left_in_doubt(*each)]
        matched = [
            (lease, household, self._pairing(lease, household)) for lease, household in clear if household
        ]
        for lease, household, _ in matched:
            self._homes.give(household, lease.dwelling_id)
            self._arriving.note_tenant(household, lease.tenant)
        self._find_move_outs({household.household_id for _, household in found if household})
        for lease, household, pairing in matched:
            self._find_departures(lease, household, pairing)
        moving = [
            (lease, household)
            for lease, household, _ in matched
            if lease.dwelling_id != household.dwelling_id
        ]
        Exchanging(moving, self._homes, self._result, self._as_of).run()
        self._held_up = [each for lease, each in moving if self._homes.of(each) != lease.dwelling_id]
        for lease, household, pairing in matched:
            if household.dwelling_id == lease.dwelling_id:
                self._find_other_terms(lease, household)
            self._follow(household, pairing)
            if self._homes.of(household) == lease.dwelling_id:
                self._find_joinings(household, pairing)
        for lease, nobody in clear:
            if nobody is None:
                self._find_move_in(lease)
        if self._superseded:
            self._result.leave_all(
                SUPERSEDED, {lease.dwelling_id: lease.tenant.address for lease, _ in found}
            )
        return self._result

    def lost(self) -> set[UUID]:
        """Who would be gone and must not: the home in which the roster has them, or their own, is in doubt."""
        held_up = {member.person_id for each in self._held_up for member in each.members}
        homeless = self._arriving.gone - self._arriving.arrived
        return {each for each in homeless if each in held_up or self._numbers.on_roster(each)}

    def _left_in_doubt(self, lease: Lease, household: Occupancy | None) -> bool:
        """Leave a lease and its household as they are where it cannot be told who is meant; tells whether it did."""
        if any(map(self._numbers.told_twice, lease.rows)):
            why = "one_person_twice"
        elif household and self._doubts.about_contract(household, lease.tenant):
            why = "faulty_row"
        else:
            return False
        self._result.doubt(lease.tenant.address, why)
        if household:
            self._result.doubt(household.address, why)
        return True

    def _household_of(self, lease: Lease) -> Occupancy | None:
        """The household in the register that this lease is about."""
        person = self._numbers.holder(lease.tenant)
        if person is not None:
            return self._by_tenant.get(person)
        there = self._homes.at(lease.dwelling_id)
        return there if there and self._numbers.goes_on(there, lease.tenant) else None

    def _pairing(self, lease: Lease, household: Occupancy) -> Pairing:
        complete = not self._doubts.about(household, lease.tenant)
        return pair(lease, household, self._numbers, complete=complete)

    def _find_move_outs(self, stay: Collection[UUID]) -> None:
        for household in self._occupancies:
            if household.household_id in stay:
                continue
            latest = max([household.since, *(member.since for member in household.members)])
            if self._doubts.about(household) or any(map(self._may_be_faulty, household.members)):
                self._result.doubt(household.address, "faulty_row")
            elif any(member.person_id in self._staying for member in household.members):
                self._result.doubt(household.address, "awaited_elsewhere")
            elif household.contract_number in self._contracts:
                self._result.doubt(household.address, "contract_goes_on")
            elif latest > self._as_of:
                self._result.doubt(household.address, "newer_known")
            else:
                self._move_out(household, latest)

    def _move_out(self, household: Occupancy, latest: date) -> None:
        successor = self._lease_at.get(household.dwelling_id)
        on = self._as_of
        if successor and household.since < successor.tenant.since <= self._as_of:
            on = max(latest, successor.tenant.since)
        self._result.changes.move_outs.append(MoveOut(household_id=household.household_id, on=on))
        self._homes.vacate(household, on)
        for member in household.members:
            self._arriving.release(member.person_id, on)

    def _find_departures(self, lease: Lease, household: Occupancy, pairing: Pairing) -> None:
        for why in pairing.doubts:
            self._result.doubt(household.address, why)
        if pairing.doubts or not pairing.missing:
            return
        if self._doubts.about(household, lease.tenant):
            self._result.doubt(household.address, "faulty_row")
            return
        for member in pairing.missing:
            if self._may_be_faulty(member):
                self._result.doubt(household.address, "faulty_row")
            elif member.person_id in self._staying:
                if self._numbers.on_roster(member.person_id):
                    self._result.doubt(household.address, "awaited_elsewhere")
            elif member.since <= self._as_of:
                self._arriving.leave(household, member.person_id)

    def _may_be_faulty(self, member: Occupant) -> bool:
        """Whether a faulty row somewhere may be about somebody; it is not about who has a good one."""
        return not self._numbers.on_roster(member.person_id) and self._doubts.about_anywhere(member)

    def _find_other_terms(self, lease: Lease, household: Occupancy) -> None:
        terms = other_terms(lease, household, self._as_of)
        if terms is None:
            return
        if doubt := terms.doubt or (SUPERSEDED if self._superseded else None):
            self._result.doubt(household.address, doubt)
        elif terms.renewed:
            self._result.changes.renewals.append(terms.terms)
        else:
            self._result.changes.corrections.append(terms.terms)
            self._result.correct(household.address, *terms.fields)

    def _follow(self, household: Occupancy, pairing: Pairing) -> None:
        """Let the record of those who stay say what the roster says."""
        if pairing.doubts:
            return
        for each in pairing.pairs:
            self._following.person(each.row, each.member.known, by_number=each.by_number)
            self._following.relation(each, household)

    def _find_joinings(self, household: Occupancy, pairing: Pairing) -> None:
        if pairing.doubts:
            return
        for row in pairing.newcomers:
            if why := self._arriving.held_back(row):
                self._result.doubt(row.address, why)
                continue
            on = max(self._as_of, household.since)
            joining = Joining(household_id=household.household_id, member=self._arriving.member(row), on=on)
            self._result.changes.joinings.append(joining)

    def _find_move_in(self, lease: Lease) -> None:
        tenant, dwelling = lease.tenant, lease.dwelling_id
        since = max(
            [tenant.since, self._homes.free_from(dwelling), *map(self._arriving.free_from, lease.rows)]
        )
        held_back = {why for why in map(self._arriving.held_back, lease.rows) if why}
        if self._homes.taken(dwelling):
            held_back.add("dwelling_taken")
        elif self._homes.free_from(dwelling) > self._as_of:
            held_back.add("newer_known")
        elif tenant.since > self._today:
            held_back.add("not_begun")
        elif since > tenant.lease_ends:
            held_back.add("lease_over")
        for why in held_back:
            self._result.doubt(tenant.address, why)
        if held_back:
            return
        members = tuple(map(self._arriving.member, lease.rows))
        moving = MoveIn(
            household_id=new_id(), tenancy_id=new_id(), dwelling_id=dwelling, members=members, since=since,
            contract_number=tenant.contract_number, lease_ends=tenant.lease_ends,
        )  # fmt: skip
        self._result.changes.move_ins.append(moving)
