"""What a roster says of people that cannot be told or is not the newest: left, with what to do about it."""

import io
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis import clock, database
from services.residents.changes import NewPerson
from services.residents.imports.doubts import DOUBTS
from services.residents.imports.leases import ImportResult
from services.residents.models import Doubt, Person, Stay
from services.residents.usecases import households
from services.residents.usecases.correcting import Correction, correct_person
from services.residents.usecases.people import change_contact
from services.residents.usecases.recognising import Distinct
from tests.apps import app_of
from tests.callers import client_for
from tests.migrated import migrate
from tests.residents.registers import Register
from tests.residents.rosters import a_file, an_id, changed
from tests.residents.test_lease_corrections import (
    BABY,
    JULY,
    JUNE,
    MAY,
    NUMBER,
    OTHER,
    WANG,
    WIFE,
    differing,
    people,
    take,
)
from tests.residents.test_lease_corrections import register as register  # noqa: PLC0414

HOME = "A-1-1-0101"
FAULTY = changed(BABY, name="王二二", id_number="1")
TWIN = changed(BABY, relation="其他")


@pytest.fixture
def client() -> FlaskClient:
    migrate(database.of("residents"))
    return client_for(app_of("residents"))


def why(result: ImportResult) -> list[str]:
    """Why the household is left; nothing has changed."""
    assert differing(result) == {}
    return result.doubts.get(HOME, [])


def say(register: Register, name: str, correction: Correction, *, on: date) -> None:
    """Correct somebody at the desk."""
    with register.own.transaction() as session:
        person = people(register)[name][0]
        correct_person(session, person, correction, reason="核对证件", today=on, distinct=Distinct())


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([changed(WANG, phone="13900139000"), WIFE, changed(BABY, id_number=NUMBER), TWIN], "namesakes"),
        ([WANG, WIFE, changed(BABY, id_number=NUMBER), FAULTY], "faulty_row"),
        ([WANG, changed(WIFE, id_number=OTHER), BABY, FAULTY], "faulty_row"),
        ([changed(WANG, relation="配偶"), changed(WIFE, relation="承租人"), BABY], "contract_goes_on"),
    ],
)
def test_who_a_row_is_about_is_not_guessed(register: Register, rows: list[Any], reason: str):
    before = people(register)

    assert reason in why(take(register, *rows))
    assert people(register) == before


def test_a_number_that_is_another_records_is_not_taken(register: Register):
    register.apply(people=[NewPerson(id=UUID(int=1), name="王一一", id_number=NUMBER)])
    before = people(register)

    assert why(take(register, WANG, WIFE, changed(BABY, id_number=NUMBER))) == ["number_of_another"]
    assert people(register) == before


@pytest.mark.parametrize(
    ("born", "reasons"), [(date(2026, 1, 16), ["birth_date_differs"]), (date(2026, 1, 15), [])]
)
def test_a_first_number_fits_the_birth_date_that_is_known(register: Register, born: date, reasons: list[str]):
    say(register, "王一一", {"birth_date": born}, on=MAY)

    result = take(register, WANG, WIFE, changed(BABY, id_number=NUMBER))

    assert result.doubts.get(HOME, []) == reasons
    assert people(register)["王一一"][1] == (None if reasons else NUMBER)


def test_of_two_of_one_name_the_birth_date_tells(register: Register):
    say(register, "王一一", {"birth_date": date(2026, 1, 15)}, on=MAY)
    (baby, *_), twin = people(register)["王一一"], changed(BABY, id_number=an_id("51021220250101125"))

    result = take(register, WANG, WIFE, changed(BABY, id_number=NUMBER), twin)

    assert (result.in_doubt, differing(result)) == ([], {"joinings": 1, "people_corrected": 1})
    with register.own.reading() as session:
        assert session.get_one(Person, baby).id_number == NUMBER


OTHERWISE = [
    [changed(WANG, name="王建军"), WIFE, BABY],
    [changed(WANG, phone="13900139000"), WIFE, BABY],
    [WANG, changed(WIFE, relation="父母"), BABY],
    [WANG, changed(WIFE, id_number=OTHER), BABY],
]


@pytest.mark.parametrize("rows", OTHERWISE)
def test_an_older_roster_than_the_last_one_corrects_nobody(register: Register, rows: list[Any]):
    take(register, WANG, WIFE, BABY, on=JULY)
    before = people(register)

    assert why(take(register, *rows)) == ["superseded"]
    assert people(register) == before


