"""Writing ends and version steps of many rows with few statements."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.residents.models import Person, Stay, Tenancy
from services.residents.queries import in_chunks


class End(NamedTuple):
    """One row that ends."""

    id: UUID
    on: date
    reason: str


def write_ends(session: Session, model: type[Tenancy] | type[Stay], ends: Iterable[End]) -> None:
    """Close rows; one statement for all that end on one day for one reason."""
    together: defaultdict[tuple[date, str], list[UUID]] = defaultdict(list)
    for end in ends:
        together[end.on, end.reason].append(end.id)
    for (on, reason), ids in together.items():
        for some in in_chunks(ids):
            session.execute(
                update(model)
                .where(model.id.in_(some))
                .values(until=on, end_reason=reason)
                .execution_options(synchronize_session=False)
            )


def write_versions(session: Session, steps: Counter[UUID]) -> None:
    """Move people's versions on by the number of facts announced about each."""
    together: defaultdict[int, list[UUID]] = defaultdict(list)
    for person_id, count in steps.items():
        together[count].append(person_id)
    for count, ids in together.items():
        for some in in_chunks(ids):
            session.execute(
                update(Person)
                .where(Person.id.in_(some))
                .values(version=Person.version + count)
                .execution_options(synchronize_session=False)
            )
