"""Outbox: a fact and its announcement are one, once."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from chassis import context
from chassis.contracts import InvalidEvent
from chassis.database import Database
from chassis.events import outbox
from chassis.events.message import Received
from chassis.ids import new_id
from chassis.personal import Sealed
from tests.chassis.builders import a_lamp_lit, announced
from tests.chassis.probe.lamps import LampLit


class ChangedHerMindError(Exception):
    """Ends a transaction in the middle."""


def test_an_announcement_is_a_row_that_waits(lamps: Database):
    event = a_lamp_lit()

    with lamps.transaction() as session:
        outbox.announce(session, event, sequence=7)

    (row,) = announced(lamps)
    assert (row.type, row.subject, row.sequence, row.published_at) == (
        "lamps.lamp_lit.v1",
        str(event.lamp_id),
        7,
        None,
    )


def test_a_rolled_back_change_announces_nothing(lamps: Database):
    with suppress(ChangedHerMindError), lamps.transaction() as session:
        outbox.announce(session, a_lamp_lit(), sequence=1)
        raise ChangedHerMindError

    assert announced(lamps) == []


def test_a_version_of_a_subject_is_announced_once(lamps: Database):
    event = a_lamp_lit()
    with lamps.transaction() as session:
        outbox.announce(session, event, sequence=1)

    with pytest.raises(IntegrityError), lamps.transaction() as session:
        outbox.announce(session, event, sequence=1)


def test_a_broken_event_takes_its_change_along(lamps: Database):
    in_clear = LampLit(lamp_id=new_id(), keeper=Sealed("13800138000"))

    with pytest.raises(InvalidEvent, match="keeper"), lamps.transaction() as session:
        outbox.announce_all(session, [(a_lamp_lit(), 1), (in_clear, 1)])

    assert announced(lamps) == []


def test_many_facts_keep_the_order_they_were_told_in(lamps: Database):
    events = [(a_lamp_lit(), number) for number in range(1, 40)]

    with lamps.transaction() as session:
        outbox.announce_all(session, events)

    assert [row.sequence for row in announced(lamps)] == list(range(1, 40))


def test_an_announcement_carries_the_current_correlation(lamps: Database):
    token = context.correlation_id.set("request-0001")

    with lamps.transaction() as session:
        outbox.announce(session, a_lamp_lit(), sequence=1)

    context.correlation_id.reset(token)
    assert announced(lamps)[0].correlation_id == "request-0001"


def test_a_consequence_names_the_event_that_caused_it(lamps: Database):
    cause = Received(
        id=new_id(), sequence=1, time=datetime.now(UTC), data=a_lamp_lit(), correlation_id="request-0001"
    )

    with lamps.transaction() as session:
        outbox.announce(session, a_lamp_lit(), sequence=1, cause=cause)

    (row,) = announced(lamps)
    assert (row.causation_id, row.correlation_id) == (str(cause.id), "request-0001")


def test_only_a_commit_with_announcements_pokes_the_relay(lamps: Database):
    pokes: list[str] = []
    lamps.after_announcement.append(lambda: pokes.append("poked"))

    with lamps.transaction():
        pass
    with suppress(ChangedHerMindError), lamps.transaction() as session:
        outbox.announce(session, a_lamp_lit(), sequence=1)
        raise ChangedHerMindError
    with lamps.transaction() as session:
        outbox.announce(session, a_lamp_lit(), sequence=1)

    assert pokes == ["poked"]


def test_data_is_written_as_plain_json(lamps: Database):
    event = a_lamp_lit()

    with lamps.transaction() as session:
        outbox.announce(session, event, sequence=1)

    assert json.loads(announced(lamps)[0].data) == {
        "lamp_id": str(event.lamp_id),
        "deed": "shine",
        "keeper": None,
    }
