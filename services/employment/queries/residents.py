"""Who lives here, and who agrees to be matched."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from chassis.access import UNLIMITED, Reach
from services.employment.models import (
    Departure,
    JobConsent,
    Resident,
    UndoneDeparture,
)
from services.employment.queries.chunks import in_chunks


def residents_within(reach: Reach) -> ColumnElement[bool]:
    """Whether a resident is within reach, by where they live."""
    return reach.over(Resident.area, Resident.grid, owner=Resident.person_id)


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


def last_moves(session: Session, person_ids: Iterable[UUID], reach: Reach = UNLIMITED) -> dict[UUID, int]:
    """The last known move of each of these people who lives here, locked against the next one."""
    columns = (Resident.person_id, Resident.present, Resident.version)
    return {
        row.person_id: row.version
        for some in in_chunks(person_ids)
        for row in session.execute(
            select(*columns)
            .where(Resident.person_id.in_(some), residents_within(reach))
            .order_by(Resident.person_id)
            .with_for_update()
        )
        if row.present
    }


def present_people(session: Session) -> list[UUID]:
    """Everybody who lives here, in a fixed order."""
    return list(
        session.scalars(select(Resident.person_id).where(Resident.present).order_by(Resident.person_id))
    )


def declining(session: Session, people: Mapping[UUID, UUID]) -> set[UUID]:
    """Who of these people, each with the id of the record that is kept, does not agree to be matched; by kept ids.

    Of two records of one person the later word counts.
    """
    last: dict[tuple[UUID, bool], date] = {}
    for some in in_chunks(people):
        said = select(JobConsent.person_id, JobConsent.given, JobConsent.on)
        for person_id, given, on in session.execute(said.where(JobConsent.person_id.in_(some))):
            word, day = (people[person_id], given), on or (date.min if given else date.max)
            last[word] = max(day, last.get(word, date.min))
    return {
        person
        for (person, given), day in last.items()
        if not given and ((person, True) not in last or day > last[person, True])
    }
