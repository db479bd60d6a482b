"""The desk at which changes to the register are worked out before any of them is written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.access import Reach
from chassis.aliases import people_of
from chassis.bulk import insert_rows
from chassis.contracts import Event
from chassis.events.outbox import announce_all
from chassis.ids import new_id
from contracts.residents import ResidentExchangedDwelling, ResidentMovedIn, ResidentMovedOut
from services.residents import queries
from services.residents.changes import Exchange, Joining, Leaving, Member, MoveIn, MoveOut, RegisterChanges
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
    TenantCannotLeaveAlone,
)
from services.residents.models import Household, Stay, Tenancy
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
    new_households: list[dict[str, Any]] = field(default_factory=list)
    new_tenancies: list[dict[str, Any]] = field(default_factory=list)
    new_stays: list[dict[str, Any]] = field(default_factory=list)
    ended_tenancies: list[closing.End] = field(default_factory=list)
    ended_stays: list[closing.End] = field(default_factory=list)
    steps: Counter[UUID] = field(default_factory=Counter)
    events: list[tuple[Event, int]] = field(default_factory=list)

    @classmethod
    def open(cls, session: Session, changes: RegisterChanges, reach: Reach) -> "Desk":
        """Read and lock all that the changes will touch; what is not within reach is not there."""
        households = changes.households
        tenancies = queries.open_tenancies(session, households)
        stays = queries.open_stays(session, households)
        present = {person for members in stays.values() for person in members}
        kept = people_of(session, {*present, *changes.arriving, *changes.leaving})
        people = present | {kept[each] for each in changes.arriving}
        dwellings = [*changes.dwellings, *(each.dwelling_id for each in tenancies.values())]
        return cls(
            tenancies=tenancies,
            stays=stays,
            dwellings=queries.dwelling_places(session, dwellings, reach),
            occupied=queries.occupants(session, changes.dwellings),
            versions=queries.locked_versions(session, people, reach),
            kept=kept,
            at_home=queries.at_home(session, people),
        )

    def move_out(self, move: MoveOut) -> None:
        """End a tenancy and all stays under it."""
        tenancy = self._end_tenancy(move.household_id, move.on, move.reason)
        for stay in list(self.stays[move.household_id].values()):
            self._depart(stay, tenancy.dwelling_id, move.on, move.reason)

    def leave(self, leaving: Leaving) -> None:
        """End one member's stay."""
        tenancy = self._tenancy(leaving.household_id)
        members = self.stays[leaving.household_id].values()
        wanted = self.kept[leaving.person_id]
        stay = next((each for each in members if self.kept[each.person_id] == wanted), None)
        if stay is None:
            raise PersonNotInHousehold
        if stay.relation == "tenant":
            raise TenantCannotLeaveAlone
        self._depart(stay, tenancy.dwelling_id, leaving.on, leaving.reason)

    def exchange(self, exchanges: Sequence[Exchange]) -> None:
        """Let households change dwellings, all at once: one may take what another leaves."""
        left = [self._end_tenancy(each.household_id, each.on, "exchanged") for each in exchanges]
        for old, exchange in zip(left, exchanges, strict=True):
            self._exchange(old, exchange)

    def join(self, joining: Joining) -> None:
        """Begin a stay under a tenancy that is there."""
        tenancy = self._tenancy(joining.household_id)
        if joining.member.relation == "tenant":
            raise HouseholdNeedsOneTenant
        if joining.on < tenancy.since:
            raise EndsBeforeItBegan(on=joining.on, since=tenancy.since)
        self._arrive(joining.household_id, tenancy.dwelling_id, joining.member, joining.on)

    def move_in(self, move: MoveIn) -> None:
        """Begin a tenancy and its first stays."""
        tenants = [each.person_id for each in move.members if each.relation == "tenant"]
        if len(tenants) != 1:
            raise HouseholdNeedsOneTenant
        self.new_households.append({"id": move.household_id, "tenant_id": self.kept[tenants[0]]})
        self.tenancies[move.household_id] = self._begin_tenancy(
            move.household_id,
            move.tenancy_id,
            move.dwelling_id,
            move.contract_number,
            move.since,
            move.lease_ends,
        )
        self.stays[move.household_id] = {}
        for member in move.members:
            self._arrive(move.household_id, move.dwelling_id, member, move.since)

    def write(self, session: Session) -> None:
        """Write everything down: ends before beginnings, so that a dwelling is free when it is taken."""
        closing.write_ends(session, Tenancy, self.ended_tenancies)
        closing.write_ends(session, Stay, self.ended_stays)
        insert_rows(session, Household, self.new_households)
        insert_rows(session, Tenancy, self.new_tenancies)
        insert_rows(session, Stay, self.new_stays)
        closing.write_versions(session, self.steps)
        announce_all(session, self.events)

    def _exchange(self, old: queries.OpenTenancy, exchange: Exchange) -> None:
        self.tenancies[exchange.household_id] = self._begin_tenancy(
            exchange.household_id, exchange.tenancy_id, exchange.dwelling_id, exchange.contract_number,
            exchange.on, exchange.lease_ends,
        )  # fmt: skip
        source, target = self._place(old.dwelling_id), self._place(exchange.dwelling_id)
        for stay in list(self.stays[exchange.household_id].values()):
            self._end_stay(stay, exchange.on, "exchanged")
            member = Member(person_id=stay.person_id, relation=stay.relation)
            new = self._begin_stay(exchange.household_id, exchange.dwelling_id, member, exchange.on)
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
            self._announce(moved, stay.person_id)

    def _tenancy(self, household_id: UUID) -> queries.OpenTenancy:
        tenancy = self.tenancies.get(household_id)
        if tenancy is None or tenancy.dwelling_id not in self.dwellings:
            raise HouseholdNotHere
        return tenancy

    def _place(self, dwelling_id: UUID) -> queries.DwellingPlace:
        if dwelling_id not in self.dwellings:
            raise DwellingUnknown
        return self.dwellings[dwelling_id]

    def _end_tenancy(self, household_id: UUID, on: date, reason: str) -> queries.OpenTenancy:
        tenancy = self._tenancy(household_id)
        if on < tenancy.since:
            raise EndsBeforeItBegan(on=on, since=tenancy.since)
        del self.tenancies[household_id]
        self.occupied.pop(tenancy.dwelling_id, None)
        self.ended_tenancies.append(closing.End(tenancy.id, on, reason))
        return tenancy

    def _begin_tenancy(
        self, household_id: UUID, tenancy_id: UUID, dwelling_id: UUID, contract: str, since: date, ends: date
    ) -> queries.OpenTenancy:
        place = self._place(dwelling_id)
        if dwelling_id in self.occupied:
            raise DwellingOccupied(address=place.address)
        if ends < since:
            raise LeaseEndsTooEarly(lease_ends=ends, since=since)
        self.occupied[dwelling_id] = household_id
        self.new_tenancies.append(
            {"id": tenancy_id, "household_id": household_id, "dwelling_id": dwelling_id,
             "contract_number": contract, "since": since, "lease_ends": ends}
        )  # fmt: skip
        return queries.OpenTenancy(tenancy_id, household_id, dwelling_id, since)

    def _arrive(self, household_id: UUID, dwelling_id: UUID, member: Member, on: date) -> None:
        member = replace(member, person_id=self.kept[member.person_id])
        if member.person_id not in self.versions:
            raise PersonUnknown
        if member.person_id in self.at_home:
            raise PersonLivesHere
        place = self._place(dwelling_id)
        stay = self._begin_stay(household_id, dwelling_id, member, on)
        moved_in = ResidentMovedIn(
            person_id=stay.person_id, household_id=household_id, stay_id=stay.id, dwelling_id=dwelling_id,
            area=place.path, grid=place.grid_path, since=on,
        )  # fmt: skip
        self._announce(moved_in, stay.person_id)

    def _depart(self, stay: queries.OpenStay, dwelling_id: UUID, on: date, reason: str) -> None:
        place = self._place(dwelling_id)
        self._end_stay(stay, on, reason)
        moved_out = ResidentMovedOut(
            person_id=stay.person_id, household_id=stay.household_id, stay_id=stay.id, dwelling_id=dwelling_id,
            area=place.path, grid=place.grid_path, since=stay.since, until=on, reason=reason,
        )  # fmt: skip
        self._announce(moved_out, stay.person_id)

    def _begin_stay(
        self, household_id: UUID, dwelling_id: UUID, member: Member, on: date
    ) -> queries.OpenStay:
        stay = queries.OpenStay(new_id(), member.person_id, household_id, member.relation, on)
        self.stays[household_id][member.person_id] = stay
        self.at_home.add(self.kept[member.person_id])
        self.new_stays.append(
            {"id": stay.id, "person_id": stay.person_id, "household_id": household_id,
             "dwelling_id": dwelling_id, "relation": stay.relation, "since": on}
        )  # fmt: skip
        return stay

    def _end_stay(self, stay: queries.OpenStay, on: date, reason: str) -> None:
        if on < stay.since:
            raise EndsBeforeItBegan(on=on, since=stay.since)
        self.stays[stay.household_id].pop(stay.person_id, None)
        self.at_home.discard(self.kept[stay.person_id])
        self.ended_stays.append(closing.End(stay.id, on, reason))

    def _announce(self, event: Event, person_id: UUID) -> None:
        self.steps[person_id] += 1
        self.events.append((event, self.versions[person_id] + self.steps[person_id]))
