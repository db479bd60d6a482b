"""Moves and wishes for the tests of employment, valid by default."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select

from chassis.contracts import Event
from chassis.database import Database
from chassis.events.message import Received
from chassis.events.tables import OutboxRow
from chassis.ids import new_id
from contracts.residents import (
    ResidentExchangedDwelling,
    ResidentMovedIn,
    ResidentMovedOut,
    ResidentMoveOutUndone,
)
from services.employment.models import Wish
from services.employment.usecases.residents import keep_residents
from services.employment.usecases.wishes import record_wishes

PERSON, HOUSE = new_id(), new_id()
NOW = datetime(2026, 5, 16, 4, 0, tzinfo=UTC)
LEFT = date(2026, 6, 1)
AREA, GRID = "/huafu/c1/b18/u1/0503/", "/huafu/g1/g18/"


def received(data: Event, sequence: int) -> Received[Any]:
    return Received(
        id=uuid5(HOUSE, f"{data.type()} {data.subject} {sequence}"), sequence=sequence, time=NOW, data=data
    )


def moved_in(sequence: int, person_id: UUID = PERSON) -> Received[ResidentMovedIn]:
    data = ResidentMovedIn(
        person_id=person_id, household_id=HOUSE, stay_id=HOUSE, dwelling_id=HOUSE, area=AREA, grid=GRID,
        since=date(2026, 1, 1),
    )  # fmt: skip
    return received(data, sequence)


def moved_out(sequence: int, person_id: UUID = PERSON, until: date = LEFT) -> Received[ResidentMovedOut]:
    data = ResidentMovedOut(
        person_id=person_id, household_id=HOUSE, stay_id=HOUSE, dwelling_id=HOUSE, area=AREA, grid=GRID,
        since=date(2026, 1, 1), until=until, reason="tenancy_ended",
    )  # fmt: skip
    return received(data, sequence)


def undone(sequence: int, person_id: UUID = PERSON) -> Received[ResidentMoveOutUndone]:
    data = ResidentMoveOutUndone(
        person_id=person_id, household_id=HOUSE, stay_id=HOUSE, dwelling_id=HOUSE, area=AREA, grid=GRID,
        since=moved_in(1).data.since, until=LEFT, reason="tenancy_ended",
    )  # fmt: skip
    return received(data, sequence)


def exchanged(sequence: int) -> Received[ResidentExchangedDwelling]:
    data = ResidentExchangedDwelling(
        person_id=PERSON, household_id=HOUSE, from_stay_id=HOUSE, from_dwelling_id=HOUSE, from_area=AREA,
        from_grid=GRID, from_since=date(2026, 1, 1), stay_id=new_id(), dwelling_id=new_id(),
        area="/huafu/c2/b10/u1/0101/", grid="/huafu/g2/g10/", since=date(2026, 3, 1),
    )  # fmt: skip
    return received(data, sequence)


def a_wish(**other: Any) -> Wish:
    given = {"id": new_id(), "person_id": PERSON, "occupation": "4-07", "form": None, "hours": "day",
             "pay_from_fen": 300000, "pay_per": "month", "area": None, "recorded_at": NOW}  # fmt: skip
    return Wish(**given | other)


def hear(own: Database, *events: Received[Any]) -> None:
    with own.transaction() as session:
        keep_residents(session, events)


def record(own: Database, *wishes: Wish) -> None:
    with own.transaction() as session:
        record_wishes(session, wishes)


def wish_in(own: Database, wish: Wish) -> Wish:
    with own.reading() as session:
        return session.get_one(Wish, wish.id)


def announced(own: Database, wish: Wish) -> list[OutboxRow]:
    statement = select(OutboxRow).where(OutboxRow.subject == str(wish.id)).order_by(OutboxRow.sequence)
    with own.reading() as session:
        return list(session.scalars(statement))
