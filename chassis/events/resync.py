"""Resync: a copy is told anew what its owner would announce of the present, with no log needed."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from types import SimpleNamespace
from uuid import UUID, uuid5

from sqlalchemy import delete

from chassis import clock, services, settings
from chassis.contracts import Event
from chassis.copies import Copy
from chassis.database import Database
from chassis.events.entrypoints import handlers_of
from chassis.events.intake import Intake, Subscription
from chassis.events.message import Delivery, Received
from chassis.events.relay import message_of
from chassis.events.tables import InboxRow
from chassis.present import Fact, Present, presents_of

_TOLD = UUID("3d5c4c0e-8f0e-4f0a-9a43-6f6f2f1a7c11")
_AT_ONCE = 500


@dataclass(frozen=True)
class KeptCopy:
    """A copy with the handler that fills it and the owner's state that it mirrors."""

    owner: str
    keeper: str
    handler: Subscription
    copy: Copy
    present: Present

    @property
    def name(self) -> str:
        """Of the table, with the service that keeps it."""
        return f"{self.keeper}.{self.copy.table.name}"


def kept_copies() -> list[KeptCopy]:
    """Every copy that some handler keeps. Raises LookupError for one whose owner does not tell its present."""
    return [
        KeptCopy(owner, keeper, handler, handler.keeps, _present(owner, handler))
        for keeper in services.names()
        for handler in handlers_of(services.worker_of(keeper))
        if handler.keeps is not None
        for owner in sorted({each.service for each in handler.contracts})
    ]


def tell(
    kept: KeptCopy, owner: Database, keeper: Database, subjects: Collection[UUID] | None
) -> Iterator[int]:
    """Let the keeper's handler take the present of these subjects, or of all; yields how many facts of each step."""
    with owner.reading() as session:
        facts = kept.present.read(session, subjects)
        while some := list(islice(facts, _AT_ONCE)):
            hand_over(kept, keeper, some)
            yield len(some)


def hand_over(kept: KeptCopy, keeper: Database, facts: Iterable[Fact]) -> None:
    """Let a handler take facts, also those it has taken before."""
    deliveries = [_delivery(kept.owner, *fact) for fact in facts]
    _forget(kept, keeper, deliveries)
    Intake(keeper, [kept.handler], settings.current()).apply(deliveries)
    # These were never announced: nobody is to take them for events that were.
    _forget(kept, keeper, deliveries)


def _forget(kept: KeptCopy, keeper: Database, deliveries: Iterable[Delivery]) -> None:
    ids = [UUID(each.message_id) for each in deliveries]
    with keeper.transaction() as session:
        session.execute(
            delete(InboxRow)
            .where(InboxRow.handler == kept.handler.handler, InboxRow.event_id.in_(ids))
            .execution_options(synchronize_session=False)
        )


def _present(owner: str, handler: Subscription) -> Present:
    told = [each for each in presents_of(owner) if set(each.types) & set(handler.contracts)]
    wanted = handler.keeps.of if handler.keeps else None
    for each in told:
        if wanted in (None, each.name):
            return each
    raise LookupError(f"{owner} tells nothing of what {handler.handler} keeps: add it to its present.")


def _delivery(service: str, fact: Event, sequence: int) -> Delivery:
    data = fact.dump()
    row = SimpleNamespace(
        event_id=uuid5(_TOLD, f"{fact.type()} {fact.subject} {sequence} {data}"), type=fact.type(),
        routing_key=fact.routing_key(), subject=fact.subject, sequence=sequence, data=data,
        correlation_id=None, causation_id=None, traceparent=None, occurred_at=clock.now(), attempts=0,
    )  # fmt: skip
    message = message_of(service, row)
    return Delivery(
        tag=0,
        message_id=message.id,
        routing_key=message.routing_key,
        headers=message.headers,
        body=message.body,
        # It was checked as it was dumped: reading it again would say the same.
        foreseen=Received(id=row.event_id, sequence=sequence, time=row.occurred_at, data=fact),
    )
