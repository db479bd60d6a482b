"""Intake: applies deliveries exactly once, a batch at a time, and sets aside what cannot be applied."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.orm import Session

from chassis import clock, context
from chassis.bulk import insert_rows
from chassis.contracts import Event
from chassis.copies import Copy
from chassis.database import Database
from chassis.events import failures, metrics
from chassis.events.failpoints import failpoint
from chassis.events.message import CannotDecode, Delivery, Received, decode
from chassis.events.tables import InboxRow
from chassis.events.trouble import collided, database_away
from chassis.settings import Settings

log = structlog.get_logger(__name__)

Handle = Callable[[Session, list[Received[Any]]], None]

_COLLISIONS = 5
_SUSPICIOUS_COMEBACKS = 2
"""A message that came back this often may have killed its consumer: it is run alone."""


class KilledItsWorker(Exception):
    """Stands for the process that died while this event was being applied."""


@dataclass(frozen=True)
class Subscription:
    """One handler and the events it takes."""

    handler: str
    contracts: tuple[type[Event], ...]
    handle: Handle
    keeps: Copy | None = None
    """The copy it fills, when that is what it does."""


@dataclass(frozen=True, slots=True)
class _Item:
    delivery: Delivery
    event: Received[Event]


class Intake:
    """Applies what one service receives."""

    def __init__(self, database: Database, subscriptions: Sequence[Subscription], settings: Settings) -> None:
        self._database = database
        self._subscriptions = subscriptions
        self._settings = settings
        self._listened = {contract for each in subscriptions for contract in each.contracts}
        self._cut_short: list[int] = []

    def apply(self, deliveries: Sequence[Delivery]) -> None:
        """Apply or set aside every delivery; when this returns, all of them may be acknowledged.

        Raises the database's own error when the database is away; nothing is acknowledged then.
        """
        items, unreadable = self._read(deliveries)
        if unreadable:
            with self._database.transaction() as session:
                for delivery, error in unreadable:
                    failures.keep(session, delivery, handler=failures.NO_HANDLER, error=error, next_at=None)
        calm = [each for each in items if each.delivery.comebacks < _SUSPICIOUS_COMEBACKS]
        if calm and not self._applied_together(calm):
            for item in calm:
                for subscription in self._for(item):
                    self._apply_alone(item, subscription)
        for item in items:
            if item.delivery.comebacks >= _SUSPICIOUS_COMEBACKS:
                for subscription in self._for(item):
                    self._apply_suspect(item, subscription)

    def foresee(self, delivery: Delivery) -> Received[Event] | CannotDecode:
        """Decode a delivery, perhaps ahead of its time; what it is stays with it."""
        if delivery.foreseen is None:
            try:
                event = decode(delivery, max_bytes=self._settings.max_event_bytes)
                if type(event.data) not in self._listened:
                    raise CannotDecode(f"nothing here listens to {event.data.type()}")
                delivery.foreseen = event
            except CannotDecode as wrong:
                delivery.foreseen = wrong
        return delivery.foreseen

    def retry_next(self) -> bool:
        """Try again the failed event that is longest due; says whether there was one."""
        cut_short = list(self._cut_short)
        with self._database.transaction() as session:
            failures.give_back(session, cut_short)
            row = failures.next_due(session)
            if row is not None:
                # Recorded before it runs, and one by one: an event that kills the process counts as tried,
                # and no other does.
                row.attempts += 1
                row.next_attempt_at = failures.next_attempt(row.attempts, self._settings.retry_delays)
                row.state = failures.WAITING if row.next_attempt_at else failures.DEAD
        del self._cut_short[: len(cut_short)]
        if row is None:
            return False
        self._retry(row.id, row.handler, failures.delivery_of(row))
        return True

    def wake_known(self) -> None:
        """Take up what an older version could not read and this one can."""
        with self._database.transaction() as session:
            failures.wake(session, [each.type() for each in self._listened])

    def _read(self, deliveries: Sequence[Delivery]) -> tuple[list[_Item], list[tuple[Delivery, str]]]:
        items, unreadable = [], []
        for delivery in deliveries:
            found = self.foresee(delivery)
            if isinstance(found, CannotDecode):
                log.error("event set aside", reason=str(found), message_id=delivery.message_id)
                metrics.set_aside(self._database.service, "unreadable")
                unreadable.append((delivery, str(found)))
            else:
                items.append(_Item(delivery, found))
        return items, unreadable

    def _for(self, item: _Item) -> Iterable[Subscription]:
        return (each for each in self._subscriptions if type(item.event.data) in each.contracts)

    def _applied_together(self, items: list[_Item]) -> bool:
        for attempt in range(_COLLISIONS):
            try:
                with self._database.transaction() as session:
                    self._call_all(session, [each.event for each in items])
                    failpoint("before-commit")
                failpoint("after-commit")
            except Exception as error:
                if database_away(error):
                    raise
                if not collided(error):
                    log.warning("batch failed, applying one by one", cause=failures.cause_of(error))
                    return False
                log.info("batch collided with another", attempt=attempt)
            else:
                return True
        return False

    def _call_all(self, session: Session, events: list[Received[Event]]) -> None:
        heard = {
            each: mine
            for each in self._subscriptions
            if (mine := [event for event in events if type(event.data) in each.contracts])
        }
        self._call(session, heard)

    def _call(self, session: Session, heard: Mapping[Subscription, list[Received[Event]]]) -> None:
        """Let handlers have what they have not had; one statement asks for all of them."""
        taken = _take(session, {each.handler: events for each, events in heard.items()})
        failpoint("after-inbox")
        for subscription, events in heard.items():
            fresh = taken[subscription.handler]
            metrics.duplicates(self._database.service, len(events) - len(fresh))
            if fresh:
                self._handle(session, subscription, fresh)

    def _handle(self, session: Session, subscription: Subscription, fresh: list[Received[Event]]) -> None:
        with metrics.handling(self._database.service, subscription.handler, len(fresh)):
            token = context.correlation_id.set(fresh[0].correlation_id if len(fresh) == 1 else None)
            try:
                subscription.handle(session, fresh)
                session.flush()
            finally:
                context.correlation_id.reset(token)
        failpoint("after-handler")

    def _apply_alone(self, item: _Item, subscription: Subscription) -> None:
        try:
            with self._database.transaction() as session:
                self._call(session, {subscription: [item.event]})
        except Exception as error:
            if database_away(error):
                raise
            self._set_aside(item.delivery, subscription, error)

    def _set_aside(self, delivery: Delivery, subscription: Subscription, error: BaseException) -> bool:
        """Put one event into the store; says whether it was not there yet."""
        cause = failures.cause_of(error)
        log.error("event failed", handler=subscription.handler, event_id=delivery.message_id, cause=cause)
        metrics.set_aside(self._database.service, "failed")
        next_at = failures.next_attempt(1, self._settings.retry_delays)
        with self._database.transaction() as session:
            return failures.keep(
                session, delivery, handler=subscription.handler, error=cause, next_at=next_at
            )

    def _apply_suspect(self, item: _Item, subscription: Subscription) -> None:
        """Record the attempt before it runs: if the process dies now, the store decides what comes next."""
        with self._database.reading() as session:
            if session.get(InboxRow, (subscription.handler, item.event.id)) is not None:
                return
        if self._set_aside(item.delivery, subscription, KilledItsWorker()):
            with self._database.reading() as session:
                row_id = failures.find(session, item.delivery.message_id, subscription.handler)
            self._retry(row_id, subscription.handler, item.delivery)

    def _retry(self, row_id: int, handler: str, delivery: Delivery) -> None:
        try:
            if handler == failures.NO_HANDLER:
                self._reread(row_id, delivery)
                return
            event = decode(delivery, max_bytes=self._settings.max_event_bytes)
            subscription = next((each for each in self._subscriptions if each.handler == handler), None)
            if subscription is None:
                raise LookupError("the handler is gone")
            with self._database.transaction() as session:
                self._call(session, {subscription: [event]})
                failures.forget(session, row_id)
            log.info("failed event applied", handler=handler, event_id=delivery.message_id)
        except failures.DecidedMeanwhile:
            log.info("failed event decided meanwhile", handler=handler, event_id=delivery.message_id)
        except Exception as error:
            if database_away(error):
                self._cut_short.append(row_id)
                raise
            cause = failures.cause_of(error)
            log.warning("event failed again", handler=handler, event_id=delivery.message_id, cause=cause)
            with self._database.transaction() as session:
                failures.note(session, row_id, cause)

    def _reread(self, row_id: int, delivery: Delivery) -> None:
        """Take up a message that could not be read when it came; raises CannotDecode when it still cannot."""
        event = decode(delivery, max_bytes=self._settings.max_event_bytes)
        with self._database.transaction() as session:
            self._call_all(session, [event])
            failures.forget(session, row_id)


def _take(session: Session, heard: Mapping[str, list[Received[Event]]]) -> dict[str, list[Received[Event]]]:
    """Enter events into the inbox, by handler; returns, in order and once each, those that were not there."""
    now = clock.now()
    asked = [(handler, each.id) for handler, events in heard.items() for each in events]
    rows = [{"handler": handler, "event_id": event_id, "applied_at": now} for handler, event_id in asked]
    fresh = set(insert_rows(session, InboxRow, rows, on_conflict="skip", returning=("handler", "event_id")))
    return {
        handler: list({each.id: each for each in events if (handler, each.id) in fresh}.values())
        for handler, events in heard.items()
    }
