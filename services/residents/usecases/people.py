"""Recording people and how to reach them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.access import UNLIMITED, Reach
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
)
from services.residents.identity import WrongIdNumber
from services.residents.models import Person
from services.residents.namesakes import namesake_index
from services.residents.phones import WrongPhone, parse_phone
from services.residents.usecases.duplicates import set_apart
from services.residents.usecases.recognising import Distinct, others_alike
from services.residents.usecases.usable import usable_person


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
    noted = {"identity_noted_on": today, "contact_noted_on": today if person.phone else None}
    row = {**_row(person, today), **noted}
    if row["namesake_index"]:
        queries.hold_namesakes(session, row["namesake_index"])
    alike = others_alike(session, row, today=today, distinct=distinct, reach=reach)
    _enter(session, [row])
    set_apart(session, person.id, alike)
    return session.get_one(Person, person.id)


def change_contact(
    session: Session,
    person_id: UUID,
    phone: str | None,
    *,
    today: date,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> None:
    """Record another phone number, or none. Raises PersonUnknown, UseRestricted, ChangedMeanwhile, NotAPhone."""
    person = usable_person(session, person_id, reach, lock=True)
    require_seen(person.version, seen)
    number = read_phone(phone) if phone else None
    if number == person.phone:
        return
    person.phone = number
    person.phone_index = blind_index("phone", number) if number else None
    person.contact_noted_on = today
    person.version += 1
    contact = ContactChanged(person_id=person.id, phone=seal(number) if number else None)
    announce(session, contact, sequence=person.version)


def note_hukou(
    session: Session, person_id: UUID, hukou: str | None, *, seen: int | None = None, reach: Reach = UNLIMITED
) -> None:
    """Record where a person is registered (户籍地), or that it is not known.

    Raises PersonUnknown, UseRestricted, ChangedMeanwhile.
    """
    person = usable_person(session, person_id, reach, lock=True)
    require_seen(person.version, seen)
    if hukou != person.hukou:
        person.hukou = hukou
        person.version += 1


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


def document_of(number: str | None, kind: str | None, today: date) -> Document | None:
    """The document somebody has, if any. Raises NotAnIdNumber, IdTypeWithoutNumber."""
    if kind is not None and (kind == NONE) == bool(number):
        raise IdTypeWithoutNumber
    return read_id(number, kind, today) if number else None


def birth_date_of(said: date | None, document: Document | None, today: date) -> date | None:
    """When somebody was born, as said or as their number tells. Raises BirthDateImpossible, BirthDateContradicted."""
    by_number = document.birth_date if document else None
    if said and not can_be(said, today):
        raise BirthDateImpossible
    if said and by_number and said != by_number:
        raise BirthDateContradicted
    return said or by_number


def identity_of(name: str, document: Document | None, birth_date: date | None) -> dict[str, Any]:
    """What a record says of who somebody is, with the indexes by which it is found."""
    return {
        "name": name,
        "id_type": document.kind if document else NONE,
        "id_number": document.number if document else None,
        "id_number_index": document.index if document else None,
        "birth_date": birth_date,
        "namesake_index": namesake_index(name, birth_date),
    }


def _enter(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    insert_rows(session, Person, rows)
    reachable: list[tuple[Event, int]] = [
        (ContactChanged(person_id=row["id"], phone=seal(row["phone"])), 1) for row in rows if row["phone"]
    ]
    announce_all(session, reachable)


def _row(person: NewPerson, today: date) -> dict[str, Any]:
    phone = read_phone(person.phone) if person.phone else None
    document = document_of(person.id_number, person.id_type, today)
    birth_date = birth_date_of(person.birth_date, document, today)
    return {
        "id": person.id,
        **identity_of(person.name, document, birth_date),
        "phone": phone,
        "phone_index": blind_index("phone", phone) if phone else None,
        "hukou": person.hukou,
        "recorded_on": today,
        "version": 1 if phone else 0,
    }
