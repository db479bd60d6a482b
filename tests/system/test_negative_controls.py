"""A safeguard taken away is noticed: the checkers themselves have been seen to find loss and repetition."""

from collections.abc import Callable

import pytest

from chassis import clock
from tests.system import checkers
from tests.system.community import Community
from tests.system.copies import copies_match_owners
from tests.system.estate import a_settled_estate
from tests.system.probing import Probe
from tests.system.quiet import await_quiet
from tests.system.waiting import wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.rabbitmq]


def test_without_an_inbox_the_checkers_see_effects_twice(new_probe: Callable[..., Probe]):
    probe = new_probe()
    worker = probe.worker("inbox-off").start(DOORSTEP_FAILPOINT="before-ack").await_ready()

    ids = probe.ask(*["good"] * 20)
    worker.await_death()
    worker.start()

    found = wait_until(
        lambda: [each for each in probe.troubles() if "took effect" in each],
        within=120, what="effects are seen twice",
    )  # fmt: skip
    assert len(found) <= len(ids)


def test_with_ack_before_commit_the_checkers_see_a_loss(new_probe: Callable[..., Probe]):
    probe = new_probe()
    worker = probe.worker("ack-before-commit").start(DOORSTEP_FAILPOINT="before-commit").await_ready()

    probe.ask(*["good"] * 20)
    worker.await_death()
    worker.start().await_ready()
    (later,) = probe.ask("good")
    wait_until(lambda: probe.effects()[later] and not probe.queued(), within=120, what="all is quiet")

    assert [each for each in probe.troubles() if each.endswith("is lost")]


def test_past_the_outbox_the_checkers_see_silence(on_servers: Community):
    on_servers.start_apart("residents")
    worker = on_servers.workers["residents"]
    estate = a_settled_estate()
    await_quiet(on_servers)
    worker.stop()
    careless = on_servers.start_worker(
        "residents", label="careless", module=("tests.system.entry", "services", "outbox-bypassed"),
        environ={"DOORSTEP_FAILPOINT": "between"},
    )  # fmt: skip

    on_servers.api("residents").post(
        f"/households/{estate.families[0].id}/move-out", {"on": str(clock.today())}
    )
    careless.await_death()
    careless.start()
    await_quiet(on_servers)

    post = str(next(iter(estate.hubs.values())))
    assert [each for each in checkers.announced_once() if post in each]
    assert [each for each in copies_match_owners() if "grievances.posts" in each and post in each]
