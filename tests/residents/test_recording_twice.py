"""Somebody who may be on record is not recorded again unless a person says they are another."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chassis import database
from contracts.roles import GRID_WORKER
from services.residents.changes import Member
from tests.apps import app_of
from tests.callers import bearer, client_for
from tests.migrated import migrate
from tests.residents.registers import Register, a_move_in
from tests.residents.test_races import app, at_once  # noqa: F401 - the fixture

CLERKS = 20
PERSON = {"name": "王小红", "birth_date": "1985-05-16"}
NUMBER = "11010519491231002X"


@pytest.fixture
def client() -> FlaskClient:
    migrate(database.of("residents"))
    return client_for(app_of("residents"))


def record(client: FlaskClient, **given: Any) -> Any:
    return client.post("/people", json={**PERSON, **given})


def test_of_twenty_clerks_who_record_one_person_at_once_one_succeeds(app: Flask):
    answers = at_once(app, [("/people", PERSON)] * CLERKS)

    assert answers == {201: 1, 409: CLERKS - 1}


def test_of_twenty_who_know_the_same_other_person_one_succeeds(app: Flask):
    known = client_for(app).post("/people", json=PERSON).get_json()["id"]

    answers = at_once(app, [("/people", {**PERSON, "confirmed_distinct_from": [known]})] * CLERKS)

    assert answers == {201: 1, 409: CLERKS - 1}


@pytest.mark.parametrize("written", ["王小红", "王 小 红", "王小红 "])
def test_the_refusal_shows_who_is_on_record_masked(client: FlaskClient, written: str):
    known = record(client, phone="13800138000").get_json()["id"]

    refused = record(client, name=written)

    body = refused.get_json()
    assert (refused.status_code, body["code"], body["elsewhere"]) == (409, "possibly-recorded", False)
    assert [(each["id"], each["name"], each["phone"]) for each in body["candidates"]] == [
        (known, "王**", "138****8000")
    ]
    assert "13800138000" not in refused.text


def test_who_says_they_are_another_person_is_recorded_and_the_pair_stays_away(client: FlaskClient):
    known = record(client).get_json()["id"]

    other = record(client, confirmed_distinct_from=[known])

    assert other.status_code == 201
    (pair,) = client.get("/duplicates?state=distinct").get_json()["items"]
    assert {pair["first"]["id"], pair["second"]["id"]} == {known, other.get_json()["id"]}


@pytest.mark.parametrize("other", [{"birth_date": "1985-05-17"}, {"name": "王大红"}, {"birth_date": None}])
def test_another_name_or_birth_date_is_another_person(client: FlaskClient, other: dict[str, Any]):
    record(client)

    assert record(client, **other).status_code == 201


def test_two_numbers_of_one_kind_are_two_people_of_one_name_and_birth_date(client: FlaskClient):
    born = {"name": "张三", "birth_date": "1949-12-31"}
    first = client.post("/people", json={**born, "id_number": NUMBER})
    without = client.post("/people", json=born)
    second = client.post("/people", json={**born, "id_number": "510212194912311237"})

    assert (first.status_code, without.status_code, second.status_code) == (201, 409, 201)


def test_a_number_that_is_known_leads_to_its_record(client: FlaskClient):
    known = client.post("/people", json={"name": "张三", "id_number": NUMBER}).get_json()["id"]

    refused = client.post("/people", json={"name": "李四", "id_number": NUMBER})

    assert (refused.status_code, refused.get_json()["code"]) == (409, "already-recorded")
    assert [each["id"] for each in refused.get_json()["candidates"]] == [known]
    assert NUMBER not in refused.text


@pytest.mark.parametrize("again", [{}, {"id_number": NUMBER}])
def test_nothing_is_told_of_somebody_beyond_ones_area(client: FlaskClient, again: dict[str, str]):
    register = Register.over(database.of("residents"))
    known = client.post(
        "/people", json={"name": "王小红", "id_number": NUMBER, "phone": "13800138000"}
    ).get_json()["id"]
    member = Member(person_id=UUID(known), relation="tenant")
    register.apply(move_ins=[a_move_in(register.dwellings["A-1-1-0101"], (member,))])
    neighbour = bearer(GRID_WORKER, "/huafu/c1/b2/")
    born = {"name": "王小红", "birth_date": "1949-12-31", **again}

    refused = client.post("/people", json=born, headers=neighbour)

    assert (refused.status_code, refused.get_json()["candidates"]) == (409, [])
    assert not any(told in refused.text for told in (known, "138****", "王**", NUMBER[-4:]))
    confirmed = client.post("/people", json={**born, "confirmed_distinct_elsewhere": True}, headers=neighbour)
    assert confirmed.status_code == (409 if again else 201)
