"""Whatever happens in the community, no name, phone or ID number lies or travels anywhere in clear."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection
from sqlalchemy import select, text

from chassis import clock, database, services
from chassis.events.broker import exchange_of
from chassis.events.tables import FailedEvent
from chassis.keys import new_keys
from services.employment.models import Employer
from services.grievances.models import Case
from services.residents.models import Dwelling, Person, Stay, Tenancy
from tests.system.community import Community
from tests.system.load import CREDIT_CODE, a_posting
from tests.system.processes import ROOT
from tests.system.quiet import await_quiet
from tests.system.waiting import wait_until

_WHISPER = "楼上张大爷的药味很重"
_REASON = "上门核对王阿姨的证件"
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
    """Every value that must never be seen, and what it is."""
    found = {_WHISPER: "description", _REASON: "reason"}
    with database.of("residents").reading() as session:
        for person in session.scalars(select(Person)):
            found[person.name] = "name"
            found |= {each: "number" for each in (person.id_number, person.phone) if each}
    with database.of("employment").reading() as session:
        found |= dict.fromkeys(session.scalars(select(Employer.phone)), "employer's phone")
    with database.of("grievances").reading() as session:
        found |= dict.fromkeys(session.scalars(select(Case.description)), "description")
    # What was erased meanwhile, as its time was over, is empty.
    found.pop("", None)
    return found


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


def live(community: Community) -> None:
    """A move of everything: people, households, a roster with faults, cases, work, searches, unmasking, failures."""
    residents, employment = community.api("residents"), community.api("employment")
    grievances, today = community.api("grievances"), clock.today()
    with database.of("residents").reading() as session:
        household, person, dwelling = session.execute(
            select(Stay.household_id, Stay.person_id, Stay.dwelling_id).where(Stay.until.is_(None)).limit(1)
        ).one()
        known = session.get_one(Person, person)
        free = session.scalars(
            select(Dwelling.id)
            .where(Dwelling.id.not_in(select(Tenancy.dwelling_id).where(Tenancy.until.is_(None))))
            .limit(1)
        ).one()
        id_number = known.id_number
    newcomer = {"name": "欧阳若兰", "phone": "13912345678", "id_number": "11010519491231002X"}
    joined = residents.post("/people", newcomer, headers={"Idempotency-Key": "once"})["id"]
    residents.post(
        f"/households/{household}/members", {"person_id": joined, "relation": "other", "on": str(today)}
    )
    residents.put(f"/people/{joined}/contact", {"phone": "13812340987"})
    residents.post(f"/people/{person}/unmasking", {"reason": _REASON})
    if id_number:
        residents.post("/people/searches", {"id_number": id_number, "reason": _REASON})
    grievances.post(
        "/cases",
        {"dwelling_id": str(dwelling), "category": "other", "description": _WHISPER,
         "reporter_id": str(person)},
    )  # fmt: skip
    employment.post("/wishes", {"person_id": str(person)})
    employer = employment.post(
        "/employers", {"name": "重庆某某物业", "credit_code": CREDIT_CODE, "phone": "13787654321"}
    )["id"]
    employment.post("/postings", a_posting(employer))
    residents.post(
        f"/households/{household}/exchange",
        {"dwelling_id": str(free), "contract_number": "HF-X", "on": str(today),
         "lease_ends": str(today + timedelta(days=300))},
    )  # fmt: skip
    with (community.folder / "next-month.xlsx").open("rb") as file:
        taken = residents.post("/lease-imports", files={"file": file})
    assert taken["faults"]
    assert sum(taken["changes"].values())
    residents.post(f"/households/{household}/move-out", {"on": str(today)})


def refuse_contacts(community: Community) -> None:
    """Let a change of contact be set aside, as when a key is missing."""
    worker = community.workers["notifications"]
    assert worker.stop() == 0
    worker.start(DOORSTEP_EVENT_KEYS=new_keys()["event_keys"])
    answer = community.api("residents").post("/people", {"name": "司马相如", "phone": "13611112222"})
    assert answer["phone"] == "136****2222"

    def set_aside() -> bool:
        with database.of("notifications").reading() as session:
            return bool(session.scalars(select(FailedEvent)).all())

    wait_until(set_aside, within=120, what="the change of contact is set aside")


def test_nothing_of_a_person_is_anywhere_in_clear(community: Community, request: pytest.FixtureRequest):
    if not community.embedded:
        tap(community.environ["DOORSTEP_BROKER_URL"])
    said = [doorstep("demo", "--scale", "0.004")]
    community.start_everything()
    live(community)
    await_quiet(community)
    refuse_contacts(community)
    said += [doorstep("events", "failed", "notifications"), doorstep("events", "show", "notifications", "1")]
    said += [doorstep("events", "tail", "-n", "100000"), doorstep("audit", "verify")]

    unwanted = secrets()
    places = {f"{service}'s tables": stored(service) for service in services.names()}
    places |= {"what commands print": iter(each.encode() for each in said)}
    logs: list[Path] = sorted(community.folder.glob("*.log"))
    assert logs
    places |= {each.name: iter([each.read_bytes() or b"-"]) for each in logs}
    if community.embedded:
        places |= {each.name: iter([each.read_bytes()]) for each in community.folder.glob("*.sqlite3*")}
    else:
        places |= {"the broker": heard(community.environ["DOORSTEP_BROKER_URL"])}

    assert len([what for what in unwanted.values() if what == "name"]) > 100
    assert [each for name, pieces in places.items() for each in in_clear(name, pieces, unwanted)] == []
