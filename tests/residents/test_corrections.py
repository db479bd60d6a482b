"""Who somebody is gets corrected (PIPL art. 46), with the checks of recording, and all that depends on it follows."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis import clock, database
from chassis.events.tables import AuditRow
from services.residents import queries
from services.residents.models import DuplicatePair, Person
from services.residents.usecases.duplicates import find_duplicates, propose
from tests.residents.mergers import client, merge, register, someone  # noqa: F401 - fixtures
from tests.residents.registers import Register
from tests.residents.rosters import an_id

NUMBER, OTHER = an_id(), an_id("51232319860101124")
WHY = {"reason": "核对身份证原件"}
BORN = "1990-02-03"


def record(client: FlaskClient, name: str = "王小红", **known: Any) -> str:
    answer = client.post("/people", json={"name": name, **known})
    assert answer.status_code == 201, answer.text
    recorded: str = answer.get_json()["id"]
    return recorded


def correct(client: FlaskClient, person: str, *, if_match: str = "*", **given: Any) -> Any:
    body = {**WHY, **given}
    return client.post(f"/people/{person}/corrections", json=body, headers={"If-Match": if_match})


def clear(client: FlaskClient, person: str) -> dict[str, Any]:
    shown = client.post(f"/people/{person}/unmasking", json=WHY).get_json()
    return {each: shown[each] for each in ("name", "id_type", "id_number", "birth_date")}


def audited() -> list[tuple[str, str, str]]:
    with database.of("residents").reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.number))
        return [(each.action, each.about, each.reason) for each in rows]


def years_ago(years: int) -> str:
    return str(clock.today() - timedelta(days=366 * years))


@pytest.mark.parametrize(
    ("given", "after"),
    [
        ({"name": "王晓红"}, {"name": "王晓红"}),
        ({"id_number": OTHER}, {"id_number": OTHER, "birth_date": "1986-01-01"}),
        ({"id_type": "passport", "id_number": "GBR123456789"},
         {"id_type": "passport", "id_number": "GBR123456789", "birth_date": "1985-01-01"}),
        ({"id_number": None}, {"id_type": "none", "id_number": None, "birth_date": "1985-01-01"}),
        ({"id_number": None, "birth_date": BORN}, {"id_type": "none", "id_number": None, "birth_date": BORN}),
    ],
)  # fmt: skip
def test_what_is_given_is_corrected_and_the_rest_stays(
    client: FlaskClient, given: dict[str, Any], after: dict[str, Any]
):
    person = record(client, id_number=NUMBER)
    before = clear(client, person)

    answer = correct(client, person, **given)

    assert answer.status_code == 200
    assert clear(client, person) == {**before, **after}
    assert NUMBER not in answer.text
    assert answer.get_json()["name"] == "王**"
    assert answer.headers["ETag"] == client.get(f"/people/{person}").headers["ETag"]


def test_a_passport_number_is_corrected_as_one(client: FlaskClient):
    person = record(client, id_type="passport", id_number="GBR123456780")

    assert correct(client, person, id_number="GBR123456789").status_code == 200
    assert clear(client, person)["id_number"] == "GBR123456789"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"id_number": NUMBER[:17] + "3"}, "not-an-id-number"),
        ({"birth_date": years_ago(-1)}, "birth-date-impossible"),
        ({"birth_date": BORN}, "birth-date-contradicted"),
        ({"id_type": "none"}, "id-type-without-number"),
        ({"id_type": "passport"}, "not-an-id-number"),
        ({}, "invalid-input"),
        ({"name": None}, "invalid-input"),
        ({"name": "王晓红", "reason": "错"}, "invalid-input"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    client: FlaskClient, given: dict[str, Any], code: str
):
    person = record(client, id_number=NUMBER)
    before = clear(client, person)

    answer = correct(client, person, **given)

    assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert clear(client, person) == before


def test_the_log_names_the_fields_that_changed_and_not_what_they_say(client: FlaskClient):
    person = record(client, birth_date=BORN)

    correct(client, person, name="王晓红", birth_date=BORN, id_number=an_id("51021219900203112"))

    told = [f"person.{each}_corrected" for each in ("name", "id_type", "id_number")]
    assert audited() == [(each, person, WHY["reason"]) for each in told]


def test_a_correction_of_nothing_leaves_version_and_log_alone(client: FlaskClient):
    person = record(client, birth_date=BORN)
    before = client.get(f"/people/{person}").headers["ETag"]

    answer = correct(client, person, name="王小红", birth_date=BORN)

    assert (answer.status_code, answer.headers["ETag"], audited()) == (200, before, [])


def test_who_is_corrected_is_found_by_the_new_number_alone(client: FlaskClient):
    person = record(client, id_number=NUMBER)

    correct(client, person, id_number=OTHER)

    def found(number: str) -> list[str]:
        answer = client.post("/people/searches", json={"id_number": number, **WHY}).get_json()
        return [each["id"] for each in answer]

    assert (found(OTHER), found(NUMBER)) == ([person], [])
    assert record(client, "李四", id_number=NUMBER) != person


def test_nobody_gets_a_number_that_is_anothers(client: FlaskClient):
    known, person = record(client, "李四", id_number=NUMBER), record(client)

    answer = correct(client, person, id_number=NUMBER)

    assert (answer.status_code, answer.get_json()["code"]) == (409, "already-recorded")
    assert [each["id"] for each in answer.get_json()["candidates"]] == [known]


def test_who_becomes_a_namesake_is_asked_about_once(client: FlaskClient):
    known, person = record(client, birth_date=BORN), record(client, "王晓红", birth_date=BORN)

    asked = correct(client, person, name="王小红")
    answered = correct(client, person, name="王小红", confirmed_distinct_from=[known])
    again = correct(client, person, name="王 小红")

    assert (asked.status_code, asked.get_json()["code"]) == (409, "possibly-recorded")
    assert [each["id"] for each in asked.get_json()["candidates"]] == [known]
    assert (answered.status_code, again.status_code) == (200, 200)
    (pair,) = client.get("/duplicates?state=distinct").get_json()["items"]
    assert {pair["first"]["id"], pair["second"]["id"]} == {known, person}


def test_the_namesakes_of_the_corrected_name_are_found_from_then_on(client: FlaskClient):
    person = record(client, "王晓红", birth_date=BORN)

    correct(client, person, name="王小红")

    assert client.post("/people", json={"name": "王小红", "birth_date": BORN}).status_code == 409
    assert client.post("/people", json={"name": "王晓红", "birth_date": BORN}).status_code == 201


def test_who_turns_out_a_minor_answers_for_nobody(client: FlaskClient, register: Register):
    guardian, ward = record(client, birth_date=years_ago(40)), record(client, "李四", birth_date=years_ago(9))
    client.put(f"/people/{ward}/guardian", json={"guardian_id": guardian})

    with register.announced() as news:
        answer = correct(client, guardian, birth_date=years_ago(14)).get_json()

    assert (answer["minor"], client.get(f"/people/{ward}").get_json()["guardian_id"]) == (True, None)
    assert news == [("guardian_changed.v1", ward, 2)]


def test_pairs_that_nobody_judged_are_looked_for_anew(client: FlaskClient, register: Register):
    one, _ = record(client, birth_date=BORN), record(client, "王晓红", birth_date=BORN)
    with register.own.transaction() as session:
        propose(session, find_duplicates(queries.profiles(session)), now=clock.now())
    assert len(client.get("/duplicates").get_json()["items"]) == 1

    correct(client, one, name="赵六")

    with register.own.reading() as session:
        assert list(session.scalars(select(DuplicatePair))) == []


def test_of_merged_records_the_one_that_is_named_is_corrected(client: FlaskClient, register: Register):
    kept, merged = someone(register, 1), someone(register, 2, id_number=NUMBER)
    merge(client, merged, kept)
    version = client.get(f"/people/{merged}/merger").headers["ETag"]

    stale = correct(client, merged, if_match='"0"', id_number=OTHER)
    answer = correct(client, merged, if_match=version, id_number=OTHER)

    assert (stale.status_code, answer.status_code, answer.get_json()["id"]) == (412, 200, kept)
    assert client.get(f"/people/{merged}/merger").headers["ETag"] == answer.headers["ETag"] != version
    with register.own.reading() as session:
        numbers = {each: session.get_one(Person, UUID(each)).id_number for each in (kept, merged)}
    assert numbers == {kept: None, merged: OTHER}


def test_who_is_restricted_is_corrected_and_who_is_erased_is_not_there(client: FlaskClient):
    today = {"on": str(clock.today()), **WHY}
    restricted, erased = record(client, "李四"), record(client)
    client.post(f"/people/{restricted}/restriction", json=today)
    client.post(f"/people/{erased}/erasure", json=today)

    assert correct(client, restricted, name="李思").status_code == 200
    assert correct(client, erased, name="王晓红").status_code == 404


def test_a_repeated_correction_has_the_version_of_the_first_answer(client: FlaskClient, register: Register):
    person, key = someone(register, 1), {"If-Match": "*", "Idempotency-Key": "k-1"}
    path, name = f"/people/{person}/corrections", {"name": "王晓红", **WHY}

    first, again = (client.post(path, json=name, headers=key) for _ in range(2))

    now = client.get(f"/people/{person}").headers["ETag"]
    assert (first.headers["ETag"], again.headers.get("ETag")) == (now, now)
    assert again.headers["Idempotency-Replayed"] == "true"
