"""Households that a roster shows in another dwelling: when each of them changed over."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from chassis.ids import new_id
from services.residents.changes import Exchange
from services.residents.imports.comparison import Comparison
from services.residents.imports.homes import Homes
from services.residents.imports.leaseholds import Lease
from services.residents.models.tenancies import STEPS
from services.residents.queries import Occupancy


class Exchanging:
    """Exchanges in a row or a ring: nobody comes before the one who was there has gone, all of a ring together."""

    def __init__(
        self, moving: Iterable[tuple[Lease, Occupancy]], homes: Homes, result: Comparison, as_of: date
    ) -> None:
        self._moving = {household.household_id: (lease, household) for lease, household in moving}
        self._homes = homes
        self._result = result
        self._as_of = as_of

    def run(self) -> None:
        """Find all exchanges, and leave in doubt who cannot change over, or not by the roster's day."""
        days = self._days()
        for household_id, why in self._all_held_up(days).items():
            lease, household = self._moving.pop(household_id)
            self._homes.give(household, household.dwelling_id)
            for address in (household.address, lease.tenant.address):
                self._result.doubt(address, why)
        for household_id, (lease, household) in self._moving.items():
            self._homes.free(household, days[household_id])
            self._result.changes.exchanges.append(
                Exchange(
                    household_id=household_id,
                    tenancy_id=new_id(),
                    dwelling_id=lease.dwelling_id,
                    contract_number=lease.tenant.contract_number,
                    on=days[household_id],
                    lease_ends=lease.tenant.lease_ends,
                )
            )

    def _ahead(self, household_id: UUID) -> UUID | None:
        """Who has to go first: the household that is where this one comes to, if it goes."""
        there = self._homes.at(self._moving[household_id][0].dwelling_id)
        return there.household_id if there and there.household_id in self._moving else None

    def _days(self) -> dict[UUID, date]:
        """The day of each exchange: the latest of its own and of those ahead, of a ring that of all."""
        days: dict[UUID, date] = {}
        for first in self._moving:
            path: dict[UUID, None] = {}
            each: UUID | None = first
            while each is not None and each not in days and each not in path:
                path[each] = None
                each = self._ahead(each)
            row = list(path)
            ring = row[row.index(each) :] if each in path else []
            day = days[each] if each in days else max(map(self._own_day, ring), default=date.min)
            days |= dict.fromkeys(ring, day)
            for each in reversed(row[: len(row) - len(ring)]):
                days[each] = day = max(day, self._own_day(each))
        return days

    def _all_held_up(self, days: dict[UUID, date]) -> dict[UUID, str]:
        """Who cannot go, and why; they hold up whoever would follow."""
        behind = defaultdict[UUID | None, list[UUID]](list)
        for each in self._moving:
            behind[self._ahead(each)].append(each)
        held_up = {each: why for each, on in days.items() if (why := self._held_up(each, on))}
        waiting = list(held_up)
        while waiting:
            followers = [each for each in behind[waiting.pop()] if each not in held_up]
            held_up |= dict.fromkeys(followers, "dwelling_taken")
            waiting += followers
        return held_up

    def _held_up(self, household_id: UUID, on: date) -> str | None:
        """Why a household cannot change over on a day."""
        lease, household = self._moving[household_id]
        if self._homes.taken(lease.dwelling_id):
            return "dwelling_taken"
        if on > self._as_of:
            return "newer_known"
        if on > lease.tenant.lease_ends:
            return "lease_over"
        return None if household.state in STEPS["exchange"].after else "exchange_not_open"

    def _own_day(self, household_id: UUID) -> date:
        """The contract's first day where that can be, else the roster's: nobody leaves on the day they came."""
        lease, household = self._moving[household_id]
        came = max([household.since, *(member.since for member in household.members)])
        free_from = self._homes.free_from(lease.dwelling_id)
        if came < lease.tenant.since <= self._as_of and free_from <= lease.tenant.since:
            return lease.tenant.since
        return max(self._as_of, came, free_from)
