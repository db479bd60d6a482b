"""Who files for others files for those within their area; others are as if nobody knew them."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from chassis import database
from chassis.events.message import Received
from chassis.ids import new_id
from contracts.residents import DwellingRegistered, ResidentMovedIn
from contracts.roles import GRID_WORKER
from services.grievances.usecases.dwellings import keep_dwellings
from services.grievances.usecases.residents import keep_residents
from tests.callers import bearer

NEAR, FAR = new_id(), new_id()


@pytest.fixture(autouse=True)
def neighbours(client: FlaskClient) -> None:
    """Somebody in building 18, and somebody in building 19."""
    now = datetime.now(UTC)
    with database.of("grievances").transaction() as session:
        for person, building in ((NEAR, 18), (FAR, 19)):
            lies = {"area": f"/huafu/c1/b{building}/u1/0503/", "grid": f"/huafu/g1/g{building}/"}
            home = DwellingRegistered(dwelling_id=new_id(), address=f"A-{building}-1-0503", **lies)
            moved_in = ResidentMovedIn(
                person_id=person, household_id=new_id(), stay_id=new_id(), dwelling_id=home.dwelling_id,
                since=date(2026, 1, 1), **lies,
            )  # fmt: skip
            keep_dwellings(session, [Received(id=new_id(), sequence=1, time=now, data=home)])
            keep_residents(session, [Received(id=new_id(), sequence=1, time=now, data=moved_in)])


@pytest.mark.parametrize(
    ("area", "reporter", "expected"),
    [
        ("/huafu/c1/b18/", NEAR, 201),
        ("/huafu/g1/g18/", NEAR, 201),
        ("/huafu/c1/b18/", FAR, (409, "reporter-unknown")),
        ("/huafu/c1/b18/", new_id(), (409, "reporter-unknown")),
        ("/", FAR, 201),
    ],
)
def test_a_case_is_brought_for_somebody_within_reach(
    client: FlaskClient, area: str, reporter: UUID, expected: object
):
    case = {"address": "A-18-1-0503", "category": "noise", "description": "楼上夜里装修"}

    answer = client.post(
        "/cases", json={**case, "reporter_id": str(reporter)}, headers=bearer(GRID_WORKER, area)
    )

    code = (answer.get_json() or {}).get("code")
    assert (answer.status_code if answer.status_code == 201 else (answer.status_code, code)) == expected
