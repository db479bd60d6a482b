"""Correcting what is on record about who somebody is (PIPL art. 46)."""

from datetime import date
from typing import Any, Final, TypedDict
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import audit
from chassis.access import UNLIMITED, Reach
from chassis.aliases import people_of
from chassis.versions import ChangedMeanwhile, require_seen
from services.residents import queries
from services.residents.documents import NONE
from services.residents.errors import PersonUnknown
from services.residents.models import Person
from services.residents.usecases.duplicates import set_apart
from services.residents.usecases.guardians import release_wards_of_minors
from services.residents.usecases.people import birth_date_of, document_of, identity_of
from services.residents.usecases.recognising import Distinct, others_alike

CORRECTABLE: Final = ("name", "id_type", "id_number", "birth_date")


class Correction(TypedDict, total=False):
    """What is to be written instead; what is left out stays as it is."""

    name: str
    id_type: str | None
    id_number: str | None
    birth_date: date | None


def correct_person(
    session: Session,
    person_id: UUID,
    correction: Correction,
    *,
    reason: str,
    today: date,
    distinct: Distinct,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> Person:
    """Write down who somebody is as it should have been from the first, in the record that is named, merged or not.

    A birth date that is not given follows from the number, where that tells one. Use that is restricted is no reason
    to refuse: correcting is a right. Audited are the fields that change, not what they say. Raises PersonUnknown,
    ChangedMeanwhile, NotAnIdNumber, IdTypeWithoutNumber, BirthDateImpossible, BirthDateContradicted, AlreadyRecorded,
    PossiblyRecorded.
    """
    person = queries.record(session, person_id, reach)
    if person is None or person.erased_on is not None:
        raise PersonUnknown
    row = _as_corrected(person, correction, today)
    # Who records a namesake holds the index before any person: the other way round two would wait for each other.
    if row["namesake_index"]:
        queries.hold_namesakes(session, row["namesake_index"])
    session.refresh(person, with_for_update=True)
    if person.erased_on is not None:
        raise PersonUnknown
    require_seen(person.version, seen)
    if row != _as_corrected(person, correction, today):
        raise ChangedMeanwhile
    changed = [each for each in CORRECTABLE if row[each] != getattr(person, each)]
    if changed:
        judged = {*people_of(session, [person.id]), *queries.judged_distinct(session, person.id)}
        alike = others_alike(session, row, today=today, distinct=distinct, judged=judged, reach=reach)
        _write(session, person, {**row, "identity_noted_on": today})
        set_apart(session, person.id, alike)
    if "birth_date" in changed:
        release_wards_of_minors(session, {person.id: person.birth_date}, today)
    for each in changed:
        audit.record(session, f"person.{each}_corrected", about=person.id, reason=reason)
    return person


def _as_corrected(person: Person, given: Correction, today: date) -> dict[str, Any]:
    document = document_of(given.get("id_number", person.id_number), _kind(person, given), today)
    known = None if document and document.birth_date else person.birth_date
    birth_date = birth_date_of(given.get("birth_date", known), document, today)
    return {"id": person.id, **identity_of(given.get("name", person.name), document, birth_date)}


def _kind(person: Person, given: Correction) -> str | None:
    """The kind of document as given, else as before; a number like a citizen's tells its kind by itself."""
    if "id_type" in given:
        return given["id_type"]
    if "id_number" not in given:
        return person.id_type
    return person.id_type if given["id_number"] and person.id_type not in {NONE, "resident_id"} else None


def _write(session: Session, person: Person, row: dict[str, Any]) -> None:
    """What was found to be like the record as it was is to be looked for anew."""
    for column, value in row.items():
        setattr(person, column, value)
    person.version += 1
    session.flush()
    queries.forget_proposed_pairs(session, [person.id])
