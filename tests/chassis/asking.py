"""Asking the event commands: their runner, events and failures to ask about."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from chassis import clock, database, topology
from chassis.commands import events
from chassis.events import failures
from chassis.events.message import Delivery
from chassis.events.outbox import announce
from chassis.events.tables import FailedEvent, OutboxRow
from chassis.ids import new_id
from tests.chassis.moves import a_departure


@pytest.fixture
def system():
    """All databases, set up and empty."""
    topology.set_up(print)


@pytest.fixture
def wide(monkeypatch):
    """A terminal in which no table breaks its words."""
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setattr("chassis.commands.events.parts._WIDTH_OF_A_FILE", 300)


def run(*words, **more):
    return CliRunner().invoke(events.events, words, **more)


def announced(event=None, *, sequence=1, service="residents", **changed):
    """Announce one event; with its row's columns changed."""
    event = event or a_departure()
    own = database.of(service)
    with own.transaction() as session:
        announce(session, event, sequence=sequence)
        session.flush()
        if changed:
            session.execute(update(OutboxRow).where(OutboxRow.subject == event.subject).values(**changed))
    return event


def failed(*, service="notifications", handler="keep_recipients", dead=False, **changed):
    """Set one delivery aside; returns the number a person would use."""
    departure = a_departure()
    headers = {"specversion": "1.0", "type": departure.type(), "subject": departure.subject, "sequence": 3}
    facts = {
        "tag": 1,
        "message_id": str(new_id()),
        "routing_key": departure.routing_key(),
        "headers": headers,
        "body": departure.dump().encode(),
        **changed,
    }
    next_at = None if dead else clock.now() + timedelta(hours=1)
    with database.of(service).transaction() as session:
        failures.keep(session, Delivery(**facts), handler=handler, error="KeyError in f:7", next_at=next_at)
        return failures.find(session, facts["message_id"], handler)


def state_of(number, service="notifications"):
    with database.of(service).reading() as session:
        return session.scalar(select(FailedEvent.state).where(FailedEvent.id == number))


def cells(output, service):
    (line,) = [each for each in output.splitlines() if each.startswith(f"│ {service} ")]
    return [each.strip() for each in line.strip("│").split("│")]


def interrupt():
    raise KeyboardInterrupt
