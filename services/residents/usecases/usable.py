"""People whose data may be used."""

from uuid import UUID

from sqlalchemy.orm import Session

from chassis.access import Reach
from services.residents import queries
from services.residents.errors import PersonUnknown, UseRestricted
from services.residents.models import Person


def usable_person(session: Session, person_id: UUID, reach: Reach, *, lock: bool = False) -> Person:
    """A person within reach, locked if they are to be changed. Raises PersonUnknown, UseRestricted."""
    person = queries.person(session, person_id, reach, lock=lock)
    if person is None:
        raise PersonUnknown
    if queries.is_restricted(session, person.id):
        raise UseRestricted
    return person
