"""Pairs of records that may be one person: proposed by a command, judged by the office."""

from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from chassis import clock, database
from contracts.roles import AUDITOR, COMMUNITY_STAFF
from services.residents.changes import Member, NewPerson
from services.residents.commands import residents_group
from services.residents.models import Person
from services.residents.worker import ResidentsWorker
from tests.apps import app_of
from tests.callers import bearer, client_for
from tests.migrated import migrate
from tests.residents.registers import BORN, Register, a_move_in

WHY = {"reason": "双胞胎，已核实"}


@pytest.fixture(params=["sqlite", "postgresql"])
def register(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Register:
    """A register on a database of each kind."""
    if request.param == "postgresql":
        monkeypatch.setenv("DOORSTEP_RESIDENTS_DATABASE_URL", request.getfixturevalue("new_postgres")())
    migrate(database.of("residents"))
    return Register.over(database.of("residents"))


@pytest.fixture
def client(register: Register) -> FlaskClient:
    return client_for(app_of("residents"))


def twice(register: Register, *addresses: str) -> list[UUID]:
    """One person recorded at two desks; living at these addresses, if any."""
    people = [NewPerson(id=UUID(int=at + 1), name="王小红", birth_date=BORN) for at in range(2)]
    register.apply(people=people)
    for person, address in zip(people, addresses, strict=False):
        tenant = Member(person_id=person.id, relation="tenant")
        register.apply(move_ins=[a_move_in(register.dwellings[address], (tenant,))])
    return [each.id for each in people]


def look() -> str:
    found = CliRunner().invoke(residents_group, ["duplicates"], catch_exceptions=False)
    assert found.exit_code == 0
    return found.output


def listed(client: FlaskClient, state: str = "proposed", area: str = "/") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get(
        f"/duplicates?state={state}", headers=bearer(COMMUNITY_STAFF, area)
    ).get_json()["items"]
    return items


def test_the_command_proposes_pairs_with_their_evidence_and_masked(client: FlaskClient, register: Register):
    ids = twice(register)

    said = look()

    (pair,) = listed(client)
    assert "2 records: 1 new pairs, 1 to judge" in said
    assert ([pair["first"]["id"], pair["second"]["id"]], pair["first"]["name"]) == (
        [str(each) for each in ids],
        "王**",
    )
    assert pair["score"] == sum(each["points"] for each in pair["evidence"]) == 75
    assert client.get(f"/duplicates/{pair['id']}").get_json() == pair


def test_the_worker_proposes_pairs_by_itself(client: FlaskClient, register: Register):
    twice(register)

    with register.own.transaction() as session:
        ResidentsWorker().look_for_duplicates(session, clock.now())

    assert len(listed(client)) == 1


def test_looking_again_proposes_nothing_twice(client: FlaskClient, register: Register):
    twice(register)
    look()

    assert "0 new pairs, 1 to judge" in look()
    assert len(listed(client)) == 1


def test_a_pair_judged_distinct_stays_away_and_is_on_record(client: FlaskClient, register: Register):
    twice(register)
    look()
    (pair,) = listed(client)

    judged = client.put(f"/duplicates/{pair['id']}/judgement", json={"verdict": "distinct", **WHY})
    look()

    assert (judged.status_code, listed(client)) == (204, [])
    assert [each["id"] for each in listed(client, "distinct")] == [pair["id"]]
    (row,) = client.get("/audit", headers=bearer(AUDITOR)).get_json()["items"]
    assert (row["action"], row["about"], row["reason"]) == ("pair.judged_distinct", pair["id"], WHY["reason"])


def test_a_judgement_can_be_taken_back(client: FlaskClient, register: Register):
    twice(register)
    look()
    (pair,) = listed(client)

    for verdict in ("distinct", "proposed"):
        client.put(f"/duplicates/{pair['id']}/judgement", json={"verdict": verdict, **WHY})

    assert [each["id"] for each in listed(client)] == [pair["id"]]


def test_a_pair_nobody_judged_goes_when_the_records_are_alike_no_more(
    client: FlaskClient, register: Register
):
    ids = twice(register)
    look()
    with register.own.transaction() as session:
        session.get_one(Person, ids[0]).name = "李建国"

    assert "0 new pairs, 0 to judge" in look()
    assert listed(client) == []


def test_a_judged_pair_stays_on_record_when_the_records_are_alike_no_more(
    client: FlaskClient, register: Register
):
    ids = twice(register)
    look()
    (pair,) = listed(client)
    client.put(f"/duplicates/{pair['id']}/judgement", json={"verdict": "distinct", **WHY})
    with register.own.transaction() as session:
        session.get_one(Person, ids[0]).name = "李建国"

    look()

    assert [each["id"] for each in listed(client, "distinct")] == [pair["id"]]


@pytest.mark.parametrize(
    ("area", "seen"), [("/", 1), ("/huafu/c1/", 1), ("/huafu/c1/b1/", 0), ("/huafu/c1/b2/", 0)]
)
def test_a_pair_is_shown_to_those_who_reach_both(
    client: FlaskClient, register: Register, area: str, seen: int
):
    twice(register, "A-1-1-0101", "A-2-1-0101")
    look()
    (pair,) = listed(client)

    shown = client.get(f"/duplicates/{pair['id']}", headers=bearer(COMMUNITY_STAFF, area))

    assert (len(listed(client, area=area)), shown.status_code) == (seen, 200 if seen else 404)
