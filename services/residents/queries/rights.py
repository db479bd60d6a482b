"""What people's rights depend on."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from chassis.aliases import all_ids, is_merged
from services.residents.models import Consent, Person, Stay, Term
from services.residents.queries.moving import in_chunks


def given_consent(session: Session, person_id: UUID, purpose: str) -> Consent | None:
    """The consent that holds, locked."""
    found = select(Consent).where(
        Consent.person_id == person_id, Consent.purpose == purpose, Consent.withdrawn_on.is_(None)
    )
    return session.scalar(found.with_for_update())


def has_withdrawn(session: Session, person_id: UUID, purpose: str) -> bool:
    """Whether a person has ever withdrawn consent to a purpose."""
    found = select(Consent.id).where(
        Consent.person_id == person_id, Consent.purpose == purpose, Consent.withdrawn_on.is_not(None)
    )
    return session.scalar(found.limit(1)) is not None


def consents_of(session: Session, person_id: UUID) -> list[Consent]:
    """All a person has agreed to, the newest last."""
    found = select(Consent).where(Consent.person_id == person_id).order_by(Consent.given_on, Consent.id)
    return list(session.scalars(found))


def post_holders(session: Session, person_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these people hold a post now."""
    found = select(Term.person_id).where(Term.person_id.in_(person_ids), Term.until.is_(None))
    return set(session.scalars(found))


def locked_people(session: Session, person_ids: Sequence[UUID]) -> list[Person]:
    """People who are not erased yet, in a fixed order, locked."""
    return [
        person
        for some in in_chunks(sorted(person_ids))
        for person in session.scalars(
            select(Person)
            .where(Person.id.in_(some), Person.erased_on.is_(None))
            .order_by(Person.id)
            .with_for_update()
        )
    ]


def left_before(day: date) -> Select[UUID]:
    """People who have lived here, left for good before a day and hold no post, under whatever id."""
    ids = all_ids(Person.id, of=Person).subquery()
    stays = select(Stay.id).where(Stay.person_id.in_(select(ids.c.id)))
    holds = select(Term.id).where(Term.person_id.in_(select(ids.c.id)), Term.until.is_(None))
    later = stays.where(or_(Stay.until.is_(None), Stay.until >= day))
    gone = and_(stays.exists(), ~later.exists(), ~holds.exists())
    return (
        select(Person.id).where(Person.erased_on.is_(None), ~is_merged(Person.id), gone).order_by(Person.id)
    )
