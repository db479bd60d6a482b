"""Showing personal data in clear and finding people by them, on record."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import audit, clock
from chassis.access import UNLIMITED, Reach
from chassis.personal import blind_index
from services.residents import queries
from services.residents.masking import whole
from services.residents.models import Person
from services.residents.usecases.people import read_id, read_phone
from services.residents.usecases.usable import usable_person


def unmask(session: Session, person_id: UUID, *, reason: str, reach: Reach = UNLIMITED) -> dict[str, Any]:
    """A person to be shown in clear, for a reason that is kept. Raises PersonUnknown, UseRestricted."""
    person = usable_person(session, person_id, reach)
    audit.record(session, "person.unmasked", about=person.id, reason=reason)
    return whole(person, queries.records_merged_into(session, person.id))


def find_people(
    session: Session,
    *,
    id_number: str | None,
    id_type: str | None,
    phone: str | None,
    reason: str,
    reach: Reach = UNLIMITED,
) -> list[Person]:
    """People within reach with exactly this ID number or phone; the search is kept, its number is not.

    Raises NotAnIdNumber, NotAPhone for what cannot be one.
    """
    by = "id_number" if id_number else "phone"
    if id_number:
        index = read_id(id_number, id_type, clock.today()).index
    else:
        index = blind_index("phone", read_phone(phone or ""))
    found = queries.people_with(session, by, index, reach)
    audit.record(
        session, f"people.searched_by_{by}", about=found[0].id if len(found) == 1 else None, reason=reason
    )
    return found
