"""The rights of a person over their data: restriction and erasure (PIPL arts. 44-47)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import audit, holdings
from chassis.access import UNLIMITED, Reach
from chassis.aliases import people_of
from chassis.contracts import Event
from chassis.events.outbox import announce, announce_all
from contracts.residents import (
    ContactChanged,
    PersonErased,
    ProcessingRestricted,
    RestrictionLifted,
)
from services.residents import queries
from services.residents.errors import (
    HasDwelling,
    HoldsPost,
    NotRestricted,
    RestrictedAlready,
    StillLivesHere,
)
from services.residents.models import Person
from services.residents.usecases.guardians import release_wards
from services.residents.usecases.records import locked_person


def restrict(
    session: Session,
    person_id: UUID,
    *,
    on: date,
    reason: str,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> None:
    """Let a person's data be kept and not used otherwise.

    Raises PersonUnknown, ChangedMeanwhile, RestrictedAlready.
    """
    person, records = locked_person(session, person_id, reach, seen=seen)
    if any(each.restricted_since for each in records.values()):
        raise RestrictedAlready
    person.restricted_since = on
    audit.record(session, "person.restricted", about=person.id, reason=reason)
    _tell(session, person, ProcessingRestricted(person_id=person.id, on=on))


def lift_restriction(
    session: Session,
    person_id: UUID,
    *,
    on: date,
    reason: str,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> None:
    """Let a person's data be used again, whichever of their records is restricted.

    Raises PersonUnknown, ChangedMeanwhile, NotRestricted.
    """
    person, records = locked_person(session, person_id, reach, seen=seen)
    restricted = [each for each in records.values() if each.restricted_since]
    if not restricted:
        raise NotRestricted
    audit.record(session, "person.restriction_lifted", about=person.id, reason=reason)
    for each in restricted:
        each.restricted_since = None
        _tell(session, each, RestrictionLifted(person_id=each.id, on=on))


def erase_person(
    session: Session,
    person_id: UUID,
    *,
    on: date,
    reason: str,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> None:
    """Erase what is held on one who has left, here and in every service (art. 47).

    Raises PersonUnknown, ChangedMeanwhile, StillLivesHere while the tenancy is the basis for keeping the data,
    HoldsPost, HasDwelling.
    """
    person, records = locked_person(session, person_id, reach, seen=seen)
    if queries.at_home(session, [person.id]):
        raise StillLivesHere
    if queries.post_holders(session, list(records)):
        raise HoldsPost
    if queries.is_to_move_in(session, list(records)):
        raise HasDwelling
    audit.record(session, "person.erased", about=person.id, reason=reason)
    erase_people(session, [person.id], on=on, reason="requested")


def erase_people(session: Session, person_ids: Sequence[UUID], *, on: date, reason: str) -> None:
    """Erase people, with the records merged into theirs, and tell every service to do the same.

    Whoever they were the guardian of has none from then on.

    The number of statements does not grow with theirs.
    """
    people = queries.locked_people(session, list(people_of(session, person_ids)))
    release_wards(session, person_ids)
    facts: list[tuple[Event, int]] = []
    for person in people:
        if person.phone is not None:
            person.version += 1
            facts.append((ContactChanged(person_id=person.id, phone=None), person.version))
        person.version += 1
        person.erased_on = on
        facts.append((PersonErased(person_id=person.id, on=on, reason=reason), person.version))
    session.flush()
    holdings.erase(session, "residents", [each.id for each in people])
    for person in people:
        session.expire(person)
    announce_all(session, facts)


def _tell(session: Session, person: Person, fact: Event) -> None:
    person.version += 1
    announce(session, fact, sequence=person.version)
