"""People as they are shown: masked."""

from datetime import date
from typing import Any

from chassis.personal import masked_id_number, masked_name, masked_phone
from services.residents.ages import is_minor
from services.residents.models import Person


def masked(person: Person, today: date) -> dict[str, Any]:
    """A person as they are shown: enough to tell them apart."""
    return {
        "id": person.id,
        "name": masked_name(person.name),
        "id_type": person.id_type,
        "id_number": masked_id_number(person.id_number) if person.id_number else None,
        "phone": masked_phone(person.phone) if person.phone else None,
        "minor": is_minor(person.birth_date, today),
        "guardian_id": person.guardian_id,
    }