@pytest.mark.parametrize(
    ("noted", "reasons", "stands"),
    [(JUNE + timedelta(days=1), [], True), (JUNE, ["same_day"], True), (JUNE - timedelta(days=1), [], False)],
)
def test_what_was_said_at_the_desk_later_stands(
    register: Register,
    noted: date,
    reasons: list[str],
    stands: bool,  # noqa: FBT001
):
    with register.own.transaction() as session:
        change_contact(session, people(register)["王建国"][0], "13900139000", today=noted)
    say(register, "李素芳", {"name": "李淑芳"}, on=noted)

    result = take(register, WANG, WIFE, BABY)

    assert result.doubts.get(HOME, []) == reasons
    assert ("李淑芳" in people(register), people(register)["王建国"][2]) == (
        (True, "13900139000") if stands else (False, "13800138000")
    )
    assert differing(result) == ({} if stands else {"people_corrected": 2})


def test_who_is_recorded_at_the_desk_is_who_they_said_they_are(client: FlaskClient):
    home = Register.over(database.of("residents"))
    person = client.post(
        "/people", json={"name": "王建军", "id_number": an_id(), "phone": "13900139000"}
    ).get_json()
    body = {
        "dwelling_id": str(home.dwellings[HOME]), "contract_number": "HT1", "since": "2022-05-16",
        "lease_ends": "2027-05-15", "members": [{"person_id": person["id"], "relation": "tenant"}],
    }  # fmt: skip
    client.post("/move-ins", json=body)

    assert why(take(home, WANG, on=clock.today() - timedelta(days=1))) == []


def test_how_members_stand_since_a_change_of_tenant_stands(register: Register):
    told = people(register)
    with register.own.transaction() as session:
        home = session.query(Stay.household_id).filter_by(person_id=told["王建国"][0]).scalar()
        relations = {told["王建国"][0]: "spouse", told["王一一"][0]: "child"}
        households.change_tenant(
            session, home, person_id=told["李素芳"][0], on=JULY, now=clock.now(), reason="other",
            relations=relations,
        )  # fmt: skip
    heir = [changed(WIFE, relation="承租人"), changed(WANG, relation="其他"), BABY]

    assert why(take(register, *heir)) == []
    assert people(register)["王建国"][4] == "spouse"


def test_the_reasons_are_told_in_the_callers_language_and_kept(client: FlaskClient):
    Register.over(database.of("residents"))
    rows = [WANG, WIFE, changed(BABY, id_number=NUMBER)]
    sent = [
        client.post(
            "/lease-imports", data={"file": (io.BytesIO(a_file(*some).getvalue()), "a.xlsx")}
        ).get_json()
        for some in ([WANG, WIFE, BABY], [*rows, TWIN])
    ]

    asked = {"headers": {"Accept-Language": "en"}}
    (finding,) = client.get(f"/lease-imports/{sent[1]['id']}/findings", **asked).get_json()["items"]

    zh, en = DOUBTS["namesakes"].split(" / ")
    assert sent[1]["doubts"] == [{"address": HOME, "why": [zh]}]
    assert finding == {"kind": "in_doubt", "address": HOME, "what": [], "why": [en]}


def test_an_older_roster_ends_begins_and_moves_nothing(register: Register):
    other = "A区1栋1单元1-2"
    new = changed(WANG, address=other, contract="HT9", name="赵六", id_number=OTHER, since="2026-02-15")
    take(register, WANG, WIFE, new, on=JULY)
    before = people(register)

    result = take(
        register,
        WANG,
        WIFE,
        BABY,
        changed(new, address="A区2栋1单元1-1", contract="HT8", name="钱七", id_number=None),
    )

    assert (differing(result), people(register)) == ({}, before)
    assert result.doubts == {each: ["superseded"] for each in (HOME, "A-1-1-0102", "A-2-1-0101")}
    with register.own.reading() as session:
        assert list(session.scalars(select(Doubt))) == []


def test_an_older_roster_asks_nobody_about_what_is_known_since(register: Register):
    later = changed(
        WANG, address="A区1栋1单元1-2", contract="HT9", name="赵六", id_number=OTHER, since="2026-06-15"
    )
    take(register, WANG, BABY, later, on=JULY)

    result = take(register, WANG, WIFE, BABY)

    assert differing(result) == {}
    assert result.doubts == {HOME: ["superseded"], "A-1-1-0102": ["superseded"]}
    with register.own.reading() as session:
        assert list(session.scalars(select(Doubt))) == []
