"""Forgetting: no failed event keeps it from being done."""

import json

import pytest
from sqlalchemy import select

from chassis.database import Database
from chassis.events import failures
from chassis.events.forgetting import forget_sealed, sealed_fields
from chassis.events.message import Delivery
from chassis.events.tables import FailedEvent
from chassis.ids import new_id

KIND, NAMES = next(iter(sealed_fields().items()))


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (json.dumps({NAMES[0]: "gAAAA", "version": 1}), {NAMES[0]: None, "version": 1}),
        ("[1]", {}),
        ("no JSON", {}),
        ("[" * 100_000, {}),
    ],
    ids=["event", "list", "text", "nested"],
)
def test_whatever_a_failed_event_says_nothing_sealed_is_left(lamps: Database, body: str, left: object):
    subject = str(new_id())
    headers = {"type": KIND, "subject": subject}
    delivery = Delivery(
        tag=0, message_id=str(new_id()), routing_key=KIND, headers=headers, body=body.encode()
    )
    with lamps.transaction() as session:
        failures.keep(session, delivery, handler="lamps.keep", error="Broken", next_at=None)

    with lamps.transaction() as session:
        forget_sealed(session, [subject])

    with lamps.reading() as session:
        assert json.loads(session.scalars(select(FailedEvent.body)).one()) == left
