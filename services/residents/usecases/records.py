"""All records of one person, to be changed together: what is announced of each is announced under its own id."""

from uuid import UUID

from sqlalchemy.orm import Session

from chassis import clock
from chassis.access import UNLIMITED, Reach
from chassis.aliases import people_of
from chassis.versions import require_seen
from services.residents import queries
from services.residents.errors import PersonUnknown
from services.residents.masking import masked
from services.residents.models import Person


def locked_person(
    session: Session, person_id: UUID, reach: Reach, *, wards: bool = False, seen: int | None = None
) -> tuple[Person, dict[UUID, Person]]:
    """A person within reach, and their records by id, that nobody else changes now; `wards` are within it too.

    `seen` is the version of the record that is kept. Raises PersonUnknown, ChangedMeanwhile.
    """
    find = person_or_ward if wards else queries.person
    person = find(session, person_id, reach)
    if person is None:
        raise PersonUnknown
    records = queries.locked_records(session, people_of(session, [person.id]), UNLIMITED)
    if person.id not in records:
        raise PersonUnknown
    require_seen(person.version, seen)
    return person, records


def person_or_ward(session: Session, person_id: UUID, reach: Reach) -> Person | None:
    """One person within reach, or a minor whom the caller answers for as their guardian on record.

    Who has come of age acts for themselves (Civil Code, articles 17 and 18): who was their guardian sees nothing of
    them from that day on.
    """
    found = queries.person(session, person_id, reach)
    if found is not None or reach.owner is None:
        return found
    ward = queries.person(session, person_id, UNLIMITED)
    if ward is None:
        return None
    merged = queries.records_merged_into(session, ward.id)
    answers = {each.guardian_id for each in (ward, *merged)} & people_of(session, [reach.owner]).keys()
    return ward if answers and masked(ward, clock.today(), merged)["minor"] else None
