"""What residents look for."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session

from chassis.access import Reach
from chassis.aliases import all_ids
from services.employment.models import (
    ENDED,
    MOVED_OUT,
    OPEN,
    Resident,
    Wish,
)
from services.employment.queries.chunks import in_chunks
from services.employment.queries.residents import residents_within


class OpenWish(NamedTuple):
    """What has to be known of a wish to end it."""

    id: UUID
    person_id: UUID
    known_moves: int
    version: int


def wishes_of(person_id: UUID, reach: Reach) -> Select[Any]:
    """A person's wishes, open and ended, under whatever id they were noted."""
    return select(Wish).where(Wish.person_id.in_(all_ids(person_id)), _wishes_within(reach))


def wish(session: Session, wish_id: UUID, reach: Reach) -> Wish | None:
    """One wish."""
    return session.scalar(select(Wish).where(Wish.id == wish_id, _wishes_within(reach)))


def locked_wish(session: Session, wish_id: UUID, reach: Reach) -> Wish | None:
    """A wish that nobody else ends now."""
    return session.scalar(select(Wish).where(Wish.id == wish_id, _wishes_within(reach)).with_for_update())


def _wishes_within(reach: Reach) -> ColumnElement[bool]:
    if reach.everything:
        return true()
    same = all_ids(Wish.person_id, of=Wish).subquery()
    person = select(Resident.person_id).join(same, Resident.person_id == same.c.id)
    return person.where(residents_within(reach)).exists()


def open_wish_counts(session: Session, person_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many open wishes these people have; who has none is left out."""
    return {
        person_id: count
        for some in in_chunks(person_ids)
        for person_id, count in session.execute(
            select(Wish.person_id, func.count())
            .where(Wish.person_id.in_(some), Wish.state == OPEN)
            .group_by(Wish.person_id)
        )
    }


def open_wishes(session: Session, person_ids: Iterable[UUID]) -> list[OpenWish]:
    """Open wishes of these people, locked."""
    columns = (Wish.id, Wish.person_id, Wish.known_moves, Wish.version)
    return [
        OpenWish(*row)
        for some in in_chunks(person_ids)
        for row in session.execute(
            select(*columns)
            .where(Wish.person_id.in_(some), Wish.state == OPEN)
            .order_by(Wish.id)
            .with_for_update()
        )
    ]


def wishes_to_withdraw(session: Session, person_id: UUID, *, until: datetime) -> list[OpenWish]:
    """Wishes of until an instant under this id that are open or could be taken up again, locked."""
    columns = (Wish.id, Wish.person_id, Wish.known_moves, Wish.version)
    wanted = or_(Wish.state == OPEN, Wish.end_reason == MOVED_OUT)
    found = select(*columns).where(Wish.person_id == person_id, wanted, Wish.recorded_at <= until)
    return [OpenWish(*row) for row in session.execute(found.order_by(Wish.id).with_for_update())]


def wishes_ended_by_moving(session: Session, person_ids: Iterable[UUID]) -> list[Wish]:
    """Wishes of these people that their departure has ended, locked."""
    return [
        wish
        for some in in_chunks(person_ids)
        for wish in session.scalars(
            select(Wish)
            .where(Wish.person_id.in_(some), Wish.state == ENDED, Wish.end_reason == MOVED_OUT)
            .order_by(Wish.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ]


def wishes_ended_before(day: date) -> Select[UUID]:
    """Wishes that ended before a day."""
    return select(Wish.id).where(Wish.state != OPEN, Wish.ended_on < day).order_by(Wish.id)
