"""The probe as a test sees it: asks for deeds, counts tries and effects, reads the failed-event store."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import amqp
from sqlalchemy import insert, select
from sqlalchemy.engine import make_url

from chassis import clock
from chassis.database import Database
from chassis.events.broker import exchange_of
from chassis.events.rabbitmq import RabbitBroker
from chassis.events.tables import FailedEvent, InboxRow, OutboxRow
from chassis.ids import new_id
from tests.system.probe.services.probe.models import Effect
from tests.system.processes import ROOT, Worker

_TYPE = "probe.asked.v1"


class Probe:
    """One service with a database and a virtual host of its own."""

    def __init__(self, folder: Path, *, broker_url: str, database_url: str, **more: str) -> None:
        self._folder = folder
        self._diary = folder / "diary"
        self._diary.touch()
        self._url = broker_url
        self._broker = RabbitBroker(broker_url)
        self.environ = {
            "DOORSTEP_BROKER_URL": broker_url,
            "DOORSTEP_PROBE_DATABASE_URL": database_url,
            "PROBE_DIARY": str(self._diary),
            **more,
        }
        self.own = Database("probe", database_url)
        self.workers: list[Worker] = []
        subprocess.run(
            [sys.executable, "-m", "tests.system.entry", "probe", "setup"],
            cwd=ROOT, env={**os.environ, **self.environ}, check=True, capture_output=True, timeout=180,
        )  # fmt: skip

    def worker(self, sabotage: str = "-") -> Worker:
        """A worker process, not yet started."""
        name = f"probe-{len(self.workers)}"
        module = ("tests.system.entry", "probe", sabotage)
        made = Worker(["probe"], self.environ, self._folder, name=name, module=module)
        self.workers.append(made)
        return made

    def ask(self, *deeds: str) -> list[UUID]:
        """Announce these deeds together; returns the events' ids."""
        ids = [new_id() for _ in deeds]
        rows = []
        for event_id, deed in zip(ids, deeds, strict=True):
            subject = str(new_id())
            rows.append(
                {
                    "event_id": event_id,
                    "type": _TYPE,
                    "routing_key": _TYPE.removeprefix("probe."),
                    "subject": subject,
                    "sequence": 1,
                    "data": json.dumps({"ask_id": subject, "deed": deed}),
                    "occurred_at": clock.now(),
                }
            )
        with self.own.transaction() as session:
            session.execute(insert(OutboxRow), rows)
        return ids

    def post(
        self, body: bytes, headers: Mapping[str, Any], *, key: str = "asked.v1", **properties: Any
    ) -> str:
        """Hand a message to the broker past every check, as a stranger could; returns its id."""
        url = make_url(self._url)
        given = {"content_type": "application/json", "message_id": str(new_id()), **properties}
        with amqp.Connection(
            f"{url.host}:{url.port}", userid=url.username, password=url.password, virtual_host=url.database,
            confirm_publish=True,
        ) as connection:  # fmt: skip
            message = amqp.Message(body, application_headers=dict(headers), delivery_mode=2, **given)
            connection.channel().basic_publish(message, exchange_of("probe"), key, mandatory=True)
        return str(given["message_id"])

    def effects(self) -> Counter[UUID]:
        """How often each event has taken effect."""
        with self.own.reading() as session:
            return Counter(session.scalars(select(Effect.event_id)))

    def tries(self, event_id: UUID) -> int:
        """How often the handler was called with an event, whatever became of it."""
        return sum(line.startswith(str(event_id)) for line in self._diary.read_text().splitlines())

    def failed(self) -> dict[str, FailedEvent]:
        """The failed-event store by message id."""
        with self.own.reading() as session:
            return {each.message_id: each for each in session.scalars(select(FailedEvent))}

    def dead(self, ids: Iterable[UUID]) -> bool:
        """Whether all of these wait for a person."""
        failed = self.failed()
        return all(str(each) in failed and failed[str(each)].state == "dead" for each in ids)

    def queued(self) -> int:
        """Messages that wait."""
        return self._broker.depth("probe")[0]

    def troubles(self, *, failed: Sequence[UUID] = ()) -> list[str]:
        """C2 to C4 and C7: what was asked and has no effect, two of them, or one without having been asked."""
        with self.own.reading() as session:
            asked = set(session.scalars(select(OutboxRow.event_id)))
            waiting = session.scalars(select(OutboxRow.id).where(OutboxRow.published_at.is_(None))).all()
            taken = set(session.scalars(select(InboxRow.event_id)))
        effects, good = self.effects(), asked - set(failed)
        troubles = [f"{event} is lost" for event in good - effects.keys()]
        troubles += [f"{event} took effect {count} times" for event, count in effects.items() if count > 1]
        troubles += [f"{event} was never asked" for event in effects.keys() - good]
        troubles += [f"{event} is not in the inbox" for event in good - taken]
        troubles += [f"row {row} is unpublished" for row in waiting]
        troubles += [f"{event} has failed" for event in self.failed().keys() - {str(each) for each in failed}]
        if queued := self.queued():
            troubles.append(f"{queued} messages in the queue")
        return troubles

    def close(self) -> None:
        """End what was started."""
        for worker in self.workers:
            worker.kill()
        self.own.engine.dispose()
