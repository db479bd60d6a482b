"""Whatever happens in the community, no name, phone or ID number lies or travels anywhere in clear."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from kombu import Connection
from sqlalchemy import select, text

from chassis import clock, database, migrations, services, settings
from chassis.commands.audit import audit_log
from chassis.commands.events import events
from chassis.events.broker import exchange_of
from chassis.events.tables import FailedEvent
from chassis.ids import new_id
from chassis.keys import new_keys
from chassis.personal import Encrypted
from services.residents.changes import NewPerson
from services.residents.usecases.people import record_people
from tests.system.community import Community
from tests.system.living import REPLACED, Life, words
from tests.system.processes import ROOT
from tests.system.quiet import await_quiet
from tests.system.waiting import wait_until

UNHEARD = {"name": "诸葛云深", "phone": "13622223333"}
_TRAFFIC = "test.all-traffic"


def doorstep(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "chassis", *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout + done.stderr


def tap(url: str) -> None:
    """Let a queue of our own hear all that is said."""
    with Connection(url) as connection:
        channel = connection.channel()
        channel.queue_declare(_TRAFFIC, durable=True, auto_delete=False)
        for service in services.names():
            channel.queue_bind(_TRAFFIC, exchange_of(service), "#")


def heard(url: str) -> Iterator[bytes]:
    with Connection(url) as connection:
        channel = connection.channel()
        while message := channel.basic_get(_TRAFFIC, no_ack=True):
            yield str(message.headers).encode() + str(message.properties).encode()
            yield message.body if isinstance(message.body, bytes) else message.body.encode()


def secrets() -> dict[str, str]:
    """Every value that is encrypted somewhere, and what it is; days are too common to be looked for."""
    found: dict[str, str] = {}
    for service in services.names():
        with database.of(service).reading() as session:
            for metadata in migrations.metadata_of(service):
                for table in metadata.sorted_tables:
                    for column in table.columns:
                        if type(column.type) is Encrypted:
                            found |= dict.fromkeys(
                                session.scalars(select(column)), f"{table.name}.{column.name}"
                            )
    return {value: what for value, what in found.items() if value}


def stored(service: str) -> Iterator[bytes]:
    """All cells of all tables of a service, as they lie in the database."""
    own = database.of(service)
    with own.reading() as session:
        listing = (
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if own.engine.dialect.name == "sqlite"
            else "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        for (table,) in session.execute(text(listing)).all():
            for row in session.execute(text(f'SELECT * FROM "{table}"')):
                yield b"\n".join(_bytes(cell) for cell in row)


def _bytes(cell: Any) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()


def in_clear(where: str, pieces: Iterator[bytes], unwanted: dict[str, str]) -> list[str]:
    """What is found of the unwanted, as such or escaped, in words that do not repeat it."""
    whole = b"\n".join(pieces)
    assert whole, f"nothing was looked at in {where}"
    ways = {
        value: {value.encode(), json.dumps(value)[1:-1].encode(), value.encode("utf-16-le")}
        for value in unwanted
    }
    return [
        f"{what} in {where}: …{whole[max(at - 40, 0) : at]!r}"
        for value, what in unwanted.items()
        for way in ways[value]
        if (at := whole.find(way)) >= 0
    ]


def refuse_contacts(patch: pytest.MonkeyPatch) -> None:
    """Let a change of contact be set aside, as when a key is missing."""
    with patch.context() as elsewhere:
        elsewhere.setenv("DOORSTEP_EVENT_KEYS", new_keys()["event_keys"])
        settings.current.cache_clear()
        with database.of("residents").transaction() as session:
            record_people(session, [NewPerson(id=new_id(), **UNHEARD)], today=clock.today())
    settings.current.cache_clear()

    def set_aside() -> bool:
        with database.of("notifications").reading() as session:
            return bool(session.scalars(select(FailedEvent)).all())

    wait_until(set_aside, within=120, what="the change of contact is set aside")


def printed(command: click.Command, *words: str) -> str:
    """What a command says."""
    done = CliRunner().invoke(command, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_nothing_of_a_person_is_anywhere_in_clear(community: Community, monkeypatch: pytest.MonkeyPatch):
    if not community.embedded:
        tap(community.environ["DOORSTEP_BROKER_URL"])
    said = [doorstep("demo", "--scale", "0.004")]
    community.start_everything()
    life = Life(community)
    life.everything()
    unwanted = secrets()
    life.one_is_forgotten()
    await_quiet(community)
    refuse_contacts(monkeypatch)
    unwanted |= secrets()
    assert {word for word in words() if not any(word in kept for kept in unwanted)} == REPLACED
    unwanted |= words()
    said += [printed(events, "failed", "notifications"), printed(events, "show", "notifications", "1")]
    said += [printed(events, "tail", "-n", "100000"), printed(audit_log, "verify")]

    places = {f"{service}'s tables": stored(service) for service in services.names()}
    places |= {"what commands print": iter(each.encode() for each in said)}
    logs: list[Path] = sorted(community.folder.glob("*.log"))
    assert logs
    places |= {each.name: iter([each.read_bytes() or b"-"]) for each in logs}
    if community.embedded:
        places |= {each.name: iter([each.read_bytes()]) for each in community.folder.glob("*.sqlite3*")}
    else:
        places |= {"the broker": heard(community.environ["DOORSTEP_BROKER_URL"])}

    assert len([what for what in unwanted.values() if what == "people.name"]) > 100
    assert [each for name, pieces in places.items() for each in in_clear(name, pieces, unwanted)] == []
