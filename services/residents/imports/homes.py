"""Who has which dwelling after all that a roster has told so far, and from when on others may have it."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from services.residents.queries import Occupancy


class Homes:
    """The dwellings of the estate while a roster is compared with the register."""

    def __init__(
        self, occupancies: Iterable[Occupancy], reserved: Collection[UUID], free_from: dict[UUID, date]
    ) -> None:
        self._there = {each.dwelling_id: each for each in occupancies}
        self._reserved = reserved
        self._free_from = free_from
        self._given: dict[UUID, UUID | None] = {
            each.household_id: each.dwelling_id for each in self._there.values()
        }

    def at(self, dwelling_id: UUID) -> Occupancy | None:
        """The household that is in a dwelling now."""
        return self._there.get(dwelling_id)

    def of(self, household: Occupancy) -> UUID | None:
        """The dwelling a household has in the end; None for one that leaves."""
        return self._given[household.household_id]

    def give(self, household: Occupancy, dwelling_id: UUID) -> None:
        """Let a household have a dwelling, another one or again its own."""
        self._given[household.household_id] = dwelling_id

    def vacate(self, household: Occupancy, on: date) -> None:
        """Let a household leave."""
        self._given[household.household_id] = None
        self.free(household, on)

    def free(self, household: Occupancy, on: date) -> None:
        """Let the dwelling where a household is now be free from a day on."""
        self._free_from[household.dwelling_id] = max(on, self.free_from(household.dwelling_id))

    def leave(self, person_id: UUID, on: date) -> None:
        """Let a person be free to live elsewhere from a day on."""
        self._free_from[person_id] = max(on, self.free_from(person_id))

    def taken(self, dwelling_id: UUID) -> bool:
        """Whether a dwelling stays with the household that is there, or is kept for one that has not come yet."""
        there = self._there.get(dwelling_id)
        if there is None:
            return dwelling_id in self._reserved
        return self._given[there.household_id] == dwelling_id

    def free_from(self, thing: UUID) -> date:
        """The first day on which a dwelling can be another household's, or a person in another home."""
        return self._free_from.get(thing, date.min)
