"""Households that a roster shows in another dwelling: when each of them changed over."""

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
        for household_id, on in self._days().items():
            lease, household = self._moving[household_id]
            self._homes.free(household, on)
            self._result.changes.exchanges.append(
                Exchange(
                    household_id=household_id,
                    tenancy_id=new_id(),
                    dwelling_id=lease.dwelling_id,
                    contract_number=lease.tenant.contract_number,
                    on=on,
                    lease_ends=lease.tenant.lease_ends,
                )
            )

    def _days(self) -> dict[UUID, date]:
        """The day of each exchange that can be; who cannot go holds up whoever would follow."""
        while True:
            days = {household_id: self._day(household_id) for household_id in self._moving}
            held_up = {each: why for each, on in days.items() if (why := self._held_up(each, on))}
            if not held_up:
                return days
            for household_id, why in held_up.items():
                lease, household = self._moving.pop(household_id)
                self._homes.give(household, household.dwelling_id)
                for address in (household.address, lease.tenant.address):
                    self._result.doubt(address, why)

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

    def _day(self, household_id: UUID) -> date:
        days: dict[UUID, date] = {}
        while household_id in self._moving and household_id not in days:
            lease, household = self._moving[household_id]
            days[household_id] = self._own_day(lease, household)
            ahead = self._homes.at(lease.dwelling_id)
            if ahead is None:
                break
            household_id = ahead.household_id
        return max(days.values())

    def _own_day(self, lease: Lease, household: Occupancy) -> date:
        """The contract's first day where that can be, else the roster's: nobody leaves on the day they came."""
        came = max([household.since, *(member.since for member in household.members)])
        free_from = self._homes.free_from(lease.dwelling_id)
        if came < lease.tenant.since <= self._as_of and free_from <= lease.tenant.since:
            return lease.tenant.since
        return max(self._as_of, came, free_from)
