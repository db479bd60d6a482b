"""Nobody is brought back to live in two places, or as two people."""

from datetime import timedelta

from flask.testing import FlaskClient

from services.residents.changes import Member, MoveOut
from tests.residents.checking import LONG_AGO, TODAY, app, client, register  # noqa: F401
from tests.residents.registers import Register, a_move_in
from tests.residents.test_undoing import REASON, leave, undo


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
