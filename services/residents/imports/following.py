"""What a roster says of people on record otherwise than the record: taken over, left, or in doubt."""

from collections.abc import Iterator
from datetime import date

from chassis.personal import blind_index
from services.residents.changes import PersonTold, RelationTold
from services.residents.imports.comparison import Comparison
from services.residents.imports.doubts import SUPERSEDED
from services.residents.imports.members import Pair
from services.residents.imports.workbook import LeaseRow
from services.residents.queries import Occupancy, OnRecord


class Following:
    """Lets the record say what the newest word on somebody says.

    A day in the register is of what somebody said at the desk: that of a later day stands against the roster, that of
    the same day leaves the household in doubt. An older roster than one that was taken changes nothing.
    """

    def __init__(self, result: Comparison, *, superseded: bool, as_of: date) -> None:
        self._result = result
        self._superseded = superseded
        self._as_of = as_of

    def person(self, row: LeaseRow, known: OnRecord, *, by_number: bool) -> None:
        """Compare who somebody is and how to reach them; an empty cell says nothing."""
        identity = list(_identity(row, known, by_number=by_number))
        phone = row.phone is not None and blind_index("phone", row.phone) != known.phone_index
        fields = identity if self._holds(identity, row, known.identity_noted_on) else []
        if self._holds(["phone"] if phone else [], row, known.contact_noted_on):
            fields = [*fields, "phone"]
        if not fields:
            return
        numbered = not {"id_number", "id_type"}.isdisjoint(fields)
        self._result.correct(row.address, *fields)
        self._result.changes.people_told.append(
            PersonTold(
                person_id=known.person_id,
                seen=known.version,
                name=row.name if "name" in fields else None,
                id_type=row.id_type if numbered else None,
                id_number=row.id_number if numbered else None,
                phone=row.phone if "phone" in fields else None,
            )
        )

    def relation(self, pair: Pair, household: Occupancy) -> None:
        """Compare how a member stands to the tenant; who is the tenant changes by a change of tenant alone."""
        row, member = pair.row, pair.member
        if row.relation == member.relation or "tenant" in {row.relation, member.relation}:
            return
        if member.related_since <= self._as_of and self._holds(["relation"], row, None):
            self._result.correct(row.address, "relation")
            self._result.changes.relations_told.append(
                RelationTold(
                    household_id=household.household_id,
                    person_id=member.person_id,
                    relation=row.relation,
                )
            )

    def _holds(self, fields: list[str], row: LeaseRow, noted_on: date | None) -> bool:
        """Whether what the roster says otherwise is the newest that was said."""
        if not fields or (noted_on and noted_on > self._as_of):
            return False
        if self._superseded or noted_on == self._as_of:
            self._result.doubt(row.address, SUPERSEDED if self._superseded else "same_day")
            return False
        return True


def _identity(row: LeaseRow, known: OnRecord, *, by_number: bool) -> Iterator[str]:
    if row.name != known.name:
        yield "name"
    if row.id_index and not by_number:
        yield "id_number"
    elif row.id_index and row.id_index == known.id_index and row.id_type != known.id_type:
        yield "id_type"
