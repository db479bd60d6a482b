"""Sabotage: takes one safeguard away, so that a test can see that its checkers notice."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import eventlet
from sqlalchemy import event as listening
from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import clock, topology
from chassis.contracts import Event
from chassis.events import intake, outbox
from chassis.events.broker import exchange_of
from chassis.events.failpoints import failpoint
from chassis.events.line import EventLine
from chassis.events.message import Delivery, Message, Received
from chassis.events.tables import OutboxRow
from chassis.ids import new_id


def inbox_off() -> None:
    """Every delivery is taken for new."""

    def take_all(
        session: Session, heard: Mapping[str, list[Received[Event]]]
    ) -> dict[str, list[Received[Event]]]:
        del session
        return dict(heard)

    _replace(intake, "_take", take_all)


def ack_before_commit() -> None:
    """The broker is told first, then the work is done."""
    apply = EventLine._apply

    class Told:
        """A consumer that has been told already."""

        def __init__(self, consumer: Any) -> None:
            self._consumer = consumer

        def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
            """Say it only once."""

    def careless(self: EventLine, consumer: Any, deliveries: Sequence[Delivery]) -> None:
        if deliveries:
            consumer.acknowledge(deliveries)
            # The relay of this very process still has to note what it has published, or it would repeat it.
            while _unpublished(self):
                eventlet.sleep(0.05)
        apply(self, Told(consumer), deliveries)  # type: ignore[arg-type]

    _replace(EventLine, "_apply", careless)


def outbox_bypassed() -> None:
    """Commit, then publish, as one does without an outbox; the failpoint `between` lies between the two."""

    def publish_after_commit(
        session: Session, events: Iterable[tuple[Event, int]], *, cause: Received[Event] | None = None
    ) -> None:
        del cause
        messages = [_message(each, sequence, new_id()) for each, sequence in events]

        def publish(session: Session) -> None:
            del session
            if messages:
                failpoint("between")
                topology.broker().publisher("").publish(messages, timeout=10)

        listening.listen(session, "after_commit", publish, once=True)

    _replace(outbox, "announce_all", publish_after_commit)


SABOTAGES: dict[str, Callable[[], None]] = {
    "inbox-off": inbox_off,
    "ack-before-commit": ack_before_commit,
    "outbox-bypassed": outbox_bypassed,
}


def _replace(place: Any, name: str, by: Any) -> None:
    assert hasattr(place, name), f"there is no {name} to take away any more"
    setattr(place, name, by)


def _unpublished(line: EventLine) -> bool:
    with line.database.reading() as session:
        return (
            session.scalar(select(OutboxRow.id).where(OutboxRow.published_at.is_(None)).limit(1)) is not None
        )


def _message(event: Event, sequence: int, event_id: UUID) -> Message:
    headers = {
        "specversion": "1.0",
        "id": str(event_id),
        "source": f"/doorstep/{event.service}",
        "type": event.type(),
        "subject": event.subject,
        "time": clock.now().isoformat(),
        "sequence": sequence,
    }
    return Message(
        id=str(event_id),
        exchange=exchange_of(event.service),
        routing_key=event.routing_key(),
        headers=headers,
        body=event.dump().encode(),
    )
