from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from chassis import clock, database
from chassis.database import Database
from chassis.events.message import Received
from chassis.ids import new_id
from contracts.residents import ResidentMovedIn
from services.employment import demo
from services.employment.credit_codes import parse_credit_code
from services.employment.models import Employer, Posting, Wish
from services.employment.usecases.postings import expire_postings
from services.employment.usecases.residents import keep_residents
from tests.migrated import migrate


@pytest.fixture
def ready() -> Database:
    own = database.of("employment")
    migrate(own)
    return own


def settle(own: Database, count: int) -> None:
    people = [new_id() for _ in range(count)]
    moves = [
        ResidentMovedIn(
            person_id=each, household_id=each, stay_id=each, dwelling_id=each, area="/huafu/c1/",
            grid="/huafu/g1/", since=date(2026, 1, 1),
        )
        for each in people
    ]  # fmt: skip
    with own.transaction() as session:
        keep_residents(
            session, [Received(id=new_id(), sequence=1, time=datetime.now(UTC), data=each) for each in moves]
        )


def test_a_small_market_is_made(ready: Database):
    settle(ready, 200)

    counts = demo.load(scale=0.1, seed=1, progress=lambda *_: None)

    with ready.reading() as session:
        states = Counter(session.scalars(select(Posting.state)))
        seeking = session.scalar(select(func.count(Wish.person_id.distinct()))) or 0
        codes = list(session.scalars(select(Employer.credit_code)))
    assert (counts["employers"], counts["postings"], states["published"]) == (30, 60, 8)
    assert states["closed"] > states["expired"] > 0
    assert 20 < seeking < 60
    assert [parse_credit_code(each) for each in codes] == codes


def test_the_smallest_market_needs_no_residents(ready: Database):
    counts = demo.load(scale=0.001, seed=3, progress=lambda *_: None)

    assert counts == {"employers": 5, "postings": 12, "wishes": 0}


@pytest.mark.parametrize("seed", range(3))
def test_open_postings_stay_open_for_weeks(ready: Database, seed: int):
    demo.load(scale=0.1, seed=seed, progress=lambda *_: None)

    with ready.transaction() as session:
        assert expire_postings(session, today=clock.today() + timedelta(days=7)) == 0
