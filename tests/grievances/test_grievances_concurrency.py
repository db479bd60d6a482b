from threading import Thread
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import select, text

from chassis.database import Database
from services.grievances.models import Case
from services.grievances.usecases.filing import file_cases
from tests.grievances.cases import KEEPER, SHANGHAI, a_grievance, file, filled, hear, read, registered
from tests.migrated import migrate


@pytest.fixture
def server(new_postgres: Any) -> Any:
    made = Database("grievances", new_postgres())
    migrate(made)
    yield made
    made.engine.dispose()


def wait_until_somebody_waits_for_a_lock(own: Database) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    until = monotonic() + 10
    with own.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.scalar(waiting) == 0:
            assert monotonic() < until, "nobody waits"


def test_a_post_that_changes_hands_finds_the_case_that_is_being_filed(server: Database):
    hear(server, registered())
    change = Thread(target=hear, args=(server, filled(1)))

    with server.transaction() as session:
        (case,) = file_cases(session, [a_grievance()], zone=SHANGHAI)
        change.start()
        wait_until_somebody_waits_for_a_lock(server)

    change.join(10)
    assert read(server, case).assignee_id == KEEPER


def test_cases_filed_at_the_same_time_get_numbers_of_their_own(server: Database):
    hear(server, registered())
    filing = [Thread(target=file, args=(server,)) for _ in range(8)]

    for each in filing:
        each.start()
    for each in filing:
        each.join(10)

    with server.reading() as session:
        numbers = sorted(session.scalars(select(Case.number)))
    assert numbers == [f"MQ-20260516-{number:04}" for number in range(1, 9)]
