"""The state of a service's events, in numbers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from chassis import clock, migrations
from chassis.database import Database
from chassis.events import metrics
from chassis.events.broker import Broker, WrongTopology
from chassis.events.failures import DEAD, WAITING
from chassis.events.tables import FailedEvent, OutboxRow


@dataclass(frozen=True)
class Status:
    """How one service stands."""

    service: str
    announced: int
    unpublished: int
    oldest_unpublished: datetime | None
    queued: int
    consumers: int
    waiting: int
    dead: int

    @property
    def outbox_age(self) -> float:
        """Seconds the oldest unpublished event has waited."""
        return (clock.now() - self.oldest_unpublished).total_seconds() if self.oldest_unpublished else 0.0


def status_of(database: Database, broker: Broker) -> Status:
    """Read how a service stands. Raises BrokerAway, or the database's error when it is away."""
    queued, consumers = broker.depth(database.service)
    unpublished = OutboxRow.published_at.is_(None)
    with database.reading() as session:
        count, oldest = session.execute(
            select(func.count(), func.min(OutboxRow.occurred_at)).where(unpublished)
        ).one()
        failed = dict(
            session.execute(select(FailedEvent.state, func.count()).group_by(FailedEvent.state)).all()
        )
        announced = session.scalar(select(func.max(OutboxRow.id))) or 0
    return Status(
        service=database.service,
        announced=announced,
        unpublished=count,
        oldest_unpublished=oldest,
        queued=queued,
        consumers=consumers,
        waiting=failed.get(WAITING, 0),
        dead=failed.get(DEAD, 0),
    )


def measure(database: Database, broker: Broker) -> None:
    """Set the gauges of a service."""
    now = status_of(database, broker)
    metrics.gauges(now.service, outbox_age=now.outbox_age, queued=now.queued, dead=now.dead)


def require_schema(database: Database) -> None:
    """Refuse to work on a database that the set-up has not brought up to date. Raises WrongTopology."""
    if not migrations.up_to_date(database):
        raise WrongTopology(f"the database of {database.service} is not up to date: run `doorstep setup`")
