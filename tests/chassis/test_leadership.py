"""Leadership: one replica relays at a time, and the next takes over when it goes."""

import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from chassis.database import Database
from chassis.events import outbox
from chassis.events.leadership import Leadership, Poke, leadership_of
from tests.chassis.builders import a_lamp_lit
from tests.chassis.waiting import until

pytestmark = [
    pytest.mark.parametrize("lamps_url", ["postgresql"], indirect=True),
    pytest.mark.postgres,
]

Stand = Callable[[], Leadership]


@pytest.fixture
def stand(open_lamps: Callable[[], Database]) -> Iterator[Stand]:
    """Let one more replica stand for the lead."""
    candidates: list[Leadership] = []

    def stand_one() -> Leadership:
        candidates.append(leadership_of(open_lamps()))
        return candidates[-1]

    yield stand_one
    for each in candidates:
        each.release()


def test_the_first_replica_leads(stand: Stand):
    assert stand().held()


def test_a_leader_goes_on_leading(stand: Stand):
    leader = stand()

    assert [leader.held() for _ in range(3)] == [True] * 3


def test_a_second_replica_does_not_lead(stand: Stand):
    leader, second = stand(), stand()
    leader.held()

    assert not second.held()


def test_the_second_leads_once_the_first_hangs_up(stand: Stand):
    leader, second = stand(), stand()
    leader.held()
    second.held()

    leader.release()

    until(second.held)


def test_the_second_leads_once_the_first_is_cut_off(stand: Stand, lamps: Database):
    leader, second = stand(), stand()
    leader.held()
    second.held()

    cut_off_the_leader(lamps)

    until(second.held)


def test_a_leader_that_was_cut_off_learns_of_it(stand: Stand, lamps: Database):
    leader = stand()
    leader.held()
    cut_off_the_leader(lamps)

    assert not leader.held()


def test_a_leader_that_was_cut_off_stands_again(stand: Stand, lamps: Database):
    leader = stand()
    leader.held()
    cut_off_the_leader(lamps)
    leader.held()

    until(leader.held)


def test_a_leader_cut_off_while_it_sleeps_wakes(stand: Stand, lamps: Database):
    leader = stand()
    leader.held()
    cut_off_the_leader(lamps)
    began = time.monotonic()

    leader.wait(30)

    assert time.monotonic() - began < 10


def test_an_announcement_wakes_the_leader(stand: Stand, lamps: Database):
    leader = stand()
    leader.held()
    lamps.after_announcement.append(Poke(lamps))

    with lamps.transaction() as session:
        outbox.announce(session, a_lamp_lit(), sequence=1)
    began = time.monotonic()
    leader.wait(30)

    assert time.monotonic() - began < 10


def test_without_a_word_the_leader_wakes_by_itself(stand: Stand):
    leader = stand()
    leader.held()
    began = time.monotonic()

    leader.wait(0.2)

    assert time.monotonic() - began < 10


def test_a_word_that_cannot_be_sent_harms_nobody(open_lamps: Callable[[], Database], lamps: Database):
    gone = Database("lamps", "postgresql://postgres@127.0.0.1:1/nowhere")

    Poke(gone)()

    gone.engine.dispose()


def cut_off_the_leader(lamps: Database) -> None:
    with lamps.reading() as session:
        session.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted "
                 "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
        )  # fmt: skip
