"""Guardians: who answers for a minor, and minors nobody answers for."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.access import UNLIMITED, Reach
from chassis.aliases import people_of
from chassis.contracts import Event
from chassis.events.outbox import announce, announce_all
from contracts.residents import GuardianChanged
from services.residents import queries
from services.residents.ages import is_minor
from services.residents.errors import GuardianIsMinor, NotOnesOwnGuardian
from services.residents.masking import masked
from services.residents.models import Person
from services.residents.usecases.records import locked_person
from services.residents.usecases.usable import usable_person


def name_guardian(
    session: Session,
    person_id: UUID,
    guardian_id: UUID | None,
    *,
    today: date,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> None:
    """Record who answers for a person, or that nobody does; of records that were merged none names another then.

    Raises PersonUnknown for either, ChangedMeanwhile, UseRestricted for the guardian, NotOnesOwnGuardian,
    GuardianIsMinor.
    """
    # Before the ward, as who erases a guardian does: the other way round two would wait for each other.
    guardian = usable_person(session, guardian_id, reach, lock=True) if guardian_id else None
    person, records = locked_person(session, person_id, reach, seen=seen)
    if guardian is not None:
        guardian_id = guardian.id
        if guardian.id == person.id:
            raise NotOnesOwnGuardian
        if _shown(session, guardian, today)["minor"]:
            raise GuardianIsMinor
    for each in records.values():
        named = guardian_id if each is person else None
        if each.guardian_id not in {named, guardian_id}:
            each.guardian_id = named
            each.version += 1
            changed = GuardianChanged(person_id=each.id, guardian_id=named)
            announce(session, changed, sequence=each.version)


def release_wards_of_minors(session: Session, born: Mapping[UUID, date | None], today: date) -> None:
    """Let nobody be answered for by who turns out to be a minor; `born` has the corrected birth dates."""
    release_wards(session, [each for each, birth_date in born.items() if is_minor(birth_date, today)])


def release_wards(session: Session, guardian_ids: Iterable[UUID]) -> None:
    """Let nobody be answered for by these people any more."""
    wards = queries.locked_wards(session, people_of(session, guardian_ids))
    for ward in wards:
        ward.guardian_id = None
        ward.version += 1
    facts: list[tuple[Event, int]] = [
        (GuardianChanged(person_id=each.id, guardian_id=None), each.version) for each in wards
    ]
    announce_all(session, facts)


def minors_without_guardian(session: Session, household_id: UUID, *, today: date) -> list[UUID]:
    """The minors of a household in which no adult lives, as far as nobody answers for them."""
    members = [_shown(session, each, today) for each in queries.members_of(session, household_id)]
    if not all(each["minor"] for each in members):
        return []
    return [each["id"] for each in members if each["guardian_id"] is None]


def _shown(session: Session, person: Person, today: date) -> dict[str, Any]:
    """A person as they are shown, by all of their records."""
    return masked(person, today, queries.records_merged_into(session, person.id))
