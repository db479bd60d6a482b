"""Every question the job supermarket asks of its tables."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session

from chassis.access import UNLIMITED, Reach
from chassis.aliases import all_ids
from chassis.areas import within
from services.employment.models import (
    DRAFT,
    ENDED,
    MOVED_OUT,
    OPEN,
    PUBLISHED,
    Departure,
    Employer,
    JobConsent,
    Posting,
    Resident,
    UndoneDeparture,
    Wish,
)

_CHUNK = 10_000
"""Values in one IN list; SQLite allows 32,766 parameters a statement."""


class OpenWish(NamedTuple):
    """What has to be known of a wish to end it."""

    id: UUID
    person_id: UUID
    known_moves: int
    version: int


def in_chunks(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    """Split a long IN list, each id once and in order, so that all who lock rows do so in the same order."""
    left = sorted(set(ids))
    for start in range(0, len(left), _CHUNK):
        yield left[start : start + _CHUNK]


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
    return person.where(_residents_within(reach)).exists()


def _residents_within(reach: Reach) -> ColumnElement[bool]:
    return reach.over(Resident.area, Resident.grid, owner=Resident.person_id)


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


def wishes_to_withdraw(
    session: Session, person_ids: Iterable[UUID], *, before: datetime | None
) -> list[OpenWish]:
    """Wishes of these people that are open or could be taken up again, locked; all, or those of before an instant."""
    wanted = or_(Wish.state == OPEN, Wish.end_reason == MOVED_OUT)
    if before is not None:
        wanted = and_(wanted, Wish.recorded_at < before)
    columns = (Wish.id, Wish.person_id, Wish.known_moves, Wish.version)
    return [
        OpenWish(*row)
        for some in in_chunks(person_ids)
        for row in session.execute(
            select(*columns).where(Wish.person_id.in_(some), wanted).order_by(Wish.id).with_for_update()
        )
    ]


class Left(NamedTuple):
    """A departure of a person: by which of their moves, until when, and whether it was undone since."""

    move: int
    until: date
    event_id: UUID
    undone: bool


def departures_of(session: Session, person_ids: Iterable[UUID]) -> dict[UUID, list[Left]]:
    """All departures of these people that are known, in the order of their moves."""
    void = and_(UndoneDeparture.version.is_not(None), UndoneDeparture.version > Departure.move)
    same = (UndoneDeparture.person_id == Departure.person_id) & (UndoneDeparture.stay_id == Departure.stay_id)
    columns = (Departure.person_id, Departure.move, Departure.until, Departure.event_id, void.label("undone"))
    found: dict[UUID, list[Left]] = {each: [] for each in person_ids}
    for some in in_chunks(found):
        statement = select(*columns).outerjoin(UndoneDeparture, same).where(Departure.person_id.in_(some))
        for row in session.execute(statement.order_by(Departure.move)):
            found[row.person_id].append(Left(row.move, row.until, row.event_id, bool(row.undone)))
    return found


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


def last_moves(session: Session, person_ids: Iterable[UUID], reach: Reach = UNLIMITED) -> dict[UUID, int]:
    """The last known move of each of these people who lives here, locked against the next one."""
    columns = (Resident.person_id, Resident.present, Resident.version)
    return {
        row.person_id: row.version
        for some in in_chunks(person_ids)
        for row in session.execute(
            select(*columns)
            .where(Resident.person_id.in_(some), _residents_within(reach))
            .order_by(Resident.person_id)
            .with_for_update()
        )
        if row.present
    }


def wishes_ended_before(day: date) -> Select[UUID]:
    """Wishes that ended before a day."""
    return select(Wish.id).where(Wish.state != OPEN, Wish.ended_on < day).order_by(Wish.id)


def superseded(session: Session, words: Mapping[UUID, int]) -> set[UUID]:
    """Of whom a later word on being matched is known than this version."""
    return {
        person_id
        for some in in_chunks(words)
        for person_id, version in session.execute(
            select(JobConsent.person_id, JobConsent.version).where(JobConsent.person_id.in_(some))
        )
        if version > words[person_id]
    }


def declining(
    session: Session, people: Mapping[UUID, UUID], but: Mapping[UUID, date] = MappingProxyType({})
) -> set[UUID]:
    """Who of these people, each with the id of the record that is kept, does not agree to be matched; by kept ids.

    Of two records of one person the later word counts. `but` are records that have withdrawn on a day, whatever
    they say now.
    """
    last: dict[tuple[UUID, bool], date] = {}
    for some in in_chunks(people):
        said = select(JobConsent.person_id, JobConsent.given, JobConsent.on)
        for person_id, now, since in session.execute(said.where(JobConsent.person_id.in_(some))):
            given, on = (False, but[person_id]) if person_id in but else (now, since)
            word, day = (people[person_id], given), on or (date.min if given else date.max)
            last[word] = max(day, last.get(word, date.min))
    return {
        person
        for (person, given), day in last.items()
        if not given and ((person, True) not in last or day > last[person, True])
    }


def present_people(session: Session) -> list[UUID]:
    """Everybody who lives here, in a fixed order."""
    return list(
        session.scalars(select(Resident.person_id).where(Resident.present).order_by(Resident.person_id))
    )
