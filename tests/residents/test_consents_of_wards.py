"""For a child under fourteen the guardian on record consents, at the desk or signed in (PIPL art. 31)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis import clock
from contracts.roles import RESIDENT
from services.residents.models import Consent
from tests.callers import bearer
from tests.residents.mergers import client as client  # noqa: PLC0414
from tests.residents.mergers import code, merge, someone
from tests.residents.mergers import register as register  # noqa: PLC0414
from tests.residents.registers import Register

TODAY = clock.today()
JOBS = {"purpose": "job_matching", "on": str(TODAY)}
GIVEN = {**JOBS, "channel": "paper"}


def years_ago(years: int, *, less: int = 0) -> date:
    day = TODAY if (TODAY.month, TODAY.day) != (2, 29) else TODAY - timedelta(days=1)
    return day.replace(year=day.year - years) + timedelta(days=less)


def family(client: FlaskClient, register: Register, born: date) -> tuple[str, str]:
    """A child and their guardian on record."""
    child, guardian = someone(register, 3, birth_date=born), someone(register, 1)
    assert client.put(f"/people/{child}/guardian", json={"guardian_id": guardian}).status_code == 204
    return child, guardian


def consent(client: FlaskClient, person: str, caller: str | None = None, **more: Any) -> Any:
    headers = bearer(RESIDENT, "/", UUID(caller)) if caller else {}
    return client.post(f"/people/{person}/consents", json={**GIVEN, **more}, headers=headers)


def givers(register: Register) -> list[UUID | None]:
    with register.own.reading() as session:
        return list(session.scalars(select(Consent.given_by)))


@pytest.mark.parametrize(
    ("born", "alone"), [(years_ago(14, less=1), False), (years_ago(14), True), (None, True)]
)
def test_who_is_fourteen_consents_alone_and_nobody_younger(
    client: FlaskClient,
    register: Register,
    born: date | None,
    alone: bool,  # noqa: FBT001
):
    person = someone(register, 3, birth_date=born)

    for answer in (consent(client, person, person), consent(client, person)):
        if alone and answer.status_code == 201:
            assert answer.get_json()["given_by"] is None
        else:
            assert code(answer) == ("consent-given" if alone else "consent-by-guardian")
    assert givers(register) == ([None] if alone else [])


def test_a_day_before_the_birthday_the_guardian_was_to_be_asked(client: FlaskClient, register: Register):
    child, _ = family(client, register, years_ago(14))

    early = consent(client, child, on=str(TODAY - timedelta(days=1)))

    assert code(early) == "consent-by-guardian"


def test_the_desk_names_the_guardian_on_record(client: FlaskClient, register: Register):
    child, guardian = family(client, register, years_ago(6))
    stranger = someone(register, 2)

    wrong = [consent(client, child, given_by=each) for each in (stranger, child)]
    right = consent(client, child, given_by=guardian)

    assert [code(each) for each in wrong] == ["guardian-not-on-record"] * 2
    assert (right.status_code, right.get_json()["given_by"]) == (201, guardian)
    assert givers(register) == [UUID(guardian)]


def test_a_guardian_gives_and_withdraws_as_themselves_under_either_of_their_ids(
    client: FlaskClient, register: Register
):
    child, guardian = family(client, register, years_ago(6))
    twin = someone(register, 2)
    merge(client, twin, guardian)
    mine = bearer(RESIDENT, "/", UUID(twin))

    given = consent(client, child, twin)
    listed = client.get(f"/people/{child}/consents", headers=mine).get_json()
    withdrawn = client.post(f"/people/{child}/consents/withdrawal", json=JOBS, headers=mine)

    assert (given.status_code, [each["given_by"] for each in listed]) == (201, [guardian])
    assert withdrawn.status_code == 204
    assert client.get(f"/people/{child}", headers=mine).status_code == 404, (
        "a ward's record is not the caller's"
    )


def test_who_is_not_the_guardian_finds_no_child(client: FlaskClient, register: Register):
    child, _ = family(client, register, years_ago(6))
    stranger = someone(register, 2)
    headers = bearer(RESIDENT, "/", UUID(stranger))

    answers = [
        consent(client, child, stranger),
        client.get(f"/people/{child}/consents", headers=headers),
        client.post(f"/people/{child}/consents/withdrawal", json=JOBS, headers=headers),
    ]

    assert [code(each) for each in answers] == ["person-unknown"] * 3


def test_a_guardian_gets_what_is_held_on_the_ward_under_every_id_and_nobody_else_does(
    client: FlaskClient, register: Register
):
    child, guardian = family(client, register, years_ago(6))
    stranger, twin, second = (someone(register, each) for each in (2, 4, 5))
    merge(client, twin, child)
    merge(client, second, guardian)

    def handed(about: str, caller: str) -> Any:
        mine = bearer(RESIDENT, "/", UUID(caller))
        answer = client.post(f"/people/{about}/export", json={"reason": "监护人查阅"}, headers=mine)
        return answer.get_json() if answer.status_code == 200 else code(answer)

    own = handed(child, child)
    assert own
    assert [handed(about, caller) for about in (child, twin) for caller in (guardian, second)] == [own] * 4
    assert [handed(child, stranger), handed(guardian, child)] == ["person-unknown"] * 2
    client.put(f"/people/{child}/guardian", json={"guardian_id": None})
    assert handed(child, guardian) == "person-unknown"


@pytest.mark.parametrize(("days_left", "answers"), [(1, [200, 200, 201]), (0, [404, 404, 404])])
def test_who_comes_of_age_is_answered_for_by_nobody(
    client: FlaskClient, register: Register, days_left: int, answers: list[int]
):
    ward, guardian = family(client, register, years_ago(18, less=days_left))
    mine = bearer(RESIDENT, "/", UUID(guardian))

    asked = [
        client.post(f"/people/{ward}/export", json={"reason": "监护人查阅"}, headers=mine),
        client.get(f"/people/{ward}/consents", headers=mine),
        consent(client, ward, guardian),
    ]

    assert [each.status_code for each in asked] == answers


@pytest.mark.parametrize("instead", [True, False])
def test_who_is_no_longer_the_guardian_of_either_record_answers_for_neither(
    client: FlaskClient,
    register: Register,
    instead: bool,  # noqa: FBT001
):
    (child, guardian), kept, other = (
        family(client, register, years_ago(6)),
        someone(register, 4),
        someone(register, 5),
    )
    merge(client, child, kept)
    named = other if instead else None

    for _ in range(2):
        assert client.put(f"/people/{kept}/guardian", json={"guardian_id": named}).status_code == 204

    assert client.get(f"/people/{child}").get_json()["guardian_id"] == named
    assert code(consent(client, child, guardian)) == "person-unknown"
    own = bearer(RESIDENT, "/", UUID(guardian))
    assert client.post(f"/people/{kept}/export", json={"reason": "查阅"}, headers=own).status_code == 404
    assert (consent(client, child, other).status_code == 201) is instead


def test_nobody_names_another_guardian_than_themselves(client: FlaskClient, register: Register):
    child, guardian = family(client, register, years_ago(6))

    refused = consent(client, child, child, given_by=guardian)

    assert code(refused) == "guardian-not-on-record"


def test_who_consented_is_shown_to_the_ward_and_to_the_guardian(client: FlaskClient, register: Register):
    child, guardian = family(client, register, years_ago(6))
    consent(client, child, guardian)

    def rows(person: str, title: str) -> list[dict[str, Any]]:
        told = client.post(f"/people/{person}/export", json={"reason": "本人查阅"}).get_json()
        return next(each["rows"] for each in told if each["zh"] == title)

    assert [each["given_by"] for each in rows(child, "同意记录")] == [guardian]
    assert [each["purpose"] for each in rows(guardian, "代被监护人作出的同意")] == ["job_matching"]
