"""Registering employers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.bulk import insert_into
from services.employment.credit_codes import parse_credit_code
from services.employment.errors import EmployerRegistered
from services.employment.models import Employer


@dataclass(frozen=True, kw_only=True)
class NewEmployer:
    """An employer as first registered."""

    id: UUID
    name: str
    credit_code: str
    phone: str
    registered_at: datetime


def register_employers(session: Session, employers: Sequence[NewEmployer]) -> None:
    """Register employers with one statement. Raises WrongCreditCode, EmployerRegistered."""
    rows = [
        {
            "id": each.id,
            "name": each.name,
            "credit_code": parse_credit_code(each.credit_code),
            "phone": each.phone,
            "registered_at": each.registered_at,
        }
        for each in employers
    ]
    if not rows:
        return
    # Asking first whether a code is taken would let two who ask at once both go on.
    statement = insert_into(session, Employer).on_conflict_do_nothing(index_elements=["credit_code"])
    if len(session.scalars(statement.returning(Employer.id), rows).all()) < len(rows):
        raise EmployerRegistered
