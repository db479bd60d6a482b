"""Outbox: an event is announced by a row in the transaction that makes it true."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from chassis import clock, context
from chassis.bulk import insert_rows
from chassis.contracts import Event
from chassis.events.message import Received
from chassis.events.tables import OutboxRow
from chassis.ids import new_id


def announce(session: Session, event: Event, *, sequence: int, cause: Received[Event] | None = None) -> None:
    """Announce one fact; `sequence` is the version of its subject that the fact leads to."""
    announce_all(session, [(event, sequence)], cause=cause)


def announce_all(
    session: Session, events: Iterable[tuple[Event, int]], *, cause: Received[Event] | None = None
) -> None:
    """Announce many facts with one statement; pairs of event and its subject's version.

    Raises InvalidEvent when one does not keep its contract, IntegrityError when a subject's version was
    announced before.
    """
    now = clock.now()
    rows = [
        {
            "event_id": new_id(),
            "type": event.type(),
            "routing_key": event.routing_key(),
            "subject": event.subject,
            "sequence": sequence,
            "data": event.dump(),
            "correlation_id": cause.correlation_id if cause else context.correlation_id.get(),
            "causation_id": str(cause.id) if cause else None,
            "traceparent": context.traceparent.get(),
            "occurred_at": now,
        }
        for event, sequence in events
    ]
    if rows:
        # What announces something to a subject must see the subject first.
        session.flush()
        insert_rows(session, OutboxRow, rows)
        session.info["announced"] = True
