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
from services.residents.changes import NewPerson
from services.residents.errors import AlreadyRecorded, NotAnIdNumber, NotAPhone, PersonUnknown, UseRestricted
from services.residents.identity import IdNumber, WrongIdNumber, WrongPhone, parse_id_number, parse_phone
from services.residents.models import Person


def record_people(session: Session, people: Sequence[NewPerson], *, today: date) -> None:
    """Enter people into the register; nobody is born after `today`.

    Raises NotAnIdNumber or NotAPhone for what cannot be one, AlreadyRecorded when an ID number is known.
    """
    if not people:
        return
    rows = [_row(each, today) for each in people]
    indexes = [row["id_number_index"] for row in rows if row["id_number_index"]]
    if len(set(indexes)) < len(indexes) or queries.people_by_id_number(session, indexes):
        raise AlreadyRecorded
    insert_rows(session, Person, rows)
    reachable: list[tuple[Event, int]] = [
        (ContactChanged(person_id=row["id"], phone=seal(row["phone"])), 1) for row in rows if row["phone"]
    ]
    announce_all(session, reachable)


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


def read_id_number(text: str, today: date) -> IdNumber:
    """An ID number as people write it. Raises NotAnIdNumber."""
    try:
        return parse_id_number(text, today=today)
    except WrongIdNumber as wrong:
        raise NotAnIdNumber(why_zh=wrong.zh, why_en=wrong.en) from None


def read_phone(text: str) -> str:
    """A phone number as people write it. Raises NotAPhone."""
    try:
        return parse_phone(text)
    except WrongPhone as wrong:
        raise NotAPhone(why_zh=wrong.zh, why_en=wrong.en) from None


def _row(person: NewPerson, today: date) -> dict[str, Any]:
    identity = read_id_number(person.id_number, today) if person.id_number else None
    phone = read_phone(person.phone) if person.phone else None
    return {
        "id": person.id,
        "name": person.name,
        "id_number": identity.number if identity else None,
        "id_number_index": blind_index("id_number", identity.number) if identity else None,
        "phone": phone,
        "phone_index": blind_index("phone", phone) if phone else None,
        "birth_date": identity.birth_date if identity else person.birth_date,
        "version": 1 if phone else 0,
    }
