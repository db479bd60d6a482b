"""Messages to measure with: residents moving in."""

import os
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

from chassis import clock
from chassis.events.broker import Outcome
from chassis.events.message import Message
from chassis.events.rabbitmq import RabbitBroker
from contracts.residents import ResidentMovedIn

BATCH = 1000


def moves(count: int) -> Iterator[tuple[ResidentMovedIn, int]]:
    """As many people, each moving in for the first time."""
    for number in range(count):
        building = number % 54 + 1
        yield (
            ResidentMovedIn(
                person_id=uuid4(),
                household_id=uuid4(),
                stay_id=uuid4(),
                dwelling_id=uuid4(),
                area=f"/huafu/c1/b{building}/u1/0503/",
                grid=f"/huafu/g1/g{building}/",
                since=date(2026, 5, 16),
            ),
            1,
        )


def message_of(event: ResidentMovedIn, sequence: int) -> Message:
    """An event as the relay would hand it to the broker."""
    event_id = str(uuid4())
    headers: dict[str, Any] = {
        "specversion": "1.0",
        "id": event_id,
        "source": "/doorstep/residents",
        "type": event.type(),
        "subject": event.subject,
        "time": clock.now().isoformat(),
        "dataschema": f"urn:doorstep:{event.type()}",
        "sequence": sequence,
    }
    body = event.dump().encode()
    return Message(event_id, "residents.events", event.routing_key(), headers, body)


def fill_queue(messages: list[Message]) -> None:
    """Put messages into the queues bound to the residents' exchange."""
    publisher = RabbitBroker(os.environ["DOORSTEP_BROKER_URL"]).publisher("residents")
    for start in range(0, len(messages), BATCH):
        outcomes = publisher.publish(messages[start : start + BATCH], timeout=30)
        assert set(outcomes) == {Outcome.CONFIRMED}
    publisher.close()
