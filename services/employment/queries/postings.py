"""Employers and what they offer."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from chassis.access import Reach
from chassis.areas import within
from services.employment.models import (
    DRAFT,
    PUBLISHED,
    Employer,
    Posting,
)
from services.employment.queries.chunks import in_chunks


def known_employers(session: Session, ids: Iterable[UUID]) -> set[UUID]:
    """Which of these employers are registered."""
    return {
        employer_id
        for some in in_chunks(ids)
        for employer_id in session.scalars(select(Employer.id).where(Employer.id.in_(some)))
    }


def employers() -> Select[Any]:
    """All employers."""
    return select(Employer)


def postings(
    *, state: str | None, occupation: str | None, form: str | None, area: str | None, manages: Reach
) -> Select[Any]:
    """Postings, with a class of occupations standing for all below it and an area for all within it."""
    statement = select(Posting).where(_shown(manages))
    if state is not None:
        statement = statement.where(Posting.state == state)
    if occupation is not None:
        statement = statement.where(Posting.occupation.startswith(occupation, autoescape=True))
    if form is not None:
        statement = statement.where(Posting.form == form)
    if area is not None:
        statement = statement.where(within(Posting.area, area))
    return statement


def posting(session: Session, posting_id: UUID, manages: Reach) -> Posting | None:
    """One posting."""
    return session.scalar(select(Posting).where(Posting.id == posting_id, _shown(manages)))


def locked_posting(session: Session, posting_id: UUID, manages: Reach) -> Posting | None:
    """A posting the caller manages, and nobody else changes now."""
    statement = select(Posting).where(Posting.id == posting_id, manages.over(owner=Posting.employer_id))
    return session.scalar(statement.with_for_update())


def _shown(manages: Reach) -> ColumnElement[bool]:
    """Drafts are shown to those who manage them."""
    return or_(Posting.state != DRAFT, manages.over(owner=Posting.employer_id))


def overdue_postings(session: Session, today: date) -> list[UUID]:
    """Open postings whose last day has passed, locked."""
    statement = (
        select(Posting.id)
        .where(Posting.state == PUBLISHED, Posting.closes_on < today)
        .order_by(Posting.id)
        .with_for_update()
    )
    return list(session.scalars(statement))
