"""What people's rights depend on."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from chassis.aliases import all_ids, is_merged
from services.residents.models import Consent, Household, Person, Stay, Tenancy, Term
from services.residents.queries.moving import in_chunks


def ledger(session: Session, person_id: UUID, purpose: str) -> list[Consent]:
    """What a person has said on one purpose, under whatever id, the newest last."""
    return [each for each in consents_of(session, person_id) if each.purpose == purpose]


def agrees(said: Sequence[Consent]) -> bool:
    """Whether this ledger of one purpose ends with consent: of records that were merged the later word counts."""
    given = {each.person_id: each.given_on for each in said if each.withdrawn_on is None}
    withdrawn = [each.withdrawn_on for each in said if each.withdrawn_on and each.person_id not in given]
    return bool(given) and max(given.values()) >= max(withdrawn, default=date.min)


def consents_of(session: Session, person_id: UUID) -> list[Consent]:
    """All a person has agreed to, under whatever id, the newest last."""
    found = select(Consent).where(Consent.person_id.in_(all_ids(person_id)))
    return list(session.scalars(found.order_by(Consent.given_on, Consent.id)))


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
    later = stays.where(_runs(Stay.until, day))
    gone = and_(stays.exists(), ~later.exists(), ~holds.exists())
    return _kept_records().where(gone)


def never_here_before(day: date) -> Select[UUID]:
    """People on record since before a day who have never lived here, under whatever id, and are tied to nothing.

    What ties is a post or an allocated dwelling, held on that day or later, and somebody they are the guardian of.
    """
    ids = all_ids(Person.id, of=Person).subquery()
    record, ward = aliased(Person), aliased(Person)
    since = select(record.id).where(record.id.in_(select(ids.c.id)), record.recorded_on >= day)
    stays = select(Stay.id).where(Stay.person_id.in_(select(ids.c.id)))
    holds = select(Term.id).where(Term.person_id.in_(select(ids.c.id)), _runs(Term.until, day))
    answers = select(ward.id).where(ward.guardian_id.in_(select(ids.c.id)), ward.erased_on.is_(None))
    rents = select(Tenancy.id).join(Household, Household.id == Tenancy.household_id)
    rents = rents.where(Household.tenant_id.in_(select(ids.c.id)), _runs(Tenancy.until, day))
    ties = (since, stays, holds, answers, rents)
    return _kept_records().where(*(~each.exists() for each in ties))


def _kept_records() -> Select[UUID]:
    """People who are not erased, each once, in a fixed order."""
    return select(Person.id).where(Person.erased_on.is_(None), ~is_merged(Person.id)).order_by(Person.id)


def _runs(until: InstrumentedAttribute[date | None], day: date) -> ColumnElement[bool]:
    return or_(until.is_(None), until >= day)
