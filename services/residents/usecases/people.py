"""Recording people and how to reach them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.access import UNLIMITED, Reach
from chassis.aliases import people_of
from chassis.bulk import insert_rows
from chassis.contracts import Event
from chassis.events.outbox import announce, announce_all
from chassis.personal import blind_index, seal
from chassis.versions import require_seen
from contracts.residents import ContactChanged
from services.residents import queries
from services.residents.ages import can_be
from services.residents.changes import NewPerson
from services.residents.documents import NONE, Document, read_document
from services.residents.errors import (
    AlreadyRecorded,
    BirthDateContradicted,
    BirthDateImpossible,
    IdTypeWithoutNumber,
    NotAnIdNumber,
    NotAPhone,
    PersonUnknown,
    PossiblyRecorded,
    UseRestricted,
)
from services.residents.identity import WrongIdNumber
from services.residents.masking import masked
from services.residents.models import Person
from services.residents.namesakes import namesake_index
from services.residents.phones import WrongPhone, parse_phone
from services.residents.usecases.duplicates import set_apart


@dataclass(frozen=True, kw_only=True)
class Distinct:
    """Whom the one to record is said not to be: people by id, and namesakes beyond the caller's reach."""

    ids: frozenset[UUID] = frozenset()
    elsewhere: bool = False


def record_people(session: Session, people: Sequence[NewPerson], *, today: date) -> None:
    """Enter people into the register, as rosters have them; nobody is born after `today`.

    Who may be somebody on record is entered all the same: the search for duplicates proposes the pair.

    Raises NotAnIdNumber, NotAPhone, IdTypeWithoutNumber, BirthDateImpossible or BirthDateContradicted for what cannot
    be, AlreadyRecorded when an ID number is known.
    """
    if not people:
        return
    rows = [_row(each, today) for each in people]
    indexes = [row["id_number_index"] for row in rows if row["id_number_index"]]
    if len(set(indexes)) < len(indexes) or queries.people_by_id_number(session, indexes):
        raise AlreadyRecorded
    _enter(session, rows)


def record_person(
    session: Session, person: NewPerson, *, today: date, distinct: Distinct, reach: Reach = UNLIMITED
) -> Person:
    """Enter a person at the desk, where somebody can be asked whether they are on record already.

    Those who record people of one name and birth date at the same time come one after the other. Raises what
    `record_people` raises, and PossiblyRecorded for who has name and birth date of somebody on record, unless
    `distinct` says they are another; the refusal shows those within reach, masked.
    """
    row = _row(person, today)
    if row["namesake_index"]:
        queries.hold_namesakes(session, row["namesake_index"])
    known = queries.people_by_id_number(session, [row["id_number_index"]] if row["id_number_index"] else [])
    if known:
        there = queries.people_within_reach(session, known.values(), reach)
        raise AlreadyRecorded().showing(candidates=[_shown(each, today) for each in there])
    namesakes = [each.id for each in queries.namesakes(session, row["namesake_index"]) if _may_be(each, row)]
    alike = people_of(session, namesakes)
    near = queries.people_within_reach(session, alike, reach)
    elsewhere = len(set(alike.values())) > len(near)
    unclear = [each for each in near if each.id not in distinct.ids]
    if unclear or (elsewhere and not distinct.elsewhere):
        raise PossiblyRecorded().showing(
            candidates=[_shown(each, today) for each in unclear], elsewhere=elsewhere
        )
    _enter(session, [row])
    set_apart(session, person.id, [each.id for each in near])
    return session.get_one(Person, person.id)


def change_contact(
    session: Session, person_id: UUID, phone: str | None, *, seen: int | None = None, reach: Reach = UNLIMITED
) -> None:
    """Record another phone number, or none. Raises PersonUnknown, UseRestricted, ChangedMeanwhile, NotAPhone."""
    person = queries.person(session, person_id, reach, lock=True)
    if person is None:
        raise PersonUnknown
    if person.restricted_since is not None:
        raise UseRestricted
    require_seen(person.version, seen)
    number = read_phone(phone) if phone else None
    if number == person.phone:
        return
    person.phone = number
    person.phone_index = blind_index("phone", number) if number else None
    person.version += 1
    contact = ContactChanged(person_id=person.id, phone=seal(number) if number else None)
    announce(session, contact, sequence=person.version)


def read_id(text: str, kind: str | None, today: date) -> Document:
    """The number of an identity document as people write it. Raises NotAnIdNumber."""
    try:
        return read_document(text, kind, today=today)
    except WrongIdNumber as wrong:
        raise NotAnIdNumber(why_zh=wrong.zh, why_en=wrong.en) from None


def read_phone(text: str) -> str:
    """A phone number as people write it. Raises NotAPhone."""
    try:
        return parse_phone(text)
    except WrongPhone as wrong:
        raise NotAPhone(why_zh=wrong.zh, why_en=wrong.en) from None


def _enter(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    insert_rows(session, Person, rows)
    reachable: list[tuple[Event, int]] = [
        (ContactChanged(person_id=row["id"], phone=seal(row["phone"])), 1) for row in rows if row["phone"]
    ]
    announce_all(session, reachable)


def _may_be(known: Person, row: dict[str, Any]) -> bool:
    """Whether a namesake may be the one to record; two numbers of one kind of document are two people."""
    return known.id_number is None or row["id_number"] is None or known.id_type != row["id_type"]


def _shown(person: Person, today: date) -> dict[str, Any]:
    return {**masked(person, today), "id": str(person.id), "guardian_id": None}


def _row(person: NewPerson, today: date) -> dict[str, Any]:
    document = _document(person, today)
    phone = read_phone(person.phone) if person.phone else None
    birth_date = _birth_date(person, document, today)
    return {
        "id": person.id,
        "name": person.name,
        "id_type": document.kind if document else NONE,
        "id_number": document.number if document else None,
        "id_number_index": document.index if document else None,
        "phone": phone,
        "phone_index": blind_index("phone", phone) if phone else None,
        "birth_date": birth_date,
        "namesake_index": namesake_index(person.name, birth_date),
        "version": 1 if phone else 0,
    }


def _document(person: NewPerson, today: date) -> Document | None:
    if person.id_type is not None and (person.id_type == NONE) == bool(person.id_number):
        raise IdTypeWithoutNumber
    return read_id(person.id_number, person.id_type, today) if person.id_number else None


def _birth_date(person: NewPerson, document: Document | None, today: date) -> date | None:
    by_number = document.birth_date if document else None
    if person.birth_date and not can_be(person.birth_date, today):
        raise BirthDateImpossible
    if person.birth_date and by_number and person.birth_date != by_number:
        raise BirthDateContradicted
    return person.birth_date or by_number
