"""Changes to the register as plain values: what the import finds, the demo plays and single commands ask for."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID

Relation = Literal["tenant", "spouse", "child", "parent", "sibling", "other"]
"""How a member of a household stands to its tenant (承租人); `tenant` is the tenant in person."""

LeaveReason = Literal["tenancy_ended", "left_household", "died", "found_absent"]


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """A person as first recorded."""

    id: UUID
    name: str
    id_type: str | None = None
    """What the number is of; one like a citizen's tells it by itself."""
    id_number: str | None = None
    phone: str | None = None
    birth_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class Member:
    """A person's place in a household."""

    person_id: UUID
    relation: Relation


@dataclass(frozen=True, kw_only=True)
class MoveIn:
    """A household takes up a dwelling under a new tenancy."""

    household_id: UUID
    tenancy_id: UUID
    dwelling_id: UUID
    contract_number: str
    since: date
    lease_ends: date
    members: tuple[Member, ...]


@dataclass(frozen=True, kw_only=True)
class MoveOut:
    """A household gives its dwelling back and leaves the community."""

    household_id: UUID
    on: date
    reason: LeaveReason = "tenancy_ended"


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A household changes its dwelling inside the estate (换租)."""

    household_id: UUID
    tenancy_id: UUID
    dwelling_id: UUID
    contract_number: str
    on: date
    lease_ends: date


@dataclass(frozen=True, kw_only=True)
class Joining:
    """One more person lives with a household."""

    household_id: UUID
    member: Member
    on: date


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """One person leaves a household that stays."""

    household_id: UUID
    person_id: UUID
    on: date
    reason: LeaveReason = "left_household"


@dataclass(frozen=True, kw_only=True)
class CheckIn:
    """A household moves into the dwelling that was allocated to it and signed for."""

    household_id: UUID
    members: tuple[Member, ...]
    on: date


@dataclass(frozen=True, kw_only=True)
class Split:
    """Some members of a household have one of their own from now on, in another dwelling (分户)."""

    household_id: UUID
    new_household_id: UUID
    tenancy_id: UUID
    dwelling_id: UUID
    contract_number: str
    members: tuple[Member, ...]
    on: date
    lease_ends: date


@dataclass(frozen=True, kw_only=True)
class HouseholdJoining:
    """A household becomes a part of another one and lives in its dwelling (并户)."""

    household_id: UUID
    into_household_id: UUID
    members: tuple[Member, ...]
    on: date


@dataclass(kw_only=True)
class RegisterChanges:
    """What happens to the register together, in the order of these fields."""

    people: list[NewPerson] = field(default_factory=list)
    move_outs: list[MoveOut] = field(default_factory=list)
    leavings: list[Leaving] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    household_joinings: list[HouseholdJoining] = field(default_factory=list)
    splits: list[Split] = field(default_factory=list)
    joinings: list[Joining] = field(default_factory=list)
    check_ins: list[CheckIn] = field(default_factory=list)
    move_ins: list[MoveIn] = field(default_factory=list)

    @property
    def _of_present(
        self,
    ) -> list[MoveOut | Leaving | Exchange | Joining | HouseholdJoining | Split | CheckIn]:
        return [
            *self.move_outs, *self.leavings, *self.exchanges, *self.household_joinings, *self.splits,
            *self.joinings, *self.check_ins,
        ]  # fmt: skip

    @property
    def households(self) -> list[UUID]:
        """The households that live here already and are changed."""
        into = [each.into_household_id for each in self.household_joinings]
        return [*(each.household_id for each in self._of_present), *into]

    @property
    def dwellings(self) -> list[UUID]:
        """The dwellings that are to be taken."""
        arriving: list[Exchange | MoveIn | Split] = [*self.exchanges, *self.splits, *self.move_ins]
        return [each.dwelling_id for each in arriving]

    @property
    def arriving(self) -> set[UUID]:
        """The people who come to live here."""
        joining = {each.member.person_id for each in self.joinings}
        households: list[MoveIn | CheckIn] = [*self.move_ins, *self.check_ins]
        return joining | {member.person_id for each in households for member in each.members}

    @property
    def leaving(self) -> set[UUID]:
        """The people who leave a household that stays."""
        going: list[Split | HouseholdJoining] = [*self.splits, *self.household_joinings]
        of_many = {member.person_id for each in going for member in each.members}
        return of_many | {each.person_id for each in self.leavings}

    @property
    def latest_day(self) -> date:
        """The newest day that any change speaks of; the first of all days when there is none."""
        begun = (move.since for move in self.move_ins)
        return max([date.min, *(each.on for each in self._of_present), *begun])

    def __len__(self) -> int:
        return len(self._of_present) + len(self.move_ins)
