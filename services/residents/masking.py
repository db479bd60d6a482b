"""People as they are shown: masked, or in clear for a reason."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from chassis.personal import masked_id_number, masked_name, masked_phone
from services.residents.ages import is_minor
from services.residents.models import Person

DISTRICT_DIGITS = 6
"""Of a code of registration; the village would tell too much."""


def whole(person: Person, merged: Sequence[Person] = ()) -> dict[str, Any]:
    """A person in clear; what their record lacks is taken from those that were merged into it."""
    records = (person, *merged)
    numbered = next((each for each in records if each.id_number), person)
    return {
        "id": person.id,
        "name": person.name,
        "id_type": numbered.id_type,
        "id_number": numbered.id_number,
        "phone": next((each.phone for each in records if each.phone), None),
        "hukou": next((each.hukou for each in records if each.hukou), None),
        "birth_date": next((each.birth_date for each in records if each.birth_date), None),
    }


def masked(person: Person, today: date, merged: Sequence[Person] = ()) -> dict[str, Any]:
    """A person as they are shown: enough to tell them apart."""
    told = whole(person, merged)
    return {
        "id": person.id,
        "name": masked_name(told["name"]),
        "id_type": told["id_type"],
        "id_number": masked_id_number(told["id_number"]) if told["id_number"] else None,
        "phone": masked_phone(told["phone"]) if told["phone"] else None,
        "hukou": told["hukou"][:DISTRICT_DIGITS] if told["hukou"] else None,
        "minor": is_minor(told["birth_date"], today),
        "guardian_id": next((each.guardian_id for each in (person, *merged) if each.guardian_id), None),
        "merged": [each.id for each in merged],
    }
