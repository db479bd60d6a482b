"""What has to be looked into, beside a person as they are shown."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from chassis.web.problems import language
from chassis.web.wording import worded
from services.residents import queries
from services.residents.ages import is_minor
from services.residents.documents import area_unknown
from services.residents.masking import masked
from services.residents.models import Person
from services.residents.remarks import REMARKS
from services.residents.usecases.guardians import minors_without_guardian


def with_remarks(session: Session, person: Person, today: date) -> dict[str, Any]:
    """A person, masked, with what has to be looked into."""
    found = ["area-code-unknown"] if area_unknown(person.id_type, person.id_number) else []
    home = queries.household_of(session, person.id) if is_minor(person.birth_date, today) else None
    if home and person.id in minors_without_guardian(session, home, today=today):
        found.append("minor-without-guardian")
    return {**masked(person, today), "remarks": remarks(found)}


def remarks(codes: Iterable[str]) -> list[dict[str, str]]:
    """Remarks in the language of the caller."""
    return [{"code": each, "message": worded(REMARKS[each], language())} for each in codes]
