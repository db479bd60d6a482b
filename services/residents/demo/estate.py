"""The estate as it lives: who is where today, which flats stand empty, and what a month changes."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from services.residents.changes import (
    Exchange,
    Joining,
    Leaving,
    Member,
    MoveIn,
    MoveOut,
    RegisterChanges,
)
from services.residents.demo.buildings import DemoDwelling
from services.residents.demo.households import DemoHousehold, members, newcomer
from services.residents.demo.people import PeopleMaker

LEASE_YEARS: Final = 5
_DIES_FROM: Final = 75
_DEATH_SHARE: Final = 0.4


@dataclass(kw_only=True)
class _Free:
    dwelling: DemoDwelling
    since: date


class Estate:
    """Households and free dwellings. Every change notes what the register has to be told."""

    maker: PeopleMaker
    households: dict[UUID, DemoHousehold]

    def __init__(self, maker: PeopleMaker) -> None:
        self.maker = maker
        self.households = {}
        self._free: list[_Free] = []
        self._contracts = 0

    def copy(self, maker: PeopleMaker) -> "Estate":
        """The same estate to be played on; households and dwellings are values and are shared."""
        other = Estate(maker)
        other.households = dict(self.households)
        other._free = list(self._free)
        other._contracts = self._contracts
        return other

    @property
    def free_dwellings(self) -> list[DemoDwelling]:
        """Those nobody lives in."""
        return [free.dwelling for free in self._free]

    def add_dwelling(self, dwelling: DemoDwelling, since: date) -> None:
        """A dwelling that can be let from the day after on."""
        self._free.append(_Free(dwelling=dwelling, since=since))

    def move_in(self, changes: RegisterChanges, on: date, lease_ends: date) -> DemoHousehold | None:
        """A new household takes a dwelling that was free before; None if there is none."""
        dwelling = self._take_free(on)
        if dwelling is None:
            return None
        household = DemoHousehold(
            id=self.maker.new_id(),
            tenancy_id=self.maker.new_id(),
            contract_number=self._new_contract(on),
            dwelling=dwelling,
            since=on,
            lease_ends=lease_ends,
            members=members(self.maker, on),
        )
        self.households[household.id] = household
        changes.people += [member.person for member in household.members]
        changes.move_ins.append(
            MoveIn(
                household_id=household.id,
                tenancy_id=household.tenancy_id,
                dwelling_id=dwelling.id,
                contract_number=household.contract_number,
                since=on,
                lease_ends=lease_ends,
                members=tuple(
                    Member(person_id=each.person.id, relation=each.relation) for each in household.members
                ),
            )
        )
        return household

    def move_out(self, changes: RegisterChanges, household: DemoHousehold, on: date) -> None:
        """A household leaves for good; its dwelling can be let from the next day on."""
        del self.households[household.id]
        self.add_dwelling(household.dwelling, on)
        changes.move_outs.append(MoveOut(household_id=household.id, on=on))

    def exchange(self, changes: RegisterChanges, household: DemoHousehold, on: date) -> None:
        """A household moves within the estate and gets a new contract; nothing happens if all is let."""
        dwelling = self._take_free(on)
        if dwelling is None:
            return
        self.add_dwelling(household.dwelling, on)
        moved = replace(
            household,
            tenancy_id=self.maker.new_id(),
            contract_number=self._new_contract(on),
            dwelling=dwelling,
            since=on,
            lease_ends=lease_end(on, on),
        )
        self.households[household.id] = moved
        changes.exchanges.append(
            Exchange(
                household_id=moved.id,
                tenancy_id=moved.tenancy_id,
                dwelling_id=dwelling.id,
                contract_number=moved.contract_number,
                on=on,
                lease_ends=moved.lease_ends,
            )
        )

    def join(self, changes: RegisterChanges, household: DemoHousehold, on: date) -> None:
        """Somebody new lives with a household from now on."""
        member = newcomer(self.maker, household, on)
        self.households[household.id] = replace(household, members=(*household.members, member))
        changes.people.append(member.person)
        joined = Member(person_id=member.person.id, relation=member.relation)
        changes.joinings.append(Joining(household_id=household.id, member=joined, on=on))

    def leave(self, changes: RegisterChanges, household: DemoHousehold, on: date) -> None:
        """One of a household leaves it, never its tenant."""
        leaver = self.maker.rng.choice(household.members[1:])
        staying = tuple(member for member in household.members if member is not leaver)
        self.households[household.id] = replace(household, members=staying)
        age = (on - (leaver.person.birth_date or on)).days // 365
        died = age >= _DIES_FROM and self.maker.rng.random() < _DEATH_SHARE
        changes.leavings.append(
            Leaving(
                household_id=household.id,
                person_id=leaver.person.id,
                on=on,
                reason="died" if died else "left_household",
            )
        )

    def _take_free(self, on: date) -> DemoDwelling | None:
        """Any dwelling that was free before this day, evenly at random."""
        if not self._free:
            return None
        start = self.maker.rng.randrange(len(self._free))
        for place in (*range(start, len(self._free)), *range(start)):
            if self._free[place].since < on:
                self._free[place], self._free[-1] = self._free[-1], self._free[place]
                return self._free.pop().dwelling
        return None

    def _new_contract(self, on: date) -> str:
        self._contracts += 1
        return f"HF{on:%Y%m}-{self._contracts:05}"


def lease_end(since: date, later_than: date) -> date:
    """The last day of the current term of five years."""
    years = LEASE_YEARS
    while (end := _anniversary(since, years)) <= later_than:
        years += LEASE_YEARS
    return end


def _anniversary(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28)) - timedelta(days=1)
