"""People whom a roster shows in a home that is not theirs on record: who can come, from when on, and as whom."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from chassis.ids import new_id
from services.residents.changes import Leaving, Member, NewPerson
from services.residents.imports.comparison import Comparison
from services.residents.imports.doubts import Doubts
from services.residents.imports.following import Following
from services.residents.imports.homes import Homes
from services.residents.imports.members import Numbers
from services.residents.imports.workbook import LeaseRow
from services.residents.queries import Occupancy, OnRecord


class Arriving:
    """Who comes to which home, and leaves another one for it."""

    def __init__(
        self,
        result: Comparison,
        *,
        occupancies: Iterable[Occupancy],
        living_elsewhere: Mapping[UUID, OnRecord],
        numbers: Numbers,
        homes: Homes,
        doubts: Doubts,
        following: Following,
        as_of: date,
    ) -> None:
        self._result = result
        self._by_person = {member.person_id: each for each in occupancies for member in each.members}
        self._elsewhere = living_elsewhere
        self._numbers = numbers
        self._homes = homes
        self._doubts = doubts
        self._following = following
        self._as_of = as_of
        self._tenant_rows: dict[UUID, LeaseRow] = {}
        self.gone = set[UUID]()
        """People who leave their present household by what was found so far."""
        self.arrived = set[UUID]()
        """People on record who come to another."""

    def note_tenant(self, household: Occupancy, tenant: LeaseRow) -> None:
        """Note the tenant's row of a household that is on the roster."""
        self._tenant_rows[household.household_id] = tenant

    def release(self, person_id: UUID, on: date) -> None:
        """Let somebody be free to live elsewhere from a day on."""
        self.gone.add(person_id)
        self._homes.leave(person_id, on)

    def leave(self, household: Occupancy, person_id: UUID) -> None:
        """Let somebody leave a household that stays, on the roster's day."""
        self.release(person_id, self._as_of)
        self._result.changes.leavings.append(
            Leaving(household_id=household.household_id, person_id=person_id, on=self._as_of)
        )

    def free_from(self, row: LeaseRow) -> date:
        """The first day on which somebody can be in another home: who lives in one leaves it on the roster's day."""
        person_id = self._numbers.holder(row)
        if person_id in self._by_person and person_id not in self.gone:
            return self._as_of
        return self._homes.free_from(person_id) if person_id else date.min

    def held_back(self, row: LeaseRow) -> str | None:
        """Why somebody cannot come to a household: another one has them, or had them after the roster's day."""
        person_id = self._numbers.holder(row)
        if person_id is None:
            return None
        if self._homes.free_from(person_id) > self._as_of:
            return "newer_known"
        household = self._by_person.get(person_id)
        if household is None or person_id in self.gone:
            return None
        member = next(each for each in household.members if each.person_id == person_id)
        if member.since > self._as_of:
            return "newer_known"
        unclear = self._doubts.about(household, self._tenant_rows.get(household.household_id))
        return "lives_elsewhere" if member == household.tenant or unclear else None

    def member(self, row: LeaseRow) -> Member:
        """Somebody new to a household whom nothing holds back."""
        person_id = self._numbers.holder(row)
        if person_id is None:
            return Member(person_id=self._recorded(row), relation=row.relation)
        self.arrived.add(person_id)
        household = self._by_person.get(person_id)
        known = self._elsewhere.get(person_id)
        if household is not None:
            known = next(each.known for each in household.members if each.person_id == person_id)
            self._result.moving_on.add(person_id)
            if person_id not in self.gone:
                self.leave(household, person_id)
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
