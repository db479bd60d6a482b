"""Comparing a lease roster with the register: what must have happened between the two."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from chassis.ids import new_id
from services.residents.changes import Joining, Leaving, Member, MoveIn, MoveOut, NewPerson
from services.residents.imports.comparison import Comparison
from services.residents.imports.doubts import SUPERSEDED, Doubts
from services.residents.imports.exchanging import Exchanging
from services.residents.imports.following import Following
from services.residents.imports.homes import Homes
from services.residents.imports.leaseholds import Lease, leases_of, other_terms
from services.residents.imports.members import Numbers, Pairing, pair
from services.residents.imports.workbook import LeaseRoster, LeaseRow
from services.residents.queries import Occupancy, OnRecord


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
        as_of: date,
        today: date,
    ) -> None:
        self._as_of = as_of
        self._today = today
        self._superseded = superseded
        self._elsewhere = living_elsewhere
        self._occupancies = list(occupancies)
        self._by_person = {member.person_id: each for each in self._occupancies for member in each.members}
        self._by_tenant = {each.tenant.person_id: each for each in self._occupancies if each.tenant}
        self._homes = Homes(self._occupancies, reserved, free_from)
        self._leases = leases_of(roster, dwellings)
        self._lease_at = {lease.dwelling_id: lease for lease in self._leases}
        self._doubts = Doubts(roster, known_people, self._occupancies)
        self._numbers = Numbers(known_people, roster.rows)
        self._contracts = {row.contract_number for row in roster.rows}
        self._result = Comparison(homes={each.household_id: each.address for each in self._occupancies})
        self._following = Following(self._result, superseded=superseded, as_of=as_of)
        self._tenant_rows: dict[UUID, LeaseRow] = {}
        """Of the households that are on the roster."""
        self._released: set[UUID] = set()
        """People who leave their present household by what was found so far."""

    def run(self) -> Comparison:
        """Find all changes."""
        found = [(lease, self._household_of(lease)) for lease in self._leases]
        matched = [
            (lease, household, self._pairing(lease, household)) for lease, household in found if household
        ]
        for lease, household, _ in matched:
            self._homes.give(household, lease.dwelling_id)
            self._tenant_rows[household.household_id] = lease.tenant
        self._find_move_outs({household.household_id for _, household, _ in matched})
        for lease, household, pairing in matched:
            self._find_departures(lease, household, pairing)
        moving = [
            (lease, household)
            for lease, household, _ in matched
            if lease.dwelling_id != household.dwelling_id
        ]
        Exchanging(moving, self._homes, self._result, self._as_of).run()
        for lease, household, pairing in matched:
            if household.dwelling_id == lease.dwelling_id:
                self._find_other_terms(lease, household)
            self._follow(household, pairing)
            if self._homes.of(household) == lease.dwelling_id:
                self._find_joinings(household, pairing)
        for lease, nobody in found:
            if nobody is None:
                self._find_move_in(lease)
        if self._superseded:
            self._result.leave_all(
                SUPERSEDED, {lease.dwelling_id: lease.tenant.address for lease, _ in found}
            )
        return self._result

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
            if self._doubts.about(household) or any(map(self._doubts.about_anywhere, household.members)):
                self._result.doubt(household.address, "faulty_row")
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
            self._release(member.person_id, on)

    def _find_departures(self, lease: Lease, household: Occupancy, pairing: Pairing) -> None:
        for why in pairing.doubts:
            self._result.doubt(household.address, why)
        if pairing.doubts or not pairing.missing:
            return
        if self._doubts.about(household, lease.tenant):
            self._result.doubt(household.address, "faulty_row")
            return
        for member in pairing.missing:
            if self._doubts.about_anywhere(member):
                self._result.doubt(household.address, "faulty_row")
            elif member.since <= self._as_of:
                self._leave(household, member.person_id)

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
            if why := self._held_back(row):
                self._result.doubt(row.address, why)
                continue
            on = max(self._as_of, household.since)
            joining = Joining(household_id=household.household_id, member=self._arriving(row), on=on)
            self._result.changes.joinings.append(joining)

    def _find_move_in(self, lease: Lease) -> None:
        tenant, dwelling = lease.tenant, lease.dwelling_id
        since = max([tenant.since, self._homes.free_from(dwelling), *map(self._can_come_from, lease.rows)])
        held_back = {why for why in map(self._held_back, lease.rows) if why}
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
        members = tuple(map(self._arriving, lease.rows))
        moving = MoveIn(
            household_id=new_id(), tenancy_id=new_id(), dwelling_id=dwelling, members=members, since=since,
            contract_number=tenant.contract_number, lease_ends=tenant.lease_ends,
        )  # fmt: skip
        self._result.changes.move_ins.append(moving)

    def _can_come_from(self, row: LeaseRow) -> date:
        """The first day on which somebody can be in another home: who lives in one leaves it on the roster's day."""
        person_id = self._numbers.holder(row)
        if person_id in self._by_person and person_id not in self._released:
            return self._as_of
        return self._homes.free_from(person_id) if person_id else date.min

    def _held_back(self, row: LeaseRow) -> str | None:
        """Why somebody cannot come to a household: another one has them, or had them after the roster's day."""
        person_id = self._numbers.holder(row)
        if person_id is None:
            return None
        household = self._by_person.get(person_id)
        if household is None or person_id in self._released:
            return "newer_known" if self._homes.free_from(person_id) > self._as_of else None
        member = next(each for each in household.members if each.person_id == person_id)
        if member.since > self._as_of:
            return "newer_known"
        unclear = self._doubts.about(household, self._tenant_rows.get(household.household_id))
        return "lives_elsewhere" if member == household.tenant or unclear else None

    def _arriving(self, row: LeaseRow) -> Member:
        """Somebody new to a household whom nothing holds back."""
        person_id = self._numbers.holder(row)
        if person_id is None:
            return Member(person_id=self._recorded(row), relation=row.relation)
        household = self._by_person.get(person_id)
        known = self._elsewhere.get(person_id)
        if household is not None:
            known = next(each.known for each in household.members if each.person_id == person_id)
            if person_id not in self._released:
                self._leave(household, person_id)
        if known is not None:
            self._following.person(row, known, by_number=True)
        return Member(person_id=person_id, relation=row.relation)

    def _recorded(self, row: LeaseRow) -> UUID:
        new = NewPerson(
            id=new_id(), name=row.name, id_type=row.id_type, id_number=row.id_number, phone=row.phone,
            birth_date=row.birth_date,
        )  # fmt: skip
        self._result.changes.people.append(new)
        return new.id

    def _leave(self, household: Occupancy, person_id: UUID) -> None:
        self._release(person_id, self._as_of)
        self._result.changes.leavings.append(
            Leaving(household_id=household.household_id, person_id=person_id, on=self._as_of)
        )

    def _release(self, person_id: UUID, on: date) -> None:
        self._released.add(person_id)
        self._homes.leave(person_id, on)
