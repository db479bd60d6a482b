import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from chassis.ids import new_id
from contracts.residents import MOVES
from services.residents.changes import Leaving, Member, NewPerson
from services.residents.usecases import rosters
from tests.residents.checking import LONG_AGO, TODAY, app, audited, client, days_ago, register  # noqa: F401
from tests.residents.registers import Register, a_move_in
from tests.residents.rosters import an_id
from tests.residents.test_undoing import heard


@pytest.fixture
def home(register: Register) -> Register:
    """A couple, the wife of which has left since."""
    people = [
        NewPerson(id=new_id(), name="=王建国", id_number=an_id(), phone="13800138000"),
        NewPerson(id=new_id(), name="李素芳"),
    ]
    members = tuple(
        Member(person_id=each.id, relation="spouse" if n else "tenant") for n, each in enumerate(people)
    )
    move = a_move_in(register.dwellings["A-1-1-0101"], members, since=LONG_AGO)
    register.apply(people=people, move_ins=[move])
    leaving = Leaving(household_id=move.household_id, person_id=people[1].id, on=TODAY)
    register.apply(leavings=[leaving])
    with register.own.transaction() as session:
        rosters.keep_rosters(session, heard(register, *MOVES))
    return register


def export(client: FlaskClient, where: str = "", **given: Any) -> tuple[list[tuple[Any, ...]], list[str]]:
    answer = client.post(f"/rosters/exports{where}", json={"area": "/huafu/c1/b1/", **given})
    assert answer.status_code == 200, answer.text
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2))
    return [tuple(cell.value for cell in row) for row in rows], [
        cell.data_type for row in rows for cell in row
    ]


def test_a_roster_is_taken_along_masked_and_that_is_on_record(client: FlaskClient, home: Register):
    rows, kinds = export(client, on=days_ago(1))

    assert [row[:3] for row in rows] == [("A-1-1-0101", "=***", "承租人"), ("A-1-1-0101", "李**", "配偶")]
    assert rows[0][3:5] == (an_id()[:6] + "*" * 8 + an_id()[-4:], "138****8000")
    assert "f" not in kinds
    told = f"[area=/huafu/c1/b1/ as_of={days_ago(1)} rows=2 in_clear=False]"
    assert audited(home) == [("roster.exported", "", told)]


def test_a_roster_in_clear_needs_a_reason_and_speaks_of_its_day(client: FlaskClient, home: Register):
    refused = client.post("/rosters/exports/in-clear", json={})

    rows, kinds = export(client, "/in-clear", reason="消防疏散演练")

    assert refused.status_code == 422
    assert [row[1:5] for row in rows] == [("=王建国", "承租人", an_id(), "13800138000")]
    assert "f" not in kinds
    told = f"消防疏散演练 [area=/huafu/c1/b1/ as_of={TODAY} rows=1 in_clear=True]"
    assert audited(home) == [("roster.exported_in_clear", "", told)]


def test_who_is_restricted_stays_masked(client: FlaskClient, home: Register):
    person = next(iter(home.at_home()))
    client.post(f"/people/{person}/restriction", json={"reason": "本人要求限制处理", "on": str(TODAY)})

    rows, _ = export(client, "/in-clear", reason="消防疏散演练")

    assert rows[0][1] == "=***"


def test_an_export_sent_again_under_its_key_is_made_again_and_another_is_refused(
    client: FlaskClient, home: Register
):
    key, path = {"Idempotency-Key": "round-1"}, "/rosters/exports"

    first, again = (client.post(path, json={"area": "/huafu/c1/b1/"}, headers=key) for _ in range(2))
    other = client.post(path, json={"area": "/huafu/c1/b2/"}, headers=key)

    assert [each.status_code for each in (first, again, other)] == [200, 200, 422]
    assert first.mimetype == again.mimetype
    assert [
        sheet.dimensions for each in (first, again) for sheet in load_workbook(io.BytesIO(each.data))
    ] == [
        "A1:H2",
        "A1:H2",
    ]
