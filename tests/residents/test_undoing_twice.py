"""Nobody is brought back to live in two places, as two people, or to anything they did not leave."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from contracts.residents import ResidentMovedOut, ResidentMoveOutUndone
from services.residents.changes import Member, MoveOut
from services.residents.models import Term
from tests.residents.checking import LONG_AGO, TODAY, app, client, register  # noqa: F401
from tests.residents.registers import Register, a_move_in
from tests.residents.test_undoing import REASON, a_keeper, follow, heard, leave, undo


def test_who_turned_out_to_be_one_person_is_not_brought_back_twice(client: FlaskClient, register: Register):
    household, (one, other) = register.settle("A-1-1-0101", "张三", "张山", since=LONG_AGO)
    leave(register, household)
    client.post(f"/people/{other}/merge", json={"into": str(one), **REASON})

    assert undo(client, household) == (409, "members-merged")
    client.post(f"/people/{other}/unmerge", json=REASON)
    assert undo(client, household) == (204, None)


def test_who_came_back_for_that_day_alone_has_lived_elsewhere_since(client: FlaskClient, register: Register):
    household, (one,) = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    leave(register, household)
    day = TODAY - timedelta(days=1)
    move = a_move_in(register.dwellings["A-1-1-0102"], (Member(person_id=one, relation="tenant"),), since=day)
    register.apply(move_ins=[move])
    register.apply(move_outs=[MoveOut(household_id=move.household_id, on=day)])

    assert undo(client, household) == (409, "lives-elsewhere-since")


def test_a_post_that_was_closed_meanwhile_stays_vacant(client: FlaskClient, register: Register):
    household, (person,) = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    post = a_keeper(register, person)
    leave(register, household)
    with register.own.transaction() as session:
        follow(session, heard(register, ResidentMovedOut))
    closed = client.post(f"/posts/{post}/closing", json={"on": str(TODAY)})

    undo(client, household)
    with register.own.transaction() as session:
        follow(session, heard(register, ResidentMoveOutUndone))

    assert closed.status_code == 204
    with register.own.reading() as session:
        assert [each.until for each in session.scalars(select(Term))] == [TODAY - timedelta(days=1)]


@pytest.mark.parametrize("steps", [[], ["give_notice"], ["give_notice", "inspect"], ["plan_exchange"]])
def test_a_notice_that_was_given_stays_given(client: FlaskClient, register: Register, steps: list[str]):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    at = f"/tenancies/{client.get(f'/households/{household}').get_json()['tenancy']['id']}"
    for step in steps:
        answer = client.post(f"{at}/steps", json={"step": step, "on": str(TODAY - timedelta(days=2))})
        assert answer.status_code == 200, answer.text
    before = client.get(at).get_json()["state"]

    for _ in range(2):
        leave(register, household)
        assert undo(client, household) == (204, None)

    assert client.get(at).get_json()["state"] == before
