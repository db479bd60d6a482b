from datetime import timedelta
from functools import cache

import pytest

from chassis import clock, database, settings, topology
from chassis.commands.events import state
from chassis.events import worker_lock
from chassis.events.broker import WrongTopology
from tests.chassis.asking import announced, cells, failed, interrupt, run
from tests.chassis.asking import system as system  # noqa: PLC0414
from tests.chassis.asking import wide as wide  # noqa: PLC0414

pytestmark = pytest.mark.usefixtures("system")


def test_the_status_of_a_calm_system_exits_with_0():
    result = run("status")

    assert result.exit_code == 0
    assert cells(result.output, "residents") == ["residents", "0", "0", "–", "–", "–", "0", "0"]


def test_the_status_counts_what_is_announced_unpublished_waiting_and_dead():
    announced(published_at=clock.now())
    announced(occurred_at=clock.now() - timedelta(seconds=40))
    failed(service="residents")
    failed(service="residents", dead=True)

    _, out, unpublished, oldest, *_, waiting, dead = cells(run("status").output, "residents")

    assert (out, unpublished, waiting, dead) == ("2", "1", "1", "1")
    assert 40 <= int(oldest.removesuffix(" s")) < 60


def test_the_status_exits_with_1_when_something_is_dead():
    failed(dead=True)

    assert run("status").exit_code == 1


@pytest.mark.parametrize(("age", "exit_code"), [(55, 0), (61, 1)])
def test_the_status_exits_with_1_when_an_event_is_unpublished_for_a_minute(age, exit_code):
    announced(occurred_at=clock.now() - timedelta(seconds=age))

    assert run("status").exit_code == exit_code


def test_the_status_tells_whether_the_embedded_worker_runs():
    before = run("status").output
    worker_lock.take()

    after = run("status").output

    worker_lock._held.pop().close()
    assert "does not run" in before
    assert "does not run" not in after


def test_the_status_tells_of_a_broker_that_is_away_and_exits_with_1(monkeypatch, wide):
    monkeypatch.setenv("DOORSTEP_BROKER_URL", "amqp://guest:guest@127.0.0.1:1")
    settings.current.cache_clear()
    topology.broker.cache_clear()
    announced()

    result = run("status")

    assert result.exit_code == 1
    assert cells(result.output, "residents")[1:3] == ["1", "1"]
    assert cells(result.output, "residents")[4:6] == ["broker away", "–"]


class Queues:
    """A broker whose queues, but one, are there."""

    def depth(self, service):
        if service == "employment":
            raise WrongTopology("no such queue")
        return 1234, 3


def test_the_status_counts_messages_and_consumers_of_each_queue(monkeypatch, wide):
    monkeypatch.setenv("DOORSTEP_BROKER_URL", "amqp://127.0.0.1:1")
    settings.current.cache_clear()
    monkeypatch.setattr(topology, "broker", cache(Queues))

    result = run("status")

    assert cells(result.output, "residents")[4:6] == ["1,234", "3"]
    assert cells(result.output, "employment")[4:6] == ["none: run `doorstep setup`", "–"]
    assert result.exit_code == 1


def test_watching_looks_again_until_interrupted(monkeypatch):
    looks = []
    monkeypatch.setattr(state, "_REFRESH_SECONDS", 0)
    monkeypatch.setattr(state, "_look", lambda: looks.append(1) if len(looks) < 3 else interrupt())
    monkeypatch.setattr(state, "_picture", str)

    result = run("status", "--watch")

    assert result.exit_code == 0
    assert len(looks) == 3


def test_an_unknown_service_is_refused_by_name():
    result = run("tail", "weather")

    assert result.exit_code == 2
    assert "there is no service 'weather', only employment" in result.output


def test_a_database_that_was_never_set_up_is_said_to_be_so(monkeypatch, tmp_path):
    monkeypatch.setenv("DOORSTEP_DATA_DIR", str(tmp_path / "new"))
    settings.current.cache_clear()
    database.of.cache_clear()

    result = run("failed")

    assert "run `doorstep setup`" in str(result.exception)


def test_a_database_that_is_away_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setenv("DOORSTEP_RESIDENTS_DATABASE_URL", "postgresql://doorstep@127.0.0.1:1/none")
    settings.current.cache_clear()
    database.of.cache_clear()

    result = run("failed", "residents")

    assert result.exit_code == 1
    assert "Error: The database of residents cannot be reached" in result.output
