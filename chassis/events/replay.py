"""Replay: one service is told again what another has announced, from its log."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select

from chassis import services, settings
from chassis.database import Database
from chassis.events.entrypoints import handlers_of
from chassis.events.intake import Intake
from chassis.events.message import Delivery
from chassis.events.relay import COLUMNS, message_of
from chassis.events.tables import InboxRow, OutboxRow

MOST = 10_000
"""Events of one step; SQLite allows 32,766 parameters a statement."""


class Replay:
    """Events of one service's log for the handlers of another, in the order in which they were announced.

    They are applied here as a worker applies them: each once for a handler, what fails is set aside. The listener's
    worker may run meanwhile. What is not published yet is left to the relay.
    """

    def __init__(
        self,
        source: Database,
        target: Database,
        *,
        since: datetime | None = None,
        kinds: Sequence[str] = (),
        again: bool = False,
    ) -> None:
        self._source, self._target, self._since, self._again = source, target, since, again
        self._handlers = handlers_of(services.worker_of(target.service))
        heard = {each.type() for handler in self._handlers for each in handler.contracts}
        self.heard = sorted(each for each in heard if each.startswith(f"{source.service}."))
        self.types = [each for each in self.heard if not kinds or each in kinds]

    def count(self) -> int:
        """How many events there are."""
        with self._source.reading() as session:
            return session.scalar(select(func.count()).select_from(self._log().subquery())) or 0

    def run(self) -> Iterator[int]:
        """Apply them, some at a time; yields how many of each step were handed over."""
        intake = Intake(self._target, self._handlers, settings.current())
        size, last = min(settings.current().batch_size, MOST), 0
        while rows := self._next(after=last, size=size):
            if self._again:
                self._forget([row.event_id for row in rows])
            intake.apply([self._delivery(row) for row in rows])
            last = rows[-1].id
            yield len(rows)

    def _next(self, *, after: int, size: int) -> Sequence[Any]:
        wanted = self._log().where(OutboxRow.id > after).order_by(OutboxRow.id).limit(size)
        with self._source.reading() as session:
            return session.execute(wanted).all()

    def _log(self) -> Select[Any]:
        statement: Any = select(*COLUMNS)
        statement = statement.where(OutboxRow.type.in_(self.types), OutboxRow.published_at.is_not(None))
        if self._since is not None:
            statement = statement.where(OutboxRow.occurred_at >= self._since)
        wanted: Select[Any] = statement
        return wanted

    def _forget(self, event_ids: Sequence[Any]) -> None:
        """Let the handlers take these events once more; each of them does again what it may do twice."""
        names = [each.handler for each in self._handlers]
        with self._target.transaction() as session:
            session.execute(
                delete(InboxRow)
                .where(InboxRow.handler.in_(names), InboxRow.event_id.in_(event_ids))
                .execution_options(synchronize_session=False)
            )

    def _delivery(self, row: Any) -> Delivery:
        message = message_of(self._source.service, row)
        return Delivery(
            tag=0,
            message_id=message.id,
            routing_key=message.routing_key,
            headers=message.headers,
            body=message.body,
        )
