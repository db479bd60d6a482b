"""What the bench measures beside must do what the product does, or its ratios say nothing."""

from collections.abc import Callable
from contextlib import closing
from types import SimpleNamespace

import psycopg2
import pytest
from sqlalchemy import select

from bench.contenders import bare_consumer
from bench.messages import message_of, moves
from chassis.database import Database
from chassis.events.entrypoints import handlers_of
from chassis.events.intake import Intake
from chassis.events.message import Delivery
from chassis.settings import current
from services.residents.models import RosterEntry
from services.residents.worker import ResidentsWorker
from tests.migrated import migrate


@pytest.mark.postgres
def test_the_bare_consumer_writes_the_rosters_that_our_handler_writes(
    new_postgres: Callable[[], str],
) -> None:
    messages = [message_of(*each) for each in moves(3)]
    bare, own = (migrate(Database("residents", new_postgres())) for _ in range(2))

    with closing(psycopg2.connect(bare.url)) as wire:
        batch = [
            SimpleNamespace(
                body=each.body, properties={"message_id": each.id, "application_headers": each.headers}
            )
            for each in messages
        ]
        bare_consumer.apply(wire, batch)
        bare_consumer.apply(wire, batch)
    Intake(own, handlers_of(ResidentsWorker), current()).apply(
        [Delivery(0, each.id, each.routing_key, each.headers, each.body) for each in messages]
    )

    assert _rosters(bare) == _rosters(own)
    assert len(_rosters(own)) == len(messages)


def _rosters(database: Database) -> list[tuple[object, ...]]:
    with database.reading() as session:
        return [
            tuple(row) for row in session.execute(select(RosterEntry.__table__).order_by(RosterEntry.stay_id))
        ]
