"""Deliveries late, repeated and in any order leave the copies as their owner's last word."""

import os
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from chassis import settings
from chassis.contracts import Event
from chassis.database import Database
from chassis.events.intake import Handle, Intake, Subscription
from chassis.events.message import Delivery
from chassis.ids import new_id
from contracts.residents import ResidentExchangedDwelling, ResidentMovedIn, ResidentMovedOut
from services.notifications.models import Recipient
from services.notifications.usecases.copies import keep_recipients
from services.residents.models import RosterEntry
from services.residents.usecases.rosters import keep_rosters
from tests.migrated import migrate

LONG = os.environ.get("DOORSTEP_LONG_TESTS") == "1"
_PEOPLE, _VERSIONS = (1000, 20) if LONG else (200, 10)
_TIMES = 3
_BATCH = 500
_MOVES = (ResidentMovedIn, ResidentMovedOut, ResidentExchangedDwelling)
_NOTE = "INSERT INTO versions_seen (subject, version) VALUES (CAST(NEW.{key} AS text), NEW.version)"
_AUDIT = {
    "postgresql": (
        "CREATE TABLE versions_seen (id bigserial, subject text, version bigint)",
        f"CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_NOTE}; RETURN NEW; END $$",
        "CREATE TRIGGER versions_seen AFTER INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION note()",
    ),
    "sqlite": (
        "CREATE TABLE versions_seen (id integer PRIMARY KEY, subject text, version bigint)",
        f"CREATE TRIGGER inserted AFTER INSERT ON {{table}} BEGIN {_NOTE}; END",
        f"CREATE TRIGGER updated AFTER UPDATE ON {{table}} BEGIN {_NOTE}; END",
    ),
}
"""Writes down every version a copy goes through, whatever wrote it."""


class Life:
    """One person's moves, each with the version it leads to, and where they end."""

    def __init__(self, chance: Random) -> None:
        self.person = new_id()
        self.facts: list[tuple[Event, int]] = []
        self.lines: dict[UUID, tuple[Any, ...]] = {}
        """Roster lines by stay: area, since, until."""
        self.present, self.area = False, ""
        self._day = date(2023, 1, 1)
        while len(self.facts) < _VERSIONS:
            self._day += timedelta(days=chance.randrange(3))
            if self.present and chance.random() < 0.4:
                self._leave()
            else:
                self._come(chance.randrange(1, 40))

    def _come(self, flat: int) -> None:
        old = getattr(self, "_stay", None) if self.present else None
        self._household = self._household if old else new_id()
        place = {"dwelling_id": new_id(), "area": f"/huafu/c1/b{flat}/", "grid": f"/huafu/g1/g{flat}/"}
        common = {"person_id": self.person, "household_id": self._household}
        stay = {"stay_id": new_id(), **place, "since": self._day}
        if old:
            before = {f"from_{name}": value for name, value in old.items()}
            self._tell(ResidentExchangedDwelling(**common, **before, **stay))
            self.lines[old["stay_id"]] = (old["area"], old["since"], self._day)
        else:
            self._tell(ResidentMovedIn(**common, **stay))
        self.lines[stay["stay_id"]] = (stay["area"], self._day, None)
        self._stay, self.present, self.area = stay, True, stay["area"]

    def _leave(self) -> None:
        stay = self._stay
        self._tell(
            ResidentMovedOut(
                person_id=self.person,
                household_id=self._household,
                **stay,
                until=self._day,
                reason="tenancy_ended",
            )
        )
        self.lines[stay["stay_id"]] = (stay["area"], stay["since"], self._day)
        self.present = False

    def _tell(self, fact: Event) -> None:
        self.facts.append((fact, len(self.facts) + 1))


def deliveries(lives: Sequence[Life], chance: Random) -> list[Delivery]:
    """Every fact three times, shuffled."""
    made = []
    for life in lives:
        for fact, sequence in life.facts:
            event_id = str(new_id())
            headers = {
                "id": event_id, "type": fact.type(), "subject": fact.subject, "sequence": sequence,
                "time": "2026-05-16T09:30:00+00:00",
            }  # fmt: skip
            body = fact.dump().encode()
            made += [
                Delivery(
                    tag=0, message_id=event_id, routing_key=fact.routing_key(), headers=headers, body=body
                )
            ] * _TIMES
    chance.shuffle(made)
    return made


def deliver(own: Database, handle: Handle, lives: Sequence[Life], chance: Random) -> None:
    intake = Intake(own, [Subscription(handler="keep", contracts=_MOVES, handle=handle)], settings.current())
    shuffled = deliveries(lives, chance)
    while shuffled:
        size = chance.randrange(1, 2 * _BATCH)
        intake.apply(shuffled[:size])
        del shuffled[:size]


def a_database(service: str, url: str, table: str, key: str) -> Database:
    own = Database(service, url)
    migrate(own)
    with own.transaction() as session:
        for statement in _AUDIT["sqlite" if own.is_sqlite else "postgresql"]:
            session.execute(text(statement.format(table=table, key=key)))
    return own


def versions_only_rise(own: Database) -> bool:
    """C5: no subject has ever gone back or stood still."""
    with own.reading() as session:
        backward = session.scalar(
            text("SELECT count(*) FROM versions_seen a JOIN versions_seen b ON a.subject = b.subject AND a.id < b.id "
                 "AND a.version >= b.version")
        )  # fmt: skip
        return backward == 0 and bool(session.scalar(text("SELECT count(*) FROM versions_seen")))


@pytest.mark.parametrize("seed", [17, 18])
def test_recipients_end_where_their_people_do(database_url: str, seed: int, tmp_path: Path):
    chance = Random(seed)
    lives = [Life(chance) for _ in range(_PEOPLE)]
    own = a_database("notifications", database_url, "recipients", "person_id")

    deliver(own, keep_recipients, lives, chance)

    with own.reading() as session:
        found = {each.person_id: (each.present, each.area) for each in session.scalars(select(Recipient))}
    own_last_word = {life.person: (life.present, life.area) for life in lives}
    assert found == own_last_word
    assert versions_only_rise(own)
    own.engine.dispose()


@pytest.mark.parametrize("seed", [17, 18])
def test_rosters_hold_every_stay_with_its_end(database_url: str, seed: int, tmp_path: Path):
    chance = Random(seed)
    lives = [Life(chance) for _ in range(_PEOPLE)]
    own = a_database("residents", database_url, "roster", "stay_id")

    deliver(own, keep_rosters, lives, chance)

    with own.reading() as session:
        lines = {
            each.stay_id: (each.area, each.since, each.until) for each in session.scalars(select(RosterEntry))
        }
    assert lines == {stay: line for life in lives for stay, line in life.lines.items()}
    assert versions_only_rise(own)
    own.engine.dispose()
