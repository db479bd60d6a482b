"""A service that hears of a life late, twice and in any order, and at times fails at it and tries again."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError
from sqlalchemy.orm import Session

from chassis import services
from chassis.database import Database
from chassis.events.entrypoints import handlers_of
from chassis.events.intake import Handle, Intake
from chassis.events.message import Delivery, Received
from chassis.events.relay import message_of
from chassis.events.tables import OutboxRow
from chassis.settings import current

T = TypeVar("T")

_AT_ONCE = 7


class Unlucky(Exception):
    """What a handler raises that has done its work in vain."""


class Hearing:
    """The worker of one service, with what is on its way to it."""

    def __init__(self, own: Database, chance: Random) -> None:
        self._chance = chance
        handlers = [
            replace(each, handle=self._unsteady(each.handle))
            for each in handlers_of(services.worker_of(own.service))
        ]
        self._types = {contract.type() for each in handlers for contract in each.contracts}
        self._intake = Intake(own, handlers, replace(current(), retry_delays=(0.0,) * 100))
        self._pending: list[tuple[Delivery, bool]] = []
        """Each with whether it comes once more."""

    @property
    def has_news(self) -> bool:
        """Whether anything is on its way to it."""
        return bool(self._pending)

    def send(self, news: Iterable[Delivery]) -> None:
        """Let it be told these, some time."""
        self._pending += [(each, True) for each in news if each.headers["type"] in self._types]

    def hear(self, share: float, meanwhile: Callable[[], None]) -> None:
        """Take a share of what is pending, in any order; between two batches its own people work."""
        self._chance.shuffle(self._pending)
        count = round(share * len(self._pending))
        taken, self._pending = self._pending[:count], self._pending[count:]
        self._pending += [(each, False) for each, again in taken if again]
        for start in range(0, count, _AT_ONCE):
            batch = [each for each, _ in taken[start : start + _AT_ONCE]]
            _until_it_holds(lambda batch=batch: self._intake.apply(batch))  # type: ignore[misc]
            meanwhile()
        while _until_it_holds(self._intake.retry_next):
            pass

    def _unsteady(self, handle: Handle) -> Handle:
        """At times a handler fails, or the connection is lost, when all is done but the commit."""

        def handled(session: Session, events: list[Received[Any]]) -> None:
            handle(session, events)
            session.flush()
            luck = self._chance.random()
            if luck < 0.1:
                raise Unlucky
            if luck < 0.2:
                raise InterfaceError("COMMIT", None, Exception("connection lost"))

        return handled


def _until_it_holds(act: Callable[[], T]) -> T:
    """Do it again while the connection is lost over it."""
    while True:
        with suppress(InterfaceError):
            return act()


class Post:
    """Carries what services announce to all of them, as the broker does, once each."""

    def __init__(self, databases: dict[str, Database], chance: Random) -> None:
        self._databases, self._sent = databases, set[str]()
        self._listeners = {name: Hearing(own, chance) for name, own in databases.items()}

    def carry(self, share: float, meanwhile: Callable[[str], None] = lambda _: None) -> None:
        """Let every service take a share of its news."""
        news = [each for service in self._databases for each in self._announced(service)]
        for name, listener in self._listeners.items():
            listener.send(news)
            listener.hear(share, lambda name=name: meanwhile(name))  # type: ignore[misc]

    def carry_all(self) -> None:
        """Let every service take all its news, and what follows from them."""
        known = -1
        while known != len(self._sent) or any(each.has_news for each in self._listeners.values()):
            known = len(self._sent)
            self.carry(1)

    def _announced(self, service: str) -> list[Delivery]:
        with self._databases[service].reading() as session:
            rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
        messages = [message_of(service, row) for row in rows if str(row.event_id) not in self._sent]
        self._sent |= {each.id for each in messages}
        return [
            Delivery(
                tag=0, message_id=each.id, routing_key=each.routing_key, headers=each.headers, body=each.body
            )
            for each in messages
        ]
