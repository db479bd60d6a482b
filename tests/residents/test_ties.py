"""Who is tied to the community is not erased unasked; who is erased is tied to nobody any more."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis import clock, retention
from chassis.events.tables import OutboxRow
from chassis.ids import new_id
from services.residents import queries
from services.residents.changes import Member, MoveOut, NewPerson
from services.residents.models import DISTINCT, PROPOSED, DuplicatePair
from services.residents.usecases.duplicates import find_duplicates, propose
from tests.residents.mergers import client as client  # noqa: PLC0414
from tests.residents.mergers import code, living, merge, someone
from tests.residents.mergers import register as register  # noqa: PLC0414
from tests.residents.registers import BORN, JULY, JUNE, Register, a_move_in

LATER = clock.today() + timedelta(days=20 * 366)
STEP = {"on": str(clock.today()), "reason": "本人申请"}


def the_rule() -> retention.Rule:
    return next(each for each in retention.rules_of("residents") if each.name == "people_who_left")


def due(register: Register, today: date = LATER) -> list[str]:
    rule = the_rule()
    with register.own.reading() as session:
        return [str(each) for each in session.scalars(rule.over(rule.before(today)))]


def left(register: Register, number: int, address: str = "A-2-1-0101", **known: Any) -> str:
    """Somebody who lived here, and moved out."""
    person, household = living(register, number, address, **known)
    register.apply(move_outs=[MoveOut(household_id=household, on=JUNE)])
    return person


def erase(client: FlaskClient, person: str) -> Any:
    return client.post(f"/people/{person}/erasure", json=STEP)


def test_a_guardian_who_left_is_kept_for_the_ward(client: FlaskClient, register: Register):
    guardian, (ward, _) = left(register, 1), living(register, 2)
    client.put(f"/people/{ward}/guardian", json={"guardian_id": guardian})
    before = due(register)

    client.put(f"/people/{ward}/guardian", json={"guardian_id": None})

    assert (before, due(register)) == ([], [guardian])


def test_who_left_and_is_allocated_a_dwelling_again_is_kept(client: FlaskClient, register: Register):
    person, dwelling = left(register, 1), str(register.dwellings["A-1-1-0101"])

    made = client.post("/tenancies", json={"dwelling_id": dwelling, "tenant_id": person, "on": STEP["on"]})
    refused, allocated = erase(client, person), due(register)
    client.post(f"/tenancies/{made.get_json()['id']}/steps", json={"step": "release", "on": STEP["on"]})

    assert (code(refused), allocated) == ("has-dwelling", [])
    released = clock.today()
    assert [due(register, released + timedelta(days=each)) for each in (730, 731)] == [[], [person]]
    assert erase(client, person).status_code == 204


def test_who_came_back_since_they_were_found_is_not_erased(client: FlaskClient, register: Register):
    back, gone = left(register, 1), left(register, 2, "A-1-1-0101")
    found = [UUID(each) for each in due(register)]
    member = Member(person_id=UUID(back), relation="tenant")
    register.apply(move_ins=[a_move_in(register.dwellings["A-1-1-0102"], (member,), since=JULY)])

    with register.own.transaction() as session:
        the_rule().end(session, found, LATER)

    assert sorted(found) == sorted([UUID(back), UUID(gone)])
    assert [client.get(f"/people/{each}").status_code for each in (back, gone)] == [200, 404]


def test_a_ward_learns_that_the_guardian_was_erased(client: FlaskClient, register: Register):
    guardian, (ward, _) = left(register, 1), living(register, 2)
    client.put(f"/people/{ward}/guardian", json={"guardian_id": guardian})
    seen = client.get(f"/people/{ward}").headers["ETag"]

    assert erase(client, guardian).status_code == 204

    shown = client.get(f"/people/{ward}")
    assert (shown.get_json()["guardian_id"], shown.headers["ETag"] == seen) == (None, False)
    of_ward = select(OutboxRow.type).where(OutboxRow.subject == ward).order_by(OutboxRow.sequence.desc())
    with register.own.reading() as session:
        assert session.scalars(of_ward.limit(1)).one() == "residents.guardian_changed.v1"


def test_the_erased_are_nobodys_double(client: FlaskClient, register: Register):
    gone = left(register, 1), left(register, 2)
    for person in gone:
        assert erase(client, person).status_code == 204
    twins = [NewPerson(id=UUID(int=each), name="李四", birth_date=BORN) for each in (3, 4)]
    register.apply(people=twins)

    with register.own.transaction() as session:
        compared = {each.id for each in queries.profiles(session)}
        propose(session, find_duplicates(queries.profiles(session)), now=clock.now())
    (pair,) = client.get("/duplicates").get_json()["items"]

    assert compared == {each.id for each in twins} == {UUID(pair[each]["id"]) for each in ("first", "second")}


@pytest.mark.parametrize("state", [PROPOSED, DISTINCT])
def test_a_pair_with_somebody_erased_is_shown_to_nobody(client: FlaskClient, register: Register, state: str):
    """A search that was under way may write one down after the erasure."""
    gone, here = left(register, 1), someone(register, 2)
    erase(client, gone)
    pair = DuplicatePair(
        id=new_id(), first_id=UUID(gone), second_id=UUID(here), score=75, evidence="[]", state=state,
        found_at=clock.now(),
    )  # fmt: skip
    with register.own.transaction() as session:
        session.add(pair)
        pair_id = pair.id

    assert client.get("/duplicates", query_string={"state": state}).get_json()["items"] == []
    assert client.get(f"/duplicates/{pair_id}").status_code == 404


def test_no_record_is_merged_into_one_that_was_erased(client: FlaskClient, register: Register):
    gone, here = left(register, 1), someone(register, 2)
    erase(client, gone)

    assert [code(merge(client, *pair)) for pair in ((here, gone), (gone, here))] == ["person-unknown"] * 2
