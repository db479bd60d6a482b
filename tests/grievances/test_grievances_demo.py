from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from chassis import clock, database
from chassis.database import Database
from chassis.events.message import Received
from chassis.ids import new_id
from contracts.residents import DwellingRegistered
from services.grievances import demo
from services.grievances.models import Case
from services.grievances.usecases.dwellings import keep_dwellings
from tests.migrated import migrate


@pytest.fixture
def ready() -> Database:
    own = database.of("grievances")
    migrate(own)
    return own


def register(own: Database, count: int) -> None:
    homes = [
        DwellingRegistered(
            dwelling_id=new_id(), address=f"A-18-1-{number:04}", area=f"/huafu/c1/b18/u1/{number:04}/",
            grid="/huafu/g1/g18/",
        )
        for number in range(count)
    ]  # fmt: skip
    with own.transaction() as session:
        keep_dwellings(
            session, [Received(id=new_id(), sequence=1, time=datetime.now(UTC), data=each) for each in homes]
        )


def test_two_months_of_cases_are_filed_and_most_are_settled(ready: Database):
    register(ready, 30)

    counts = demo.load(scale=0.5, seed=1, progress=lambda *_: None)

    with ready.reading() as session:
        cases = list(session.scalars(select(Case)))
    states = Counter(each.state for each in cases)
    assert counts["cases"] == len(cases) == 210
    assert states["settled"] > 6 * states["open"] > 0
    assert all(clock.now() - timedelta(days=62) < each.filed_at < clock.now() for each in cases)


def test_where_no_dwelling_is_known_nothing_is_filed(ready: Database):
    assert demo.load(scale=1.0, seed=1, progress=lambda *_: None) == {"cases": 0}
