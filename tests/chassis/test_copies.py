"""Copies: moved forward by version only, whatever order events come in."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import select

from chassis.copies import Row, move_forward
from chassis.database import Database
from chassis.ids import new_id
from tests.chassis.probe.tables import LampCopy


def a_row(lamp: UUID, version: int) -> Row:
    return {"id": lamp, "version": version, "light": f"light {version}"}


def move(lamps: Database, *rows: Row) -> None:
    with lamps.transaction() as session:
        move_forward(session, LampCopy, rows)


def copies(lamps: Database) -> dict[UUID, tuple[int, str]]:
    with lamps.reading() as session:
        return {each.id: (each.version, each.light) for each in session.scalars(select(LampCopy))}


def test_an_unknown_thing_is_copied(lamps: Database):
    lamp = new_id()

    move(lamps, a_row(lamp, 3))

    assert copies(lamps) == {lamp: (3, "light 3")}


def test_a_newer_version_replaces_an_older_one(lamps: Database):
    lamp = new_id()
    move(lamps, a_row(lamp, 1))

    move(lamps, a_row(lamp, 2))

    assert copies(lamps) == {lamp: (2, "light 2")}


@pytest.mark.parametrize("version", [1, 2])
def test_an_older_or_equal_version_changes_nothing(lamps: Database, version: int):
    lamp = new_id()
    move(lamps, a_row(lamp, 2))

    move(lamps, {"id": lamp, "version": version, "light": "stale"})

    assert copies(lamps) == {lamp: (2, "light 2")}


def test_the_newest_of_one_batch_wins(lamps: Database):
    lamp = new_id()

    move(lamps, a_row(lamp, 2), a_row(lamp, 3), a_row(lamp, 1))

    assert copies(lamps) == {lamp: (3, "light 3")}


def test_no_rows_are_no_statement(lamps: Database):
    move(lamps)

    assert copies(lamps) == {}


@pytest.mark.parametrize("seed", range(5))
def test_any_order_and_repetition_ends_in_the_same_state(lamps: Database, seed: int):
    shuffled = random.Random(seed)
    subjects = [new_id() for _ in range(30)]
    rows = [a_row(lamp, version) for lamp in subjects for version in range(1, 9)] * 3
    shuffled.shuffle(rows)

    while rows:
        batch = [rows.pop() for _ in range(min(len(rows), shuffled.randint(1, 90)))]
        move(lamps, *batch)

    assert copies(lamps) == dict.fromkeys(subjects, (8, "light 8"))


@pytest.mark.parametrize("lamps_url", ["postgresql"], indirect=True)
def test_replicas_moving_the_same_rows_do_not_deadlock(open_lamps: Callable[[], Database]):
    replicas = [open_lamps() for _ in range(3)]
    subjects = [new_id() for _ in range(600)]

    def move_all(number: int) -> None:
        shuffled = random.Random(number)
        for version in range(1, 9):
            move(
                replicas[number], *(a_row(lamp, version) for lamp in shuffled.sample(subjects, len(subjects)))
            )

    with ThreadPoolExecutor(len(replicas)) as pool:
        list(pool.map(move_all, range(len(replicas))))

    assert copies(replicas[0]) == dict.fromkeys(subjects, (8, "light 8"))
