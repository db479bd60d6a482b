"""A bare py-amqp consumer: greedy batches, one transaction each, commit before one multiple ack."""

import json
import os
import sys
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import amqp
import psycopg2
from psycopg2.extras import execute_values

from bench.contenders.sql import KEEP, TAKE, line

BATCH = 500


def main() -> None:
    """Consume until terminated; set-up has declared the queue."""
    if "declare" in sys.argv:
        return
    url = urlsplit(os.environ["DOORSTEP_BROKER_URL"])
    wire = amqp.Connection(
        f"{url.hostname}:{url.port}", userid=url.username, password=url.password, virtual_host=url.path[1:]
    )
    wire.connect()
    channel = wire.channel()
    arrived: list[Any] = []
    channel.basic_qos(0, 2 * BATCH, False)  # noqa: FBT003 - positional in the library
    channel.basic_consume("doorstep.residents", callback=arrived.append)
    database = psycopg2.connect(os.environ["DOORSTEP_RESIDENTS_DATABASE_URL"])
    while True:
        wire.drain_events()
        while len(arrived) < BATCH:
            try:
                wire.drain_events(timeout=0)
            except TimeoutError:
                break
        batch, arrived[:BATCH] = arrived[:BATCH], []
        apply(database, batch)
        channel.basic_ack(batch[-1].delivery_info["delivery_tag"], multiple=True)


def apply(database: Any, batch: list[Any]) -> None:
    """Take a batch in one transaction."""
    now = datetime.now(UTC)
    with database, database.cursor() as cursor:
        ids = [(("keep_rosters"), each.properties["message_id"], now) for each in batch]
        fresh = {str(row[0]) for row in execute_values(cursor, TAKE, ids, page_size=1000, fetch=True)}
        rows = [
            line(json.loads(each.body), each.properties["application_headers"]["sequence"])
            for each in batch
            if each.properties["message_id"] in fresh
        ]
        execute_values(cursor, KEEP, sorted(rows), page_size=1000)


if __name__ == "__main__":
    main()
