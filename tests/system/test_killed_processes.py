"""Processes die at every named step while people go on working: nothing is lost, nothing happens twice."""

import os

import pytest
from sqlalchemy import text

from chassis import database
from tests.system.community import ALL, Community
from tests.system.estate import a_settled_estate
from tests.system.load import Load
from tests.system.quiet import await_quiet, nothing_is_wrong
from tests.system.waiting import wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.rabbitmq]
LONG = os.environ.get("DOORSTEP_LONG_TESTS") == "1"
_ROUNDS = 20 if LONG else 4
_COMMANDS = 5
_DUPLICATES = "doorstep_events_duplicate_total"


def test_a_consumer_killed_at_any_step_applies_everything_once(on_servers: Community):
    (worker,) = on_servers.start_apart("notifications")
    estate = a_settled_estate()
    await_quiet(on_servers)
    load = Load(on_servers, estate, seed=2)

    repeated = {}
    for step in ("after-inbox", "after-handler", "before-commit", "after-commit", "before-ack"):
        assert worker.stop() == 0
        worker.start(DOORSTEP_FAILPOINT=f"{step}:2").await_ready()
        with load.running():
            assert worker.await_death() == -9
            load.await_more(_COMMANDS)
        worker.start().await_ready()
        await_quiet(on_servers)
        repeated[step] = worker.metric(_DUPLICATES)

    nothing_is_wrong(log=load.log)
    assert repeated["after-commit"] > 0, "the duplicate is seen and dropped"
    assert repeated["before-ack"] > 0, "the duplicate is seen and dropped"


def test_a_relay_killed_at_any_step_publishes_everything(on_servers: Community):
    (worker,) = on_servers.start_apart("residents")
    estate = a_settled_estate()
    await_quiet(on_servers)
    load = Load(on_servers, estate, seed=3)
    others = on_servers.workers["notifications"]

    repeated = {}
    for step in ("before-publish", "after-publish", "during-mark"):
        assert worker.stop() == 0
        before = others.metric(_DUPLICATES)
        worker.start(DOORSTEP_FAILPOINT=f"{step}:2").await_ready()
        with load.running():
            assert worker.await_death() == -9
            load.await_more(_COMMANDS)
        worker.start().await_ready()
        await_quiet(on_servers)
        repeated[step] = others.metric(_DUPLICATES) - before

    nothing_is_wrong(log=load.log)
    assert repeated["before-publish"] == 0
    assert repeated["after-publish"] > 0, "published twice, applied once"
    assert repeated["during-mark"] > 0, "published twice, applied once"


def test_a_rolling_restart_under_load_repeats_nothing(on_servers: Community):
    on_servers.start_api()
    replicas = [on_servers.start_worker(*ALL, label=f"replica-{number}") for number in (1, 2)]
    estate = a_settled_estate()
    await_quiet(on_servers)
    load = Load(on_servers, estate, seed=5, pause=0.1)

    repeated = 0.0
    with load.running():
        for turn in range(_ROUNDS):
            replica = replicas[turn % 2]
            load.await_more(_COMMANDS)
            repeated += replica.metric(_DUPLICATES)
            assert replica.stop() == 0, "drained and gone by itself"
            replica.start().await_ready()
    await_quiet(on_servers)
    repeated += sum(replica.metric(_DUPLICATES) for replica in replicas)

    nothing_is_wrong(log=load.log)
    assert repeated == 0, "what a drained worker let go of had not been taken"


def test_a_worker_whose_connections_are_cut_marks_nothing_as_failed(on_servers: Community):
    (worker,) = on_servers.start_apart("notifications")
    estate = a_settled_estate()
    await_quiet(on_servers)
    load = Load(on_servers, estate, seed=10)
    own = database.of("notifications")
    of_waiting = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )

    def cut() -> int:
        with own.engine.connect() as operator:
            return operator.scalar(text(of_waiting)) or 0

    for _ in range(2):
        with own.engine.connect() as in_the_way:
            in_the_way.execute(text("LOCK TABLE inbox IN SHARE MODE"))
            load.run(5)
            for _ in range(3):
                wait_until(cut, within=120, what="a transaction is under way, and cut off")
    await_quiet(on_servers)

    nothing_is_wrong(log=load.log)
    assert worker.metric("doorstep_events_set_aside_total") == 0
    assert "the database is away" in worker.log
    assert worker.starts == 1
    assert worker.alive
