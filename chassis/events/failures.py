"""Failed events: kept with their cause, tried again with growing delays, then left to a person."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from chassis import clock
from chassis.bulk import insert_into
from chassis.events.message import HEADERS, Delivery
from chassis.events.tables import FailedEvent
from chassis.events.trouble import overrun

WAITING = "waiting"
"""Will be tried again by itself."""
DEAD = "dead"
"""Has failed as often as allowed; a person decides."""
DISCARDED = "discarded"
"""A person has decided that it shall not take effect."""

NO_HANDLER = "-"
"""The handler of what could not even be decoded."""


class DecidedMeanwhile(Exception):
    """While an event was tried again somebody discarded it, or another worker applied it."""


def cause_of(error: BaseException) -> str:
    """The class of an error and where it was raised; never its text, which may hold personal data."""
    error = overrun(error) or error
    place = ""
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f" in {code.co_name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__module__}.{type(error).__qualname__}{place}".removeprefix("builtins.")


def keep(session: Session, delivery: Delivery, *, handler: str, error: str, next_at: datetime | None) -> bool:
    """Set one delivery aside for one handler after its first failure.

    One that is there already stays as it is; says whether this one is new.
    """
    row = {
        "message_id": _storable(delivery.message_id),
        "handler": handler,
        "type": _storable(delivery.headers.get("type") or delivery.routing_key)[:200],
        "headers": json.dumps(_allowed(delivery)),
        "body": delivery.body,
        "attempts": 1,
        "error": _storable(error)[:500],
        "state": DEAD if next_at is None else WAITING,
        "next_attempt_at": next_at,
        "failed_at": clock.now(),
    }
    statement = insert_into(session, FailedEvent).on_conflict_do_nothing(
        index_elements=["message_id", "handler"]
    )
    return _affected(session, statement.values(row)) == 1


def _storable(text: object) -> str:
    """Text as any database takes it: senders can write characters that PostgreSQL has no way to keep."""
    return str(text).replace("\x00", "\\x00").encode(errors="backslashreplace").decode()


def _allowed(delivery: Delivery) -> dict[str, Any]:
    kept = {name: str(delivery.headers[name])[:300] for name in HEADERS if name in delivery.headers}
    return {**kept, "routing_key": delivery.routing_key, "content_type": delivery.content_type}


def delivery_of(row: FailedEvent) -> Delivery:
    """The delivery as it came in."""
    headers = json.loads(row.headers)
    return Delivery(
        tag=0,
        message_id=row.message_id,
        routing_key=headers.pop("routing_key"),
        content_type=headers.pop("content_type"),
        headers=headers,
        body=row.body,
    )


def next_attempt(attempts: int, delays: Sequence[float]) -> datetime | None:
    """When to try again after so many attempts; None when it has failed often enough."""
    if attempts > len(delays):
        return None
    return clock.now() + timedelta(seconds=delays[attempts - 1])


def next_due(session: Session) -> FailedEvent | None:
    """The event whose next try is longest due, locked so that no other replica takes it too."""
    return session.scalar(
        select(FailedEvent)
        .where(FailedEvent.state == WAITING, FailedEvent.next_attempt_at <= clock.now())
        .order_by(FailedEvent.next_attempt_at, FailedEvent.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def wake(session: Session, types: Sequence[str]) -> int:
    """Make messages due that could not be read before and whose type is now among these."""
    statement = update(FailedEvent).where(
        FailedEvent.handler == NO_HANDLER, FailedEvent.state == DEAD, FailedEvent.type.in_(types)
    )
    return _affected(session, statement.values(state=WAITING, next_attempt_at=clock.now()))


def retry(session: Session, *, ids: Sequence[int] | None = None, handler: str | None = None) -> int:
    """Make failed events due now, dead ones too; returns how many."""
    statement = (
        update(FailedEvent)
        .where(FailedEvent.state.in_([WAITING, DEAD]))
        .values(state=WAITING, next_attempt_at=clock.now())
    )
    return _affected(session, _chosen(statement, ids, handler))


def discard(session: Session, *, ids: Sequence[int] | None = None, handler: str | None = None) -> int:
    """Decide that failed events shall not take effect; they stay on record. Returns how many."""
    statement = (
        update(FailedEvent)
        .where(FailedEvent.state.in_([WAITING, DEAD]))
        .values(state=DISCARDED, next_attempt_at=None)
    )
    return _affected(session, _chosen(statement, ids, handler))


def forget(session: Session, row_id: int) -> None:
    """Remove the record of an event that has now been applied. Raises DecidedMeanwhile, which undoes that.

    At the end, not at the beginning: who erases people takes these rows after what handlers wait for, too.
    """
    statement = delete(FailedEvent).where(FailedEvent.id == row_id, FailedEvent.state != DISCARDED)
    if not _affected(session, statement):
        raise DecidedMeanwhile


def _chosen(statement: Any, ids: Sequence[int] | None, handler: str | None) -> Any:
    if ids is not None:
        statement = statement.where(FailedEvent.id.in_(ids))
    if handler is not None:
        statement = statement.where(FailedEvent.handler == handler)
    return statement


def _affected(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement)
    return int(result.rowcount)


def give_back(session: Session, ids: Sequence[int]) -> None:
    """Take back tries that were recorded and then cut short through no fault of the event's."""
    if not ids:
        return
    session.execute(
        update(FailedEvent)
        .where(FailedEvent.id.in_(ids), FailedEvent.state.in_([WAITING, DEAD]))
        .values(attempts=FailedEvent.attempts - 1, state=WAITING, next_attempt_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def find(session: Session, message_id: str, handler: str) -> int:
    """The record of one message that one handler could not apply."""
    return session.scalars(
        select(FailedEvent.id).where(
            FailedEvent.message_id == _storable(message_id), FailedEvent.handler == handler
        )
    ).one()


def note(session: Session, row_id: int, cause: str) -> None:
    """Record why the latest try failed."""
    session.execute(update(FailedEvent).where(FailedEvent.id == row_id).values(error=cause[:500]))
