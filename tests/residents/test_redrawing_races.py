"""Grids drawn anew while others work."""

import json
import threading
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import select

from chassis.events.tables import OutboxRow
from services.residents.models import Dwelling, Stay
from tests.residents.mergers import client as client  # noqa: PLC0414
from tests.residents.mergers import register as register  # noqa: PLC0414
from tests.residents.registers import MAY, Register
from tests.residents.test_redrawing import BUILDING, NEW, ROOM, SECOND, grid, redraw


def test_grids_are_drawn_once(client: FlaskClient, register: Register):
    start, answers = threading.Barrier(5), []

    def draw() -> None:
        start.wait()
        answers.append(redraw(client, grid(NEW, ROOM, name="3号网格")))

    clerks = [threading.Thread(target=draw) for _ in range(5)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()

    assert sorted(map(str, answers))[:4] == [str((409, "nothing-redrawn"))] * 4
    assert [each["opened"] for each in answers if isinstance(each, dict)] == [[NEW]]


def test_who_moves_in_while_grids_are_drawn_is_told_of_the_right_one(client: FlaskClient, register: Register):
    rooms_left = [each for each in register.dwellings if each.startswith("A-1")]
    people = [client.post("/people", json={"name": f"张{at}"}).get_json()["id"] for at in range(3)]
    start = threading.Barrier(4)

    def move(person: str, address: str) -> None:
        start.wait()
        home = {"dwelling_id": str(register.dwellings[address]), "contract_number": str(uuid4())}
        days = {"since": str(MAY), "lease_ends": "2031-04-30"}
        members = [{"person_id": person, "relation": "tenant"}]
        assert client.post("/move-ins", json={**home, **days, "members": members}).status_code == 201

    clerks = [threading.Thread(target=move, args=each) for each in zip(people, rooms_left, strict=True)]
    for clerk in clerks:
        clerk.start()
    start.wait()
    redraw(client, grid(SECOND, BUILDING))
    for clerk in clerks:
        clerk.join()

    newest: dict[str, tuple[int, str]] = {}
    with register.own.reading() as session:
        for row in session.scalars(select(OutboxRow).where(OutboxRow.routing_key.contains("resident_"))):
            newest[row.subject] = max(
                newest.get(row.subject, (0, "")), (row.sequence, json.loads(row.data)["grid"])
            )
        homes = session.execute(
            select(Stay.person_id, Dwelling.grid_path).join(Dwelling, Dwelling.id == Stay.dwelling_id)
        ).all()
    assert {(str(person), path) for person, path in homes} == {
        (person, path) for person, (_, path) in newest.items()
    }
    assert len(homes) == 3
