"""Whose data may be kept only: a restriction on one record of a person is one on all of them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from chassis.aliases import all_ids, kept, people_of, stands_for
from chassis.events.tables import Alias
from services.residents.models import Person


def is_restricted(session: Session, person_id: UUID) -> bool:
    """Whether a person's data may be kept only, as any of their records says."""
    theirs = select(Person.id).where(Person.id.in_(all_ids(person_id)), Person.restricted_since.is_not(None))
    return session.scalar(theirs.limit(1)) is not None


def restricted_among(session: Session, person_ids: Iterable[UUID]) -> set[UUID]:
    """Whose data may be kept only, of these people; by the ids of the records that are kept."""
    ids = people_of(session, person_ids)
    theirs = select(Person.id).where(Person.id.in_(ids), Person.restricted_since.is_not(None))
    return {ids[each] for each in session.scalars(theirs)}


def restricted_people() -> Select[UUID]:
    """A subquery for the people whose data may be kept only, by the ids of the records that are kept."""
    written = aliased(Person)
    found = select(kept(written.id)).select_from(written).outerjoin(Alias, stands_for(written.id))
    return found.where(written.restricted_since.is_not(None)).correlate(None)
