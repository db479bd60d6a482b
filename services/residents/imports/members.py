"""Whose row is whose: the rows of a household on a roster, and its members on record."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from services.residents.imports.leaseholds import Lease
from services.residents.imports.workbook import LeaseRow
from services.residents.namesakes import namesake_index, plain_name
from services.residents.queries import Occupancy, Occupant


class Numbers:
    """Whose ID number is whose by the register, and whose the roster has."""

    def __init__(self, known: dict[bytes, UUID], rows: Iterable[LeaseRow]) -> None:
        self._holders = known
        self._told = Counter(each for each in map(self.holder, rows) if each is not None)
        self._numbered = set(known.values())

    def holder(self, row: LeaseRow) -> UUID | None:
        """The person on record whose number a row has."""
        return self._holders.get(row.id_index) if row.id_index else None

    def has_one(self, person_id: UUID) -> bool:
        """Whether a person has a number on record."""
        return person_id in self._numbered

    def on_roster(self, person_id: UUID) -> bool:
        """Whether the roster has a row with the number of a person."""
        return person_id in self._told

    def told_twice(self, row: LeaseRow) -> bool:
        """Whether another row is about the same person, by the number of a record that was merged."""
        person_id = self.holder(row)
        return person_id is not None and self._told[person_id] > 1

    def goes_on(self, household: Occupancy, tenant: LeaseRow) -> bool:
        """Whether a tenant's row with a number nobody has is about the tenant who is there."""
        there = household.tenant
        if there is None or not _same_name(there, tenant) or self.on_roster(there.person_id):
            return False
        same_lease = household.contract_number == tenant.contract_number
        return same_lease or not (self.has_one(there.person_id) and tenant.id_index)


class Pair(NamedTuple):
    """A row and the member it is about; `by_number` says that it has the member's number."""

    row: LeaseRow
    member: Occupant
    by_number: bool


@dataclass
class Pairing:
    """Which rows are about members, which about nobody there, and which members have none."""

    pairs: list[Pair] = field(default_factory=list)
    newcomers: list[LeaseRow] = field(default_factory=list)
    missing: list[Occupant] = field(default_factory=list)
    doubts: set[str] = field(default_factory=set)
    """Why it cannot be told; then nothing of the household may be changed."""


def pair(lease: Lease, household: Occupancy, numbers: Numbers, *, complete: bool) -> Pairing:
    """Find the member each row is about: by ID number, else by name where that leaves no choice.

    A member known by another number than the row's has had a wrong one, unless the roster has theirs elsewhere; that
    is told only by a household whose rows are `complete`, none of them faulty.
    """
    found = Pairing()
    members = {each.person_id: each for each in household.members}
    rest: list[LeaseRow] = []
    for row in lease.rows:
        member = members.pop(holder, None) if (holder := numbers.holder(row)) else None
        if member:
            found.pairs.append(Pair(row, member, by_number=True))
        else:
            rest.append(row)
    by_name: defaultdict[str, tuple[list[LeaseRow], list[Occupant]]] = defaultdict(lambda: ([], []))
    for row in rest:
        by_name[plain_name(row.name)][0].append(row)
    for member in members.values():
        if numbers.on_roster(member.person_id):
            found.missing.append(member)
        else:
            by_name[plain_name(member.name)][1].append(member)
    for rows, alike in by_name.values():
        _pair_alike(found, rows, alike, numbers, complete=complete)
    if _tenant_is_mistaken(found):
        found.doubts.add("namesakes")
    return found


def _tenant_is_mistaken(found: Pairing) -> bool:
    """Whether a namesake was taken for the tenant: the tenant would come or go, or be told by another's row."""
    lone = [each.relation for each in found.newcomers] + [each.relation for each in found.missing]
    return "tenant" in lone or any(
        (each.row.relation == "tenant") != (each.member.relation == "tenant")
        for each in found.pairs
        if not each.by_number
    )


def _pair_alike(
    found: Pairing, rows: list[LeaseRow], members: list[Occupant], numbers: Numbers, *, complete: bool
) -> None:
    """Pair people of one name: those with one birth date first, then the only two that are left."""
    for row in list(rows):
        born = [each for each in members if row.birth_date and each.namesakes == _namesakes(row)]
        if len(born) == 1 and [_namesakes(each) for each in rows].count(_namesakes(row)) == 1:
            rows.remove(row)
            members.remove(born[0])
            _pair_by_name(found, row, born[0], numbers, complete=complete)
    if len(rows) == len(members) == 1:
        _pair_by_name(found, rows[0], members[0], numbers, complete=complete)
    elif rows and members:
        found.doubts.add("namesakes")
    else:
        found.newcomers += rows
        found.missing += members


def _pair_by_name(
    found: Pairing, row: LeaseRow, member: Occupant, numbers: Numbers, *, complete: bool
) -> None:
    if row.id_index is not None:
        if numbers.holder(row) is not None:
            found.doubts.add("number_of_another")
            return
        if not complete:
            found.doubts.add("faulty_row")
            return
        differs = row.birth_date and member.namesakes not in {None, _namesakes(row)}
        if differs and not numbers.has_one(member.person_id):
            found.doubts.add("birth_date_differs")
            return
    found.pairs.append(Pair(row, member, by_number=False))


def _namesakes(row: LeaseRow) -> bytes | None:
    return namesake_index(row.name, row.birth_date)


def _same_name(member: Occupant, row: LeaseRow) -> bool:
    return plain_name(member.name) == plain_name(row.name)
