"""Guardians: who answers for a minor, and minors nobody answers for."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.access import UNLIMITED, Reach
from chassis.events.outbox import announce
from chassis.versions import require_seen
from contracts.residents import GuardianChanged
from services.residents import queries
from services.residents.ages import is_minor
from services.residents.errors import GuardianIsMinor, NotOnesOwnGuardian, PersonUnknown


def name_guardian(
    session: Session,
    person_id: UUID,
    guardian_id: UUID | None,
    *,
    today: date,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> None:
    """Record who answers for a person, or that nobody does.

    Raises PersonUnknown for either, ChangedMeanwhile, NotOnesOwnGuardian, GuardianIsMinor.
    """
    person = queries.person(session, person_id, reach, lock=True)
    if person is None:
        raise PersonUnknown
    require_seen(person.version, seen)
    if guardian_id is not None:
        guardian = queries.person(session, guardian_id, reach)
        if guardian is None:
            raise PersonUnknown
        if guardian.id == person.id:
            raise NotOnesOwnGuardian
        if is_minor(guardian.birth_date, today):
            raise GuardianIsMinor
    if guardian_id == person.guardian_id:
        return
    person.guardian_id = guardian_id
    person.version += 1
    changed = GuardianChanged(person_id=person.id, guardian_id=guardian_id)
    announce(session, changed, sequence=person.version)


def minors_without_guardian(session: Session, household_id: UUID, *, today: date) -> list[UUID]:
    """The minors of a household in which no adult lives, as far as nobody answers for them."""
    members = queries.members_of(session, household_id)
    if not all(is_minor(each.birth_date, today) for each in members):
        return []
    return [each.id for each in members if each.guardian_id is None]
