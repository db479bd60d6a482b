"""Builders: lamps, messages and deliveries that are valid unless a test says otherwise."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from chassis import settings
from chassis.contracts import Event
from chassis.database import Database
from chassis.events import outbox
from chassis.events.broker import Consumer, Outcome
from chassis.events.intake import Handle, Intake, Subscription
from chassis.events.message import CONTENT_TYPE, Delivery, Message, Received
from chassis.events.relay import Relay
from chassis.events.tables import FailedEvent, OutboxRow
from chassis.ids import new_id
from tests.chassis.probe.lamps import LampBroken, LampLit
from tests.chassis.probe.tables import Effect
from tests.chassis.waiting import until

SECRET = "13800138000"
"""Stands for personal data that a handler puts into its error."""


class PoisonError(Exception):
    """What a handler raises at a poison."""


def a_lamp_lit(lamp: UUID | None = None, *, deed: str = "shine") -> LampLit:
    return LampLit(lamp_id=lamp or new_id(), deed=deed)


def a_message(
    body: bytes = b"{}", *, to: str, key: str = "lamp_lit.v1", headers: Mapping[str, Any] | None = None
) -> Message:
    return Message(
        id=str(new_id()), exchange=f"{to}.events", routing_key=key, headers=headers or {}, body=body
    )


def headers_of(event: Event, *, sequence: int = 1) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": str(new_id()),
        "source": f"/doorstep/{event.service}",
        "type": event.type(),
        "subject": event.subject,
        "time": datetime(2026, 5, 16, 9, 30, tzinfo=UTC).isoformat(),
        "dataschema": f"urn:doorstep:{event.type()}",
        "sequence": sequence,
    }


def a_delivery(
    event: Event | None = None,
    *,
    sequence: int = 1,
    body: bytes | None = None,
    headers: Mapping[str, Any] | None = None,
    routing_key: str | None = None,
    content_type: str | None = CONTENT_TYPE,
    comebacks: int = 0,
) -> Delivery:
    event = event or a_lamp_lit()
    all_headers = {**headers_of(event, sequence=sequence), **(headers or {})}
    return Delivery(
        tag=1,
        message_id=str(all_headers["id"]),
        routing_key=routing_key or event.routing_key(),
        headers={name: value for name, value in all_headers.items() if value is not None},
        body=event.dump().encode() if body is None else body,
        content_type=content_type,
        comebacks=comebacks,
    )


def again(delivery: Delivery, *, comebacks: int = 0) -> Delivery:
    """The same message, handed over once more."""
    return replace(delivery, comebacks=comebacks)


def shine(session: Session, events: Sequence[Received[Any]]) -> None:
    """Leave one effect an event; break at a poison."""
    for event in events:
        if getattr(event.data, "deed", "") == "raise":
            raise PoisonError(SECRET)
        session.add(
            Effect(handler="shine", event_id=event.id, lamp_id=event.data.lamp_id, sequence=event.sequence)
        )


def an_intake(
    database: Database,
    *,
    handle: Handle = shine,
    listens: tuple[type[Event], ...] = (LampLit, LampBroken),
    subscriptions: Sequence[Subscription] = (),
    **changed: Any,
) -> Intake:
    handlers = subscriptions or [Subscription(handler="shine", contracts=listens, handle=handle)]
    return Intake(database, handlers, replace(settings.current(), **changed))


class ServerGoneError(Exception):
    """What the driver raises when the database's server has gone."""

    pgcode = "57P01"


class DeadlockError(Exception):
    """What the driver raises when two transactions wait for each other."""

    pgcode = "40P01"


def breaking(error: type[Exception], *, times: int) -> Callable[..., None]:
    """A handler that meets a trouble of the database's so many times before it works."""
    met: list[int] = []

    def handle(session: Session, events: Sequence[Received[Any]]) -> None:
        shine(session, events)
        if len(met) < times:
            met.append(1)
            raise OperationalError("INSERT", {}, error())

    return handle


def ids(*deliveries: Delivery) -> list[UUID]:
    """The events these deliveries carry."""
    return [UUID(each.headers["id"]) for each in deliveries]


def effects(database: Database) -> list[UUID]:
    """The events that have taken effect, in order, with every repetition."""
    with database.reading() as session:
        return list(session.scalars(select(Effect.event_id).order_by(Effect.id)))


def failed(database: Database) -> list[FailedEvent]:
    with database.reading() as session:
        return list(session.scalars(select(FailedEvent).order_by(FailedEvent.id)))


def the_failed(database: Database) -> FailedEvent:
    (row,) = failed(database)
    return row


def announced(database: Database) -> list[OutboxRow]:
    with database.reading() as session:
        return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))


def announce(database: Database, *events: Event, sequence: int = 1) -> None:
    """Announce facts, each in a transaction of its own."""
    for event in events:
        with database.transaction() as session:
            outbox.announce(session, event, sequence=sequence)


@contextmanager
def an_old_schema(database: Database) -> Iterator[None]:
    """Let a database look as if an older version had set it up."""
    rename = "UPDATE alembic_version SET version_num = '{}'"
    with database.engine.begin() as connection:
        connection.exec_driver_sql(rename.format("older"))
    yield
    with database.engine.begin() as connection:
        connection.exec_driver_sql(rename.format("0001"))


def take(consumer: Consumer, count: int) -> list[Delivery]:
    """Receive until so many have come."""
    taken: list[Delivery] = []

    def all_there() -> bool:
        taken.extend(consumer.receive(1000, timeout=0.2))
        return len(taken) >= count

    until(all_there, within=20)
    return taken


class FakeBroker:
    """Notes what it is handed and answers by a rule."""

    def __init__(self, answer: Callable[[Message], Outcome] = lambda _: Outcome.CONFIRMED) -> None:
        self.answer = answer
        self.batches: list[list[Message]] = []
        self.opened = 0
        self.counts_attempts = False

    @property
    def sent(self) -> list[Message]:
        return [message for batch in self.batches for message in batch]

    @property
    def sent_subjects(self) -> list[str]:
        return [message.headers["subject"] for message in self.sent]

    def publisher(self, service: str) -> "FakeBroker":
        self.opened += 1
        return self

    def publish(self, messages: Iterable[Message], *, timeout: float) -> list[Outcome]:
        self.batches.append(list(messages))
        return [self.answer(message) for message in self.batches[-1]]

    def close(self) -> None:
        """Nothing is held."""


def returning(*keys: str) -> FakeBroker:
    """A broker in which nothing is bound to these keys."""
    return FakeBroker(lambda each: Outcome.RETURNED if each.routing_key in keys else Outcome.CONFIRMED)


def a_relay(database: Database, broker: Any, **changed: Any) -> Relay:
    return Relay(database, broker, replace(settings.current(), **changed))
