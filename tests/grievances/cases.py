"""Events and cases for the tests of grievances, valid by default."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import select

from chassis.access import UNLIMITED
from chassis.contracts import Event
from chassis.database import Database
from chassis.events.message import Received
from chassis.events.tables import OutboxRow
from chassis.ids import new_id
from contracts.residents import (
    MOVES,
    DwellingRegistered,
    DwellingRegrouped,
    PeopleMerged,
    PeopleUnmerged,
    PostFilled,
    PostVacated,
    ResidentExchangedDwelling,
    ResidentMovedIn,
    ResidentMovedOut,
    ResidentMoveOutUndone,
)
from services.grievances import queries
from services.grievances.models import Case
from services.grievances.usecases.filing import Grievance, file_cases
from services.grievances.worker import GrievancesWorker

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 5, 16, 4, 0, tzinfo=UTC)
HOME, PERSON, HOUSEHOLD = new_id(), new_id(), new_id()
AREA, GRID = "/huafu/c1/b18/u1/0503/", "/huafu/g1/g18/"
BUILDING = "/huafu/c1/b18/"
KEEPER_POST, WORKER_POST, HEAD_POST = new_id(), new_id(), new_id()
KEEPER, WORKER, HEAD = new_id(), new_id(), new_id()


def received(data: Event, sequence: int) -> Received[Any]:
    return Received(
        id=uuid5(HOME, f"{data.type()} {data.subject} {sequence}"),
        sequence=sequence,
        time=NOON.replace(day=20),
        data=data,
    )


def registered(**other: Any) -> Received[DwellingRegistered]:
    given = {"dwelling_id": HOME, "address": "A-18-1-0503", "area": AREA, "grid": GRID}
    return received(DwellingRegistered(**given | other), 1)


def regrouped(grid: str = "/huafu/g1/g19/", sequence: int = 2) -> Received[DwellingRegrouped]:
    data = DwellingRegrouped(
        dwelling_id=HOME, address="A-18-1-0503", area=AREA, from_grid=GRID, grid=grid, on=date(2026, 5, 18)
    )
    return received(data, sequence)


def moved_in(sequence: int) -> Received[ResidentMovedIn]:
    data = ResidentMovedIn(
        person_id=PERSON, household_id=HOUSEHOLD, stay_id=HOUSEHOLD, dwelling_id=HOME, area=AREA, grid=GRID,
        since=date(2026, 1, 1),
    )  # fmt: skip
    return received(data, sequence)


def moved_out(sequence: int) -> Received[ResidentMovedOut]:
    data = ResidentMovedOut(
        person_id=PERSON, household_id=HOUSEHOLD, stay_id=HOUSEHOLD, dwelling_id=HOME, area=AREA, grid=GRID,
        since=date(2026, 1, 1), until=date(2026, 6, 1), reason="tenancy_ended",
    )  # fmt: skip
    return received(data, sequence)


def undone(sequence: int) -> Received[ResidentMoveOutUndone]:
    data = ResidentMoveOutUndone(
        person_id=PERSON, household_id=HOUSEHOLD, stay_id=HOUSEHOLD, dwelling_id=HOME, area=AREA, grid=GRID,
        since=date(2026, 1, 1), until=date(2026, 6, 1), reason="tenancy_ended",
    )  # fmt: skip
    return received(data, sequence)


def exchanged(sequence: int) -> Received[ResidentExchangedDwelling]:
    data = ResidentExchangedDwelling(
        person_id=PERSON, household_id=HOUSEHOLD, from_stay_id=HOUSEHOLD, from_dwelling_id=HOME,
        from_area=AREA, from_grid=GRID, from_since=date(2026, 1, 1), stay_id=HOUSEHOLD, dwelling_id=new_id(),
        area="/huafu/c2/b10/u1/0101/", grid="/huafu/g2/g10/", since=date(2026, 3, 1),
    )  # fmt: skip
    return received(data, sequence)


def filled(sequence: int, **other: Any) -> Received[PostFilled]:
    given = {"post_id": KEEPER_POST, "kind": "hub_household", "scope": "place", "area": BUILDING,
             "person_id": KEEPER, "since": date(2026, 1, 1), "term_ends": None}  # fmt: skip
    return received(PostFilled(**given | other), sequence)


def vacated(sequence: int, **other: Any) -> Received[PostVacated]:
    given = {"post_id": KEEPER_POST, "kind": "hub_household", "scope": "place", "area": BUILDING,
             "person_id": KEEPER, "until": date(2026, 6, 1), "reason": "relieved"}  # fmt: skip
    return received(PostVacated(**given | other), sequence)


def worker_filled(sequence: int = 1) -> Received[PostFilled]:
    return filled(
        sequence, post_id=WORKER_POST, kind="grid_worker", scope="grid", area=GRID, person_id=WORKER
    )


def head_filled(sequence: int = 1) -> Received[PostFilled]:
    return filled(
        sequence, post_id=HEAD_POST, kind="grid_head", scope="grid", area="/huafu/g1/", person_id=HEAD
    )


def a_grievance(**other: Any) -> Grievance:
    given = {"dwelling": HOME, "category": "noise", "description": "楼上夜里装修", "filed_at": NOON}
    return Grievance(**given | other)


def hear(own: Database, *events: Received[Any]) -> None:
    worker = GrievancesWorker()
    kinds = {
        worker.keep_dwellings: (DwellingRegistered, DwellingRegrouped),
        worker.keep_residents: MOVES,
        worker.keep_aliases: (PeopleMerged, PeopleUnmerged),
        worker.keep_posts: (PostFilled, PostVacated),
    }
    with own.transaction() as session:
        for handle, contracts in kinds.items():
            mine = [each for each in events if isinstance(each.data, contracts)]
            if mine:
                handle(session, mine)


def file(own: Database, **other: Any) -> Case:
    with own.transaction() as session:
        return file_cases(session, [a_grievance(**other)], zone=SHANGHAI)[0]


def read(own: Database, case: Case) -> Case:
    with own.reading() as session:
        found = queries.whole_case(session, case.id, UNLIMITED)
        assert found is not None
        return found


def story(own: Database, case: Case) -> list[str]:
    return [each.kind for each in read(own, case).timeline]


def announced(own: Database, case: Case) -> list[OutboxRow]:
    statement = select(OutboxRow).where(OutboxRow.subject == str(case.id)).order_by(OutboxRow.sequence)
    with own.reading() as session:
        return list(session.scalars(statement))


def keys(rows: Iterable[OutboxRow]) -> list[str]:
    return [row.routing_key for row in rows]
