"""Writing down what a roster says of people on record, with few statements."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from chassis.bulk import insert_rows
from chassis.contracts import Event
from chassis.events.outbox import announce_all
from chassis.personal import blind_index, seal
from chassis.versions import require_seen
from contracts.residents import ContactChanged
from services.residents import queries
from services.residents.changes import PersonTold
from services.residents.documents import Document
from services.residents.models import Person
from services.residents.usecases.guardians import release_wards_of_minors
from services.residents.usecases.people import document_of, identity_of


def follow_roster(session: Session, told: Iterable[PersonTold], *, today: date) -> None:
    """Let records say what a roster says; who was erased meanwhile stays so, and restriction forbids no correction.

    Raises ChangedMeanwhile for a record that is no longer what the roster was compared with, and IntegrityError when
    a number has become another record's.
    """
    said = {each.person_id: each for each in told}
    people = queries.locked_people(session, list(said))
    if not people:
        return
    for each in people:
        require_seen(each.version, said[each.id].seen)
    rows = [_row(each, said[each.id], today) for each in people]
    insert_rows(session, Person, rows, on_conflict="advance")
    other = [row for each, row in zip(people, rows, strict=True) if row["birth_date"] != each.birth_date]
    renamed = [each.id for each in people if said[each.id].name or said[each.id].id_number]
    for person in people:
        session.expire(person)
    queries.forget_proposed_pairs(session, renamed)
    release_wards_of_minors(session, {row["id"]: row["birth_date"] for row in other}, today)
    reachable: list[tuple[Event, int]] = [
        (ContactChanged(person_id=row["id"], phone=seal(row["phone"])), row["version"])
        for row in rows
        if said[row["id"]].phone
    ]
    announce_all(session, reachable)


def _row(person: Person, told: PersonTold, today: date) -> dict[str, Any]:
    document = Document(kind=person.id_type, number=person.id_number) if person.id_number else None
    if told.id_number:
        document = document_of(told.id_number, told.id_type, today)
    birth_date = (document.birth_date if document else None) or person.birth_date
    phone = told.phone or person.phone
    return {
        "id": person.id,
        **identity_of(told.name or person.name, document, birth_date),
        "phone": phone,
        "phone_index": blind_index("phone", phone) if phone else None,
        "recorded_on": person.recorded_on,
        "version": person.version + 1,
    }
