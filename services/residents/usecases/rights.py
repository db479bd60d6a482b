"""The rights of a person over their data: consent, restriction, erasure (PIPL arts. 15, 44-47)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import audit, holdings
from chassis.access import UNLIMITED, Reach
from chassis.aliases import people_of
from chassis.contracts import Event
from chassis.events.outbox import announce, announce_all
from chassis.ids import new_id
from contracts.purposes import PURPOSES
from contracts.residents import (
    ConsentGiven,
    ConsentWithdrawn,
    ContactChanged,
    PersonErased,
    ProcessingRestricted,
    RestrictionLifted,
)
from services.residents import queries
from services.residents.errors import (
    ConsentGivenAlready,
    ConsentNotGiven,
    HoldsPost,
    NoConsentNeeded,
    NotRestricted,
    PersonUnknown,
    RestrictedAlready,
    StillLivesHere,
)
from services.residents.models import Consent, Person


def give_consent(
    session: Session,
    person_id: UUID,
    purpose: str,
    *,
    on: date,
    channel: str,
    proof: str = "",
    reach: Reach = UNLIMITED,
) -> Consent:
    """Note that a person agrees to a purpose, as its present notice explains it.

    Raises PersonUnknown, NoConsentNeeded, ConsentGivenAlready.
    """
    person = _person(session, person_id, reach)
    notice = _needing_consent(purpose)
    if queries.given_consent(session, person_id, purpose) is not None:
        raise ConsentGivenAlready
    consent = Consent(
        id=new_id(),
        person_id=person_id,
        purpose=purpose,
        notice=notice,
        given_on=on,
        channel=channel,
        proof=proof,
    )
    session.add(consent)
    _tell(session, person, ConsentGiven(person_id=person_id, purpose=purpose, notice=notice, on=on))
    return consent


def withdraw_consent(
    session: Session, person_id: UUID, purpose: str, *, on: date, reach: Reach = UNLIMITED
) -> None:
    """Note that a person no longer agrees, whether or not they said before that they did (art. 15).

    Raises PersonUnknown, NoConsentNeeded, ConsentNotGiven when it was withdrawn before.
    """
    person = _person(session, person_id, reach)
    notice = _needing_consent(purpose)
    consent = queries.given_consent(session, person_id, purpose)
    if consent is None and queries.has_withdrawn(session, person_id, purpose):
        raise ConsentNotGiven
    if consent is None:
        # Asking for the service was consent by itself, from no day we know of.
        consent = Consent(id=new_id(), person_id=person_id, purpose=purpose, notice=notice, given_on=on,
                          channel="by_asking", proof="")  # fmt: skip
        session.add(consent)
    consent.withdrawn_on = on
    _tell(session, person, ConsentWithdrawn(person_id=person_id, purpose=purpose, on=on))


def restrict(session: Session, person_id: UUID, *, on: date, reason: str, reach: Reach = UNLIMITED) -> None:
    """Let a person's data be kept and not used otherwise. Raises PersonUnknown, RestrictedAlready."""
    person = _person(session, person_id, reach)
    if person.restricted_since is not None:
        raise RestrictedAlready
    person.restricted_since = on
    audit.record(session, "person.restricted", about=person_id, reason=reason)
    _tell(session, person, ProcessingRestricted(person_id=person_id, on=on))


def lift_restriction(
    session: Session, person_id: UUID, *, on: date, reason: str, reach: Reach = UNLIMITED
) -> None:
    """Let a person's data be used again. Raises PersonUnknown, NotRestricted."""
    person = _person(session, person_id, reach)
    if person.restricted_since is None:
        raise NotRestricted
    person.restricted_since = None
    audit.record(session, "person.restriction_lifted", about=person_id, reason=reason)
    _tell(session, person, RestrictionLifted(person_id=person_id, on=on))


def erase_person(
    session: Session, person_id: UUID, *, on: date, reason: str, reach: Reach = UNLIMITED
) -> None:
    """Erase what is held on one who has left, here and in every service (art. 47).

    Raises PersonUnknown, StillLivesHere while the tenancy is the basis for keeping the data, HoldsPost.
    """
    _person(session, person_id, reach)
    if queries.at_home(session, [person_id]):
        raise StillLivesHere
    if queries.post_holders(session, list(people_of(session, [person_id]))):
        raise HoldsPost
    audit.record(session, "person.erased", about=person_id, reason=reason)
    erase_people(session, [person_id], on=on, reason="requested")


def erase_people(session: Session, person_ids: Sequence[UUID], *, on: date, reason: str) -> None:
    """Erase people, with the records merged into theirs, and tell every service to do the same.

    The number of statements does not grow with theirs.
    """
    people = queries.locked_people(session, list(people_of(session, person_ids)))
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


def _person(session: Session, person_id: UUID, reach: Reach) -> Person:
    person = queries.person(session, person_id, reach, lock=True)
    if person is None:
        raise PersonUnknown
    return person


def _needing_consent(purpose: str) -> str:
    if not PURPOSES[purpose].needs_consent:
        raise NoConsentNeeded
    return PURPOSES[purpose].notice


def _tell(session: Session, person: Person, fact: Event) -> None:
    person.version += 1
    announce(session, fact, sequence=person.version)
