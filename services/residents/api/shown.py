"""People as they are shown, and what has to be looked into beside them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from chassis.personal import masked_name
from chassis.web.problems import language
from chassis.web.wording import worded
from services.residents import queries
from services.residents.documents import area_unknown
from services.residents.masking import masked, whole
from services.residents.models import Person, Stay
from services.residents.remarks import REMARKS
from services.residents.usecases.guardians import minors_without_guardian


def with_remarks(session: Session, person: Person, today: date) -> dict[str, Any]:
    """A person, masked, with what has to be looked into."""
    merged = queries.records_merged_into(session, person.id)
    shown, told = masked(person, today, merged), whole(person, merged)
    found = ["area-code-unknown"] if area_unknown(told["id_type"], told["id_number"]) else []
    if queries.is_restricted(session, person.id):
        found.append("use-restricted")
    home = queries.household_of(session, person.id) if shown["minor"] else None
    if home and person.id in minors_without_guardian(session, home, today=today):
        found.append("minor-without-guardian")
    return {**shown, "remarks": remarks(found)}


def member(stay: Stay, person: Person) -> dict[str, Any]:
    """Somebody who lives with a household; name masked."""
    return {
        "person_id": person.id,
        "name": masked_name(person.name),
        "relation": stay.relation,
        "household_id": stay.household_id,
        "since": stay.since,
    }


def remarks(codes: Iterable[str]) -> list[dict[str, str]]:
    """Remarks in the language of the caller."""
    return [{"code": each, "message": worded(REMARKS[each], language())} for each in codes]
