"""Every question grievances ask of their tables."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session, selectinload

from chassis import settings
from chassis.access import Reach
from chassis.aliases import all_ids
from chassis.areas import within
from services.grievances.models import OPEN, SETTLED, Case, Dwelling, Forgotten, Post, Resident

_DESK = 0x63617365
"""Key of the lock that keeps filing and re-routing apart."""

_MOST_AREAS = 200
"""Areas compared in one statement; for more, all open cases are read instead."""


def share_desk(session: Session) -> None:
    """Until the end of the transaction, let others file cases too, but nobody change posts and residents."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock_shared(_DESK)))


def take_desk(session: Session) -> None:
    """Until the end of the transaction, let nobody file a case.

    A case being filed was given out by what is known now; once it is there, or not yet begun, what changes
    finds it or is found by it.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_DESK)))


def dwellings(session: Session, *, ids: Collection[UUID], addresses: Collection[str]) -> list[Dwelling]:
    """Dwellings by id or address."""
    statement = select(Dwelling).where(or_(Dwelling.dwelling_id.in_(ids), Dwelling.address.in_(addresses)))
    return list(session.scalars(statement))


def residents(session: Session, ids: Collection[UUID]) -> dict[UUID, Resident]:
    """What is known of these people."""
    statement = select(Resident).where(Resident.person_id.in_(ids))
    found = session.scalars(statement.execution_options(populate_existing=True))
    return {each.person_id: each for each in found}


def people_within(session: Session, ids: Collection[UUID], reach: Reach) -> set[UUID]:
    """Which of these people live, or lived last, within reach."""
    if reach.everything:
        return set(ids)
    statement = select(Resident.person_id).outerjoin(Dwelling, Dwelling.dwelling_id == Resident.dwelling_id)
    inside = reach.over(Dwelling.area, Dwelling.grid, owner=Resident.person_id)
    return set(session.scalars(statement.where(Resident.person_id.in_(ids), inside)))


def held_posts(
    session: Session, kinds: Collection[str], *, areas: Collection[str] | None = None
) -> list[Post]:
    """Posts of these kinds that somebody holds, everywhere or for exactly these areas."""
    statement = select(Post).where(Post.kind.in_(kinds), Post.person_id.is_not(None))
    if areas is not None:
        statement = statement.where(Post.area.in_(areas))
    return list(session.scalars(statement.order_by(Post.post_id).execution_options(populate_existing=True)))


def open_cases_within(session: Session, *, places: Collection[str], grids: Collection[str]) -> list[Case]:
    """Open cases in any of these places or grids, locked."""
    statement = select(Case).where(Case.state == OPEN).order_by(Case.id).with_for_update()
    if len(places) + len(grids) <= _MOST_AREAS:
        inside = [within(Case.area, each) for each in places] + [within(Case.grid, each) for each in grids]
        statement = statement.where(or_(false(), *inside))
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def cases_in_other_grids(session: Session, dwelling_ids: Iterable[UUID]) -> list[tuple[Case, str]]:
    """Cases of these dwellings that still name another grid than theirs, locked, each with the one it lies in."""
    statement = (
        select(Case, Dwelling.grid)
        .join(Dwelling, Dwelling.dwelling_id == Case.dwelling_id)
        .where(Case.dwelling_id.in_(set(dwelling_ids)), Case.grid != Dwelling.grid)
        .order_by(Case.id)
        .with_for_update(of=Case)
        .execution_options(populate_existing=True)
    )
    return [(case, grid) for case, grid in session.execute(statement)]


def open_cases_reported_by(session: Session, person_ids: Iterable[UUID]) -> list[Case]:
    """Open cases these people have brought, locked."""
    statement = (
        select(Case)
        .where(Case.reporter_id.in_(set(person_ids)), Case.state == OPEN)
        .order_by(Case.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(statement))


def is_forgotten(session: Session, person_id: UUID | None) -> bool:
    """Whether a person has been erased."""
    return person_id is not None and session.get(Forgotten, person_id) is not None


def cases_settled_before(day: date) -> Select[UUID]:
    """Cases settled before a day that still have their words."""
    midnight = datetime.combine(day, time(), settings.current().timezone)
    return (
        select(Case.id)
        .where(Case.state == SETTLED, Case.settled_at < midnight, Case.words_erased_on.is_(None))
        .order_by(Case.id)
    )


def cases(*, state: str | None, area: str | None, assignee_id: UUID | None, reach: Reach) -> Select[Any]:
    """Cases, all or those of a state, an area, a person in charge."""
    statement = select(Case).where(_cases_within(reach))
    if state is not None:
        statement = statement.where(Case.state == state)
    if area is not None:
        statement = statement.where(within(Case.area, area))
    if assignee_id is not None:
        statement = statement.where(Case.assignee_id.in_(all_ids(assignee_id)))
    return statement


def whole_case(session: Session, case_id: UUID, reach: Reach) -> Case | None:
    """A case with its timeline."""
    statement = select(Case).where(Case.id == case_id, _cases_within(reach))
    return session.scalar(statement.options(selectinload(Case.timeline)))


def locked_case(session: Session, case_id: UUID, reach: Reach) -> Case | None:
    """A case that nobody else works on now."""
    return session.scalar(select(Case).where(Case.id == case_id, _cases_within(reach)).with_for_update())


def _cases_within(reach: Reach) -> ColumnElement[bool]:
    return reach.over(Case.area, Case.grid, owner=Case.reporter_id)


def homes(session: Session) -> list[tuple[UUID, UUID | None]]:
    """Every dwelling with one who lives there now, in a fixed order."""
    statement = (
        select(Dwelling.dwelling_id, Resident.person_id)
        .outerjoin(Resident, (Resident.dwelling_id == Dwelling.dwelling_id) & Resident.present)
        .order_by(Dwelling.dwelling_id, Resident.person_id)
    )
    found: dict[UUID, UUID | None] = {}
    for dwelling_id, person_id in session.execute(statement):
        found.setdefault(dwelling_id, person_id)
    return list(found.items())
