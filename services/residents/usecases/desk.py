"""The desk at which changes to the register are worked out before any of them is written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from chassis import clock
from chassis.access import Reach
from chassis.aliases import people_of
from chassis.bulk import insert_rows
from chassis.contracts import Event
from chassis.events.outbox import announce_all
from chassis.ids import new_id
from chassis.versions import require_seen
from contracts.residents import ResidentMovedIn, ResidentMovedOut
from services.residents import queries
from services.residents.changes import Member, RegisterChanges, RelationTold
from services.residents.errors import (
    DwellingOccupied,
    DwellingUnknown,
    EndsBeforeItBegan,
    HouseholdNeedsOneTenant,
    HouseholdNotHere,
    LeaseEndsTooEarly,
    PersonLivesHere,
    PersonNotInHousehold,
    PersonUnknown,
)
from services.residents.models import FormerLease, Household, Stay, Tenancy
from services.residents.models.tenancies import ACTIVE, state_after
from services.residents.usecases import closing


@dataclass
class Desk:
    """The part of the register that some changes touch, and what they make of it."""

    tenancies: dict[UUID, queries.OpenTenancy]
    stays: dict[UUID, dict[UUID, queries.OpenStay]]
    dwellings: dict[UUID, queries.DwellingPlace]
    occupied: dict[UUID, UUID]
    versions: dict[UUID, int]
    kept: dict[UUID, UUID]
    """Ids of all concerned, each with that of the record that is kept."""
    at_home: set[UUID]
    """By the ids of the records that are kept."""
    homes: dict[UUID, UUID] = field(default_factory=dict)
    """The dwelling of each household as it was found."""
    new_households: list[dict[str, Any]] = field(default_factory=list)
    new_tenancies: list[dict[str, Any]] = field(default_factory=list)
    new_stays: list[dict[str, Any]] = field(default_factory=list)
    new_terms: list[dict[str, Any]] = field(default_factory=list)
    former_leases: list[dict[str, Any]] = field(default_factory=list)
    reservations: dict[UUID, queries.Reservation] = field(default_factory=dict)
    """What dwellings to exchange into are kept for."""
    taken_up: list[dict[str, Any]] = field(default_factory=list)
    given_up: list[UUID] = field(default_factory=list)
    """Households that never came to be: what was kept for them is another one's."""
    ended_tenancies: list[closing.End] = field(default_factory=list)
    taken: list[closing.Taken] = field(default_factory=list)
    ended_stays: list[closing.End] = field(default_factory=list)
    touched: set[UUID] = field(default_factory=set)
    """Tenancies whose household has other members now: who has seen it before has seen something else."""
    related: list[closing.Related] = field(default_factory=list)
    steps: Counter[UUID] = field(default_factory=Counter)
    events: list[tuple[Event, int]] = field(default_factory=list)

    @classmethod
    def open(cls, session: Session, changes: RegisterChanges, reach: Reach) -> "Desk":
        """Read and lock all that the changes will touch; what is not within reach is not there.

        Raises ChangedMeanwhile for a household that is no longer what it was when it was looked at.
        """
        queries.share_map(session)
        households = changes.households
        tenancies = queries.open_tenancies(session, households)
        for each in changes.seen.keys() & tenancies.keys():
            require_seen(tenancies[each].version, changes.seen[each])
        stays = queries.open_stays(session, households)
        reservations = queries.reservations(session, [each.dwelling_id for each in changes.exchanges])
        waiting = {each.tenant_id for each in reservations.values()}
        present = {person for members in stays.values() for person in members}
        kept = people_of(session, {*present, *changes.arriving, *changes.leaving, *waiting})
        people = present | {kept[each] for each in changes.arriving}
        dwellings = [*changes.dwellings, *(each.dwelling_id for each in tenancies.values())]
        return cls(
            tenancies=tenancies,
            stays=stays,
            dwellings=queries.dwelling_places(session, dwellings, reach),
            occupied=queries.occupants(session, changes.dwellings),
            versions=queries.locked_versions(session, people, reach),
            kept=kept,
            reservations=reservations,
            at_home=queries.at_home(session, people),
            homes={each.household_id: each.dwelling_id for each in tenancies.values()},
        )

    def write(self, session: Session) -> None:
        """Write everything down: ends before beginnings, so that a dwelling is free when it is taken."""
        now = clock.now()
        closing.write_relations(session, self.related, now=now)
        closing.write_ends(session, Tenancy, self.ended_tenancies, now=now)
        closing.write_ends(session, Stay, self.ended_stays, now=now)
        for row in (*self.new_tenancies, *self.new_stays):
            row["recorded_at"] = now
        for row in self.former_leases:
            row["replaced_at"] = now
        if self.new_terms:
            session.execute(update(Tenancy), self.new_terms)
        if self.taken_up:
            session.execute(update(Tenancy), self.taken_up)
            session.execute(delete(Household).where(Household.id.in_(self.given_up)))
        closing.write_touched(session, self.touched)
        insert_rows(session, FormerLease, self.former_leases)
        insert_rows(session, Household, self.new_households)
        insert_rows(session, Tenancy, self.new_tenancies)
        insert_rows(session, Stay, self.new_stays)
        closing.write_steps(session, self.taken, now=now)
        closing.write_versions(session, self.steps)
        announce_all(session, self.events)

    def tenancy(self, household_id: UUID) -> queries.OpenTenancy:
        """The running tenancy of a household. Raises HouseholdNotHere."""
        tenancy = self.tenancies.get(household_id)
        if tenancy is None or tenancy.dwelling_id not in self.dwellings:
            raise HouseholdNotHere
        return tenancy

    def place(self, dwelling_id: UUID) -> queries.DwellingPlace:
        """Where a dwelling lies. Raises DwellingUnknown."""
        if dwelling_id not in self.dwellings:
            raise DwellingUnknown
        return self.dwellings[dwelling_id]

    def stay_of(self, household_id: UUID, person_id: UUID) -> queries.OpenStay:
        """The stay of a member, under whatever id. Raises PersonNotInHousehold."""
        wanted = self.kept[person_id]
        for stay in self.stays[household_id].values():
            if self.kept[stay.person_id] == wanted:
                return stay
        raise PersonNotInHousehold

    def end_tenancy(self, household_id: UUID, on: date, reason: str, *, step: str) -> queries.OpenTenancy:
        """End a tenancy, so that its dwelling is free. Raises HouseholdNotHere, EndsBeforeItBegan, StepOutOfOrder."""
        tenancy = self.tenancy(household_id)
        if on < tenancy.since:
            raise EndsBeforeItBegan(on=on, since=tenancy.since)
        state_after(tenancy.state, step)
        del self.tenancies[household_id]
        self.occupied.pop(tenancy.dwelling_id, None)
        self.ended_tenancies.append(closing.End(tenancy.id, on, reason))
        self.taken.append(closing.Taken(tenancy.id, step, on))
        return tenancy

    def begin_tenancy(
        self,
        household_id: UUID,
        tenancy_id: UUID,
        dwelling_id: UUID,
        contract: str,
        since: date,
        ends: date,
        *,
        version: int = 1,
    ) -> queries.OpenTenancy:
        """Begin a tenancy of a free dwelling. Raises DwellingUnknown, DwellingOccupied, LeaseEndsTooEarly."""
        place = self.place(dwelling_id)
        if dwelling_id in self.occupied:
            raise DwellingOccupied(address=place.address)
        if ends < since:
            raise LeaseEndsTooEarly(lease_ends=ends, since=since)
        self.occupied[dwelling_id] = household_id
        self.new_tenancies.append(
            {"id": tenancy_id, "household_id": household_id, "dwelling_id": dwelling_id,
             "contract_number": contract, "since": since, "lease_ends": ends, "state": ACTIVE,
             "version": version}
        )  # fmt: skip
        self.taken.append(closing.Taken(tenancy_id, "move_in", since))
        return queries.OpenTenancy(
            tenancy_id, household_id, dwelling_id, since, ACTIVE, version, contract, ends
        )

    def relate(self, told: Sequence[RelationTold]) -> None:
        """Let members have stood otherwise to the tenant all the time.

        Raises HouseholdNotHere, HouseholdNeedsOneTenant.
        """
        for each in told:
            self.tenancy(each.household_id)
            stay = self.stay_of(each.household_id, each.person_id)
            if "tenant" in {stay.relation, each.relation}:
                raise HouseholdNeedsOneTenant
            self.stays[each.household_id][stay.person_id] = stay._replace(relation=each.relation)
            self.related.append(closing.Related(stay.id, stay.relation, each.relation, stay.since))

    def arrive(self, household_id: UUID, dwelling_id: UUID, member: Member, on: date) -> None:
        """Begin the stay of somebody who did not live here. Raises PersonUnknown, PersonLivesHere."""
        member = replace(member, person_id=self.kept[member.person_id])
        if member.person_id not in self.versions:
            raise PersonUnknown
        if member.person_id in self.at_home:
            raise PersonLivesHere
        place = self.place(dwelling_id)
        stay = self.begin_stay(household_id, dwelling_id, member, on)
        moved_in = ResidentMovedIn(
            person_id=stay.person_id, household_id=household_id, stay_id=stay.id, dwelling_id=dwelling_id,
            area=place.path, grid=place.grid_path, since=on,
        )  # fmt: skip
        self.announce(moved_in, stay.person_id)

    def depart(self, stay: queries.OpenStay, dwelling_id: UUID, on: date, reason: str) -> None:
        """End the stay of somebody who leaves the community."""
        place = self.place(dwelling_id)
        self.end_stay(stay, on, reason)
        moved_out = ResidentMovedOut(
            person_id=stay.person_id, household_id=stay.household_id, stay_id=stay.id, dwelling_id=dwelling_id,
            area=place.path, grid=place.grid_path, since=stay.since, until=on, reason=reason,
        )  # fmt: skip
        self.announce(moved_out, stay.person_id)

    def begin_stay(self, household_id: UUID, dwelling_id: UUID, member: Member, on: date) -> queries.OpenStay:
        """Begin a stay of a member."""
        stay = queries.OpenStay(new_id(), member.person_id, household_id, member.relation, on)
        self.stays[household_id][member.person_id] = stay
        self.at_home.add(self.kept[member.person_id])
        self.new_stays.append(
            {"id": stay.id, "person_id": stay.person_id, "household_id": household_id,
             "dwelling_id": dwelling_id, "relation": stay.relation, "since": on}
        )  # fmt: skip
        return stay

    def end_stay(self, stay: queries.OpenStay, on: date, reason: str) -> None:
        """End a stay, for whatever follows. Raises EndsBeforeItBegan."""
        if on < stay.since:
            raise EndsBeforeItBegan(on=on, since=stay.since)
        self.stays[stay.household_id].pop(stay.person_id, None)
        self.at_home.discard(self.kept[stay.person_id])
        self.ended_stays.append(closing.End(stay.id, on, reason))

    def announce(self, event: Event, person_id: UUID) -> None:
        """Announce a fact about a person, under their next version."""
        self.steps[person_id] += 1
        self.events.append((event, self.versions[person_id] + self.steps[person_id]))
