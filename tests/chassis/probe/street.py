"""A street of lamps: a real broker, a real database and worker processes to play with."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis.contracts import Event
from chassis.database import Database
from chassis.events.message import Message
from chassis.events.rabbitmq import RabbitBroker
from tests.chassis.builders import announce, effects, failed, headers_of
from tests.chassis.probe.tables import LampCopy
from tests.chassis.waiting import until

ROOT = Path(__file__).parents[3]


class Street:
    """Everything a worker stands on, and the workers."""

    def __init__(self, database: Database, broker: RabbitBroker, begun: Path) -> None:
        self.database = database
        self.broker = broker
        self.begun = begun
        self.workers: list[subprocess.Popen[bytes]] = []

    def start(self, *, ready: bool = True, **environ: str) -> subprocess.Popen[bytes]:
        """Start a worker process and wait until it takes events."""
        before = self.broker.depth("lamps")[1] if ready else 0
        worker = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.chassis.probe", "lamps"],
            cwd=ROOT,
            env={**os.environ, "PROBE_BEGUN": str(self.begun), **environ},
        )
        self.workers.append(worker)
        if ready:
            until(lambda: worker.poll() is None and self.broker.depth("lamps")[1] > before, within=20)
        return worker

    def stop(self, worker: subprocess.Popen[bytes]) -> int:
        """Ask a worker to end, as a supervisor does; returns its exit status."""
        worker.send_signal(signal.SIGTERM)
        return worker.wait(30)

    def send(self, *messages: Message) -> None:
        """Put messages into the queue past the outbox."""
        publisher = self.broker.publisher("lamps")
        try:
            publisher.publish(messages, timeout=10)
        finally:
            publisher.close()

    def announce(self, *events: Event) -> None:
        """Announce through the outbox."""
        announce(self.database, *events)

    def effects(self) -> list[UUID]:
        """The events that took effect, with every repetition."""
        return effects(self.database)

    def ticks(self) -> int:
        """How often the timer has run."""
        with self.database.reading() as session:
            return len(session.scalars(select(LampCopy)).all())

    def failures(self, state: str) -> list[Any]:
        """What has been set aside and stands so."""
        return [each for each in failed(self.database) if each.state == state]

    def all_done(self, count: int) -> Callable[[], bool]:
        """Whether so many events took effect and nothing waits in the queue."""

        def look() -> bool:
            return len(effects(self.database)) >= count and self.broker.depth("lamps")[0] == 0

        return look

    def close(self) -> None:
        """End what is still running."""
        for worker in self.workers:
            if worker.poll() is None:
                worker.kill()
                worker.wait()


def on_the_wire(event: Event, *, sequence: int = 1, **changed: Any) -> Message:
    """An event as a relay would send it."""
    headers = headers_of(event, sequence=sequence)
    return Message(
        id=headers["id"],
        exchange=changed.get("exchange", "lamps.events"),
        routing_key=event.routing_key(),
        headers={**headers, **changed.get("headers", {})},
        body=changed.get("body", event.dump().encode()),
    )


def ids(messages: Sequence[Message]) -> list[UUID]:
    """The events these messages carry."""
    return [UUID(each.id) for each in messages]
