"""Relay: carries what was announced to the broker, in order, and never forgets a row."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import and_, case, delete, exists, insert, or_, select, text, update
from sqlalchemy.orm import aliased

from chassis import clock
from chassis.database import Database
from chassis.events import metrics
from chassis.events.broker import Broker, BrokerAway, Outcome, Publisher, exchange_of
from chassis.events.failpoints import failpoint
from chassis.events.message import SPEC_VERSION, Message
from chassis.events.tables import Listener, OutboxRow
from chassis.settings import Settings

log = structlog.get_logger(__name__)

BATCH = 1000
_HELD_FOR = timedelta(seconds=5)
COLUMNS = (
    OutboxRow.id, OutboxRow.event_id, OutboxRow.type, OutboxRow.routing_key, OutboxRow.subject,
    OutboxRow.sequence, OutboxRow.data, OutboxRow.correlation_id, OutboxRow.causation_id,
    OutboxRow.traceparent, OutboxRow.occurred_at, OutboxRow.attempts,
)  # fmt: skip


def message_of(service: str, row: Any) -> Message:
    """What a row of a service's outbox is on its way."""
    headers = {
        "specversion": SPEC_VERSION,
        "id": str(row.event_id),
        "source": f"/doorstep/{service}",
        "type": row.type,
        "subject": row.subject,
        "time": row.occurred_at.isoformat(),
        "dataschema": f"urn:doorstep:{row.type}",
        "sequence": row.sequence,
    }
    if row.correlation_id:
        headers["correlationid"] = row.correlation_id
    if row.causation_id:
        headers["causationid"] = row.causation_id
    if row.traceparent:
        headers["traceparent"] = row.traceparent
    return Message(
        id=headers["id"],
        exchange=exchange_of(service),
        routing_key=row.routing_key,
        headers=headers,
        body=row.data.encode(),
        attempts=row.attempts,
    )


class Relay:
    """Publishes one service's outbox; the caller sees to it that only one runs at a time."""

    def __init__(self, database: Database, broker: Broker, settings: Settings) -> None:
        self._database = database
        self._broker = broker
        self._timeout = settings.confirm_timeout
        self._publisher: Publisher | None = None
        self._message = partial(message_of, database.service)

    def step(self) -> int:
        """Publish one batch; returns how many events left the outbox.

        Raises BrokerAway when the broker takes nothing now; every row then waits for the next step.
        """
        rows = self._unpublished()
        if not rows:
            return 0
        if self._publisher is None:
            self._publisher = self._broker.publisher(self._database.service)
        if self._publisher.counts_attempts:
            self._count_attempt(rows)
        failpoint("before-publish")
        try:
            outcomes = self._publisher.publish(map(self._message, rows), timeout=self._timeout)
        except BrokerAway:
            self.close()
            raise
        failpoint("after-publish")
        return self._mark(rows, outcomes)

    def close(self) -> None:
        """Let go of the broker."""
        if self._publisher is not None:
            self._publisher.close()
            self._publisher = None

    def _unpublished(self) -> Sequence[Any]:
        now = clock.now()
        held = aliased(OutboxRow)
        # Also when its pause is over: it goes out first and alone, or the later one would overtake it again.
        earlier_is_held = exists().where(
            held.subject == OutboxRow.subject,
            held.id < OutboxRow.id,
            held.published_at.is_(None),
            held.held_until.is_not(None),
        )
        ready = and_(
            OutboxRow.published_at.is_(None),
            or_(OutboxRow.held_until.is_(None), OutboxRow.held_until <= now),
            ~earlier_is_held,
        )
        with self._database.reading() as session:
            if not self._database.is_sqlite:
                # In the order of the index: by its statistics the outbox is nearly empty, and PostgreSQL would
                # gather and sort all that waits for each batch.
                session.execute(text("SET LOCAL enable_bitmapscan = off"))
            return session.execute(select(*COLUMNS).where(ready).order_by(OutboxRow.id).limit(BATCH)).all()

    def _count_attempt(self, rows: Sequence[Any]) -> None:
        with self._database.transaction() as session:
            session.execute(
                update(OutboxRow)
                .where(OutboxRow.id.in_([row.id for row in rows]))
                .values(attempts=OutboxRow.attempts + 1)
                .execution_options(synchronize_session=False)
            )

    def _mark(self, rows: Sequence[Any], outcomes: Sequence[Outcome]) -> int:
        by_outcome: dict[Outcome, list[Any]] = {}
        for row, outcome in zip(rows, outcomes, strict=True):
            by_outcome.setdefault(outcome, []).append(row)
        confirmed = [row.id for row in by_outcome.get(Outcome.CONFIRMED, [])]
        missed, unheard = self._sort_returned(by_outcome.get(Outcome.RETURNED, []))
        held = [row.id for row in (*missed, *by_outcome.get(Outcome.REFUSED, []))]
        now = clock.now()
        with self._database.transaction() as session:
            if confirmed or unheard:
                session.execute(self._published(confirmed, [row.id for row in unheard], now))
            failpoint("during-mark")
            if held:
                session.execute(
                    update(OutboxRow)
                    .where(OutboxRow.id.in_(held))
                    .values(held_until=now + _HELD_FOR)
                    .execution_options(synchronize_session=False)
                )
        if missed:
            log.error(
                "events reach none of their listeners: run `doorstep setup`",
                service=self._database.service,
                types=sorted({row.type for row in missed}),
                events=len(missed),
            )
            metrics.unroutable(self._database.service, len(missed))
        unknown = len(by_outcome.get(Outcome.UNKNOWN, []))
        if unknown:
            log.warning("the broker confirmed too late", service=self._database.service, events=unknown)
        metrics.published(self._database.service, len(confirmed))
        return len(confirmed) + len(unheard)

    @staticmethod
    def _published(confirmed: list[int], unheard: list[int], now: datetime) -> Any:
        statement = update(OutboxRow).where(OutboxRow.id.in_(confirmed + unheard))
        values: dict[str, Any] = {"published_at": now}
        if unheard:
            values["nobody_listens"] = case((OutboxRow.id.in_(unheard), True), else_=False)
        return statement.values(values).execution_options(synchronize_session=False)

    def _sort_returned(self, rows: list[Any]) -> tuple[list[Any], list[Any]]:
        """Tell events that missed a known listener from those that nobody listens to."""
        if not rows:
            return [], []
        with self._database.reading() as session:
            known = set(session.scalars(select(Listener.routing_key)))
        missed = [row for row in rows if row.routing_key in known]
        return missed, [row for row in rows if row.routing_key not in known]


def record_listeners(database: Database, listeners: Sequence[tuple[str, str]]) -> None:
    """Write down who listens to this service's events; what is no longer so is forgotten."""
    with database.transaction() as session:
        session.execute(delete(Listener))
        if listeners:
            session.execute(
                insert(Listener), [{"routing_key": key, "service": service} for key, service in listeners]
            )
