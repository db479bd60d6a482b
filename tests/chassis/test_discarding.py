"""Discarded events: whatever a worker is about to do, what a person decided stands."""

from collections.abc import Callable
from typing import Any

import pytest

from chassis import clock
from chassis.database import Database
from chassis.events import failures
from tests.chassis.builders import a_delivery, an_intake, effects, the_failed


def discarded_before(retry: Callable[..., None], lamps: Database) -> Callable[..., None]:
    """A try before which, but after it was recorded, somebody discards the event."""

    def try_it(*which: Any) -> None:
        with lamps.transaction() as session:
            assert failures.discard(session) == 1
        retry(*which)

    return try_it


@pytest.mark.parametrize("handler", ["shine", failures.NO_HANDLER])
def test_what_is_discarded_while_a_worker_takes_it_up_never_takes_effect(
    lamps: Database, monkeypatch: pytest.MonkeyPatch, handler: str
):
    with lamps.transaction() as session:
        failures.keep(session, a_delivery(), handler=handler, error="x", next_at=clock.now())
    intake = an_intake(lamps)
    monkeypatch.setattr(intake, "_retry", discarded_before(intake._retry, lamps))

    intake.retry_next()

    assert (effects(lamps), the_failed(lamps).state) == ([], failures.DISCARDED)
