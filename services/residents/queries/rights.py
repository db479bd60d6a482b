"""What people's rights depend on."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
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
    """People who have lived here, left for good before a day and are tied to nothing, under whatever id."""
    ids = _their_ids()
    stays = select(Stay.id).where(Stay.person_id.in_(ids))
    later = stays.where(_runs(Stay.until, day))
    return _kept_records().where(stays.exists(), ~later.exists(), *_untied(ids, day))


def never_here_before(day: date) -> Select[UUID]:
    """People on record since before a day who have never lived here and are tied to nothing, under whatever id."""
    ids, record = _their_ids(), aliased(Person)
    since = select(record.id).where(record.id.in_(ids), record.recorded_on >= day)
    stays = select(Stay.id).where(Stay.person_id.in_(ids))
    return _kept_records().where(~since.exists(), ~stays.exists(), *_untied(ids, day))


def is_to_move_in(session: Session, person_ids: Sequence[UUID]) -> bool:
    """Whether a dwelling is let to one of these records, of whom none lives here."""
    return session.scalar(_rented(person_ids).where(Tenancy.until.is_(None)).limit(1)) is not None


def _their_ids() -> Select[UUID]:
    ids = all_ids(Person.id, of=Person).subquery()
    return select(ids.c.id)


def _untied(ids: Select[UUID], day: date) -> list[ColumnElement[bool]]:
    """That they have had no post or dwelling since a day, and are nobody's guardian."""
    ward = aliased(Person)
    holds = select(Term.id).where(Term.person_id.in_(ids), _runs(Term.until, day))
    answers = select(ward.id).where(ward.guardian_id.in_(ids), ward.erased_on.is_(None))
    rents = _rented(ids).where(_runs(Tenancy.until, day))
    return [~each.exists() for each in (holds, answers, rents)]


def _rented(tenants: Any) -> Select[UUID]:
    held = select(Tenancy.id).join(Household, Household.id == Tenancy.household_id)
    return held.where(Household.tenant_id.in_(tenants))


def _kept_records() -> Select[UUID]:
    """People who are not erased, each once, in a fixed order."""
    return select(Person.id).where(Person.erased_on.is_(None), ~is_merged(Person.id)).order_by(Person.id)


def _runs(until: InstrumentedAttribute[date | None], day: date) -> ColumnElement[bool]:
    return or_(until.is_(None), until >= day)
