from threading import Event as Signal
from threading import Thread
from time import monotonic
from typing import Any

from sqlalchemy import text

from chassis.database import Database
from services.employment.errors import ResidentUnknown
from services.employment.usecases.residents import keep_residents
from services.employment.usecases.wishes import record_wishes
from tests.employment.wishes import a_wish, hear, moved_in, moved_out, record, wish_in
from tests.migrated import migrate


def prepared(url: str) -> Database:
    made = Database("employment", url)
    migrate(made)
    return made


def wait_until_somebody_waits_for_a_lock(own: Database) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    until = monotonic() + 10
    with own.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.scalar(waiting) == 0:
            assert monotonic() < until, "nobody waits"


def test_a_departure_waits_for_a_wish_that_is_being_recorded(new_postgres: Any):
    own = prepared(new_postgres())
    hear(own, moved_in(1))
    wish = a_wish()
    departure = Thread(target=hear, args=(own, moved_out(2)))

    with own.transaction() as session:
        record_wishes(session, [wish])
        departure.start()
        wait_until_somebody_waits_for_a_lock(own)

    departure.join(10)
    assert wish_in(own, wish).state == "ended"
    own.engine.dispose()


def test_a_wish_waits_for_a_departure_that_is_being_noted(new_postgres: Any):
    own = prepared(new_postgres())
    hear(own, moved_in(1))
    refused = Signal()

    def wish() -> None:
        try:
            record(own, a_wish())
        except ResidentUnknown:
            refused.set()

    wishing = Thread(target=wish)

    with own.transaction() as session:
        keep_residents(session, [moved_out(2)])
        wishing.start()
        wait_until_somebody_waits_for_a_lock(own)

    wishing.join(10)
    assert refused.is_set()
    own.engine.dispose()
