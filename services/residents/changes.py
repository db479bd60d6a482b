"""Changes to the register as plain values: what the import finds, the demo plays and single commands ask for."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal
from uuid import UUID

Relation = Literal["tenant", "spouse", "child", "parent", "sibling", "other"]
"""How a member of a household stands to its tenant (承租人); `tenant` is the tenant in person."""

RELATION_NAMES: Final[dict[Relation, str]] = {
    "tenant": "承租人",
    "spouse": "配偶",
    "child": "子女",
    "parent": "父母",
    "sibling": "兄弟姐妹",
    "other": "其他",
}
"""What they are called in rosters."""

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
    hukou: str | None = None
    """The code of the district, town or village where the person is registered."""


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
    """A household changes its dwelling inside the estate (换租).

    Without contract and lease it takes up a dwelling that its tenant has signed for.
    """

    household_id: UUID
    tenancy_id: UUID
    dwelling_id: UUID
    on: date
    contract_number: str | None = None
    lease_ends: date | None = None


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
class LeaseTerms:
    """What the lease of a household says from now on."""

    household_id: UUID
    contract_number: str
    lease_ends: date
    on: date


@dataclass(frozen=True, kw_only=True)
class PersonTold:
    """What a roster says of somebody on record otherwise than the record; of what is None it says nothing.

    `seen` is the version of the record that was compared.
    """

    person_id: UUID
    seen: int | None = None
    name: str | None = None
    id_type: str | None = None
    id_number: str | None = None
    phone: str | None = None


@dataclass(frozen=True, kw_only=True)
class RelationTold:
    """How a roster says that a member stands to the tenant, and always has."""

    household_id: UUID
    person_id: UUID
    relation: Relation


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
    people_told: list[PersonTold] = field(default_factory=list)
    relations_told: list[RelationTold] = field(default_factory=list)
    move_outs: list[MoveOut] = field(default_factory=list)
    leavings: list[Leaving] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    renewals: list[LeaseTerms] = field(default_factory=list)
    corrections: list[LeaseTerms] = field(default_factory=list)
    """Of leases that were written down wrongly; nothing has happened."""
    household_joinings: list[HouseholdJoining] = field(default_factory=list)
    splits: list[Split] = field(default_factory=list)
    joinings: list[Joining] = field(default_factory=list)
    check_ins: list[CheckIn] = field(default_factory=list)
    move_ins: list[MoveIn] = field(default_factory=list)
    seen: dict[UUID, int] = field(default_factory=dict)
    """Households that were looked at before, with the versions their tenancies had."""

    @property
    def _of_present(
        self,
    ) -> list[MoveOut | Leaving | Exchange | LeaseTerms | Joining | HouseholdJoining | Split | CheckIn]:
        return [
            *self.renewals, *self.corrections, *self.move_outs, *self.leavings, *self.exchanges,
            *self.household_joinings, *self.splits,
            *self.joinings, *self.check_ins,
        ]  # fmt: skip

    @property
    def households(self) -> list[UUID]:
        """The households that live here already and are changed."""
        into = [each.into_household_id for each in self.household_joinings]
        told = [each.household_id for each in self.relations_told]
        return [*(each.household_id for each in self._of_present), *into, *told]

    @property
    def dwellings(self) -> list[UUID]:
        """The dwellings that are to be taken."""
        arriving: list[Exchange | MoveIn | Split] = [*self.exchanges, *self.splits, *self.move_ins]
        return [each.dwelling_id for each in arriving]

    @property
    def count_told(self) -> int:
        """How many people are told of otherwise than they are on record."""
        related = {each.person_id for each in self.relations_told}
        return len(related | {each.person_id for each in self.people_told})

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
        told = len(self.people_told) + len(self.relations_told)
        return len(self._of_present) + len(self.move_ins) + told
