"""Tenancies, what was done with them, and what was believed of who lived where."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    case,
    false,
    func,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from chassis.access import Reach
from chassis.aliases import all_ids, kept, people_of, stands_for
from chassis.events.tables import Alias
from services.residents.models import (
    Dwelling,
    FormerRelation,
    Person,
    RetractedEnd,
    Stay,
    Tenancy,
    TenancyStep,
)
from services.residents.queries.reach import dwellings_within


class EndedStay(NamedTuple):
    """A stay that ended, as it would be taken up again."""

    id: UUID
    person_id: UUID
    household_id: UUID
    dwelling_id: UUID
    since: date
    until: date
    end_reason: str
    end_recorded_at: datetime | None


_ENDED = (
    Stay.id, Stay.person_id, Stay.household_id, Stay.dwelling_id, Stay.since, Stay.until, Stay.end_reason,
    Stay.end_recorded_at,
)  # fmt: skip


def locked_tenancy(session: Session, tenancy_id: UUID, reach: Reach) -> tuple[Tenancy, Dwelling] | None:
    """A tenancy of a dwelling within reach that nobody else changes now, with the dwelling."""
    statement = select(Tenancy, Dwelling).join(Dwelling, Dwelling.id == Tenancy.dwelling_id)
    statement = statement.where(Tenancy.id == tenancy_id, dwellings_within(reach))
    row = session.execute(statement.with_for_update(of=Tenancy)).first()
    return (row[0], row[1]) if row else None


def tenancy(session: Session, tenancy_id: UUID, reach: Reach) -> Tenancy | None:
    """A tenancy of a dwelling within reach."""
    statement = select(Tenancy).join(Dwelling, Dwelling.id == Tenancy.dwelling_id)
    return session.scalar(statement.where(Tenancy.id == tenancy_id, dwellings_within(reach)))


def open_tenancy_of(session: Session, household_id: UUID, reach: Reach) -> tuple[Tenancy, Dwelling] | None:
    """The tenancy of a household that is not ended, locked."""
    statement = select(Tenancy, Dwelling).join(Dwelling, Dwelling.id == Tenancy.dwelling_id)
    # Asked and locked in one: who waited for the lock sees whether it is still open.
    statement = statement.where(
        Tenancy.household_id == household_id, Tenancy.until.is_(None), dwellings_within(reach)
    )
    row = session.execute(statement.with_for_update(of=Tenancy)).first()
    return (row[0], row[1]) if row else None


def last_tenancy_of(session: Session, household_id: UUID, reach: Reach) -> tuple[Tenancy, Dwelling] | None:
    """The newest tenancy of a household, open or ended, locked."""
    tenancy_id = session.scalar(_newest_of(household_id))
    return locked_tenancy(session, tenancy_id, reach) if tenancy_id else None


def newest_tenancy(session: Session, household_id: UUID, reach: Reach) -> Tenancy | None:
    """The newest tenancy of a household, open or ended."""
    tenancy_id = session.scalar(_newest_of(household_id))
    return tenancy(session, tenancy_id, reach) if tenancy_id else None


def stays_ended_with(session: Session, tenancy: Tenancy) -> list[EndedStay]:
    """The stays that the end of a tenancy has ended: on its day, written down in the same moment."""
    wanted = and_(
        Stay.household_id == tenancy.household_id,
        Stay.dwelling_id == tenancy.dwelling_id,
        Stay.until == tenancy.until,
        Stay.end_reason == tenancy.end_reason,
        Stay.end_recorded_at.is_not_distinct_from(tenancy.end_recorded_at),
    )
    rows = session.execute(select(*_ENDED).where(wanted).order_by(Stay.id).with_for_update())
    return [EndedStay._make(row) for row in rows]


def last_stay_in(session: Session, household_id: UUID, person_id: UUID) -> EndedStay | None:
    """The stay that a person, under whatever id, had last with a household; None while one goes on."""
    theirs = and_(Stay.household_id == household_id, Stay.person_id.in_(all_ids(person_id)))
    order = (Stay.until.is_not(None), Stay.until.desc(), Stay.id.desc())
    row = session.execute(select(*_ENDED).where(theirs).order_by(*order).limit(1).with_for_update()).first()
    return EndedStay._make(row) if row and row.until is not None else None


def last_step_day(session: Session, tenancy_id: UUID) -> date | None:
    """The latest day of which a tenancy has a step."""
    return session.scalar(select(func.max(TenancyStep.day)).where(TenancyStep.tenancy_id == tenancy_id))


def relations_since(session: Session, stay_ids: Sequence[UUID]) -> date:
    """The day from which on these members stand to each other as they do now."""
    changed = select(FormerRelation.until.label("day")).where(FormerRelation.stay_id.in_(stay_ids))
    days = union_all(changed, select(Stay.since.label("day")).where(Stay.id.in_(stay_ids))).subquery()
    return session.execute(select(func.max(days.c.day))).scalar_one()


def steps_of(session: Session, tenancy_id: UUID) -> list[TenancyStep]:
    """What was done with a tenancy, in order."""
    found = select(TenancyStep).where(TenancyStep.tenancy_id == tenancy_id)
    return list(session.scalars(found.order_by(TenancyStep.recorded_at, TenancyStep.id)))


def believed_stays(*, on: date, known_at: datetime | None) -> Select[Any]:
    """Stays that went on on a day, by what is known now or was known at an instant; with people and addresses.

    What was written down before instants were kept counts as known from the first.
    """
    until = Stay.until if known_at is None else _believed_end(known_at)
    statement: Any = (
        select(
            Stay, Person, Dwelling.address, _relation(on, known_at).label("relation"), until.label("until")
        )
        .join(Dwelling, Dwelling.id == Stay.dwelling_id)
        .outerjoin(Alias, stands_for(Stay.person_id))
        .join(Person, Person.id == kept(Stay.person_id))
        .where(Stay.since <= on, or_(until.is_(None), until > on))
    )
    if known_at is not None:
        statement = statement.where(or_(Stay.recorded_at.is_(None), Stay.recorded_at <= known_at))
    return statement


def believed_occupants(
    session: Session, dwelling_id: UUID, *, on: date, known_at: datetime | None, reach: Reach
) -> Sequence[Any]:
    """Who lived in a dwelling within reach on a day, the tenant first."""
    found = believed_stays(on=on, known_at=known_at).where(Stay.dwelling_id == dwelling_id)
    found = found.where(dwellings_within(reach)).order_by(
        _relation(on, known_at) != "tenant", Stay.since, Stay.id
    )
    return session.execute(found).all()


def homes_of_person(
    session: Session, person_id: UUID, *, known_at: datetime | None, reach: Reach
) -> list[Any]:
    """Where a person has lived within reach, by what is known now or was known then; the newest last."""
    until = Stay.until if known_at is None else _believed_end(known_at)
    statement = (
        select(Stay, Dwelling.address, _relation(None, known_at).label("relation"), until.label("until"))
        .join(Dwelling, Dwelling.id == Stay.dwelling_id)
        .where(Stay.person_id.in_(all_ids(person_id)), dwellings_within(reach))
        .order_by(Stay.since, Stay.id)
    )
    if known_at is not None:
        statement = statement.where(or_(Stay.recorded_at.is_(None), Stay.recorded_at <= known_at))
    return list(session.execute(statement).all())


def _newest_of(household_id: UUID) -> Select[UUID]:
    found = select(Tenancy.id).where(Tenancy.household_id == household_id)
    order = (Tenancy.until.is_not(None), Tenancy.until.desc(), Tenancy.id.desc())
    return found.order_by(*order).limit(1)


def _relation(on: date | None, known_at: datetime | None) -> ColumnElement[Any]:
    """How a member stood to the tenant on a day, or at last, by what is known now or was known at an instant."""
    later = [FormerRelation.until > on] if on is not None else []
    if known_at is not None:
        later.append(FormerRelation.replaced_at > known_at)
    former = (
        select(FormerRelation.relation)
        .where(FormerRelation.stay_id == Stay.id, or_(false(), *later))
        .order_by(FormerRelation.replaced_at, FormerRelation.id)
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(former, Stay.relation)


def _believed_end(known_at: datetime) -> ColumnElement[Any]:
    """The end of a stay as it was believed at an instant: the one that holds, or one that was retracted since."""
    retracted = (
        select(RetractedEnd.until)
        .where(
            RetractedEnd.stay_id == Stay.id,
            or_(RetractedEnd.recorded_at.is_(None), RetractedEnd.recorded_at <= known_at),
            RetractedEnd.retracted_at > known_at,
        )
        .order_by(RetractedEnd.retracted_at)
        .limit(1)
        .scalar_subquery()
    )
    known = and_(
        Stay.until.is_not(None), or_(Stay.end_recorded_at.is_(None), Stay.end_recorded_at <= known_at)
    )
    return type_coerce(case((known, Stay.until), else_=retracted), Date())


def lived_elsewhere_since(session: Session, stays: Sequence[EndedStay], day: date) -> bool:
    """Whether these people, under whatever id, have lived anywhere after these stays, on a day or later."""
    ids = [each.id for each in stays]
    later = select(Stay.id).where(
        Stay.person_id.in_(people_of(session, [each.person_id for each in stays])),
        Stay.id > min(ids),
        Stay.id.not_in(ids),
        or_(Stay.until.is_(None), Stay.until >= day),
    )
    return session.scalar(later.limit(1)) is not None
