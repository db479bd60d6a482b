"""A special group that no law asks for rests on the person's separate consent, and ends with it (PIPL art. 29)."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis import clock
from chassis.events.tables import OutboxRow
from services.residents.care import GROUPS
from tests.residents.mergers import client as client  # noqa: PLC0414
from tests.residents.mergers import code, merge, someone
from tests.residents.mergers import register as register  # noqa: PLC0414
from tests.residents.registers import Register

TODAY = str(clock.today())
CARE = {"purpose": "special_care", "on": TODAY}
ASKED, BY_LAW = "aid_asked", "disabled"


def tag(client: FlaskClient, person: str, group: str = ASKED) -> Any:
    given = {"group": group, "source": "self_declared", "since": TODAY}
    return client.post(f"/people/{person}/care-tags", json=given)


def consent(client: FlaskClient, person: str) -> None:
    assert client.post(f"/people/{person}/consents", json={**CARE, "channel": "paper"}).status_code == 201


def withdraw(client: FlaskClient, person: str) -> None:
    assert client.post(f"/people/{person}/consents/withdrawal", json=CARE).status_code == 204


def groups(client: FlaskClient, person: str) -> dict[str, str | None]:
    return {each["group"]: each["until"] for each in client.get(f"/people/{person}/care-tags").get_json()}


def audited(register: Register) -> list[tuple[str, str]]:
    with register.own.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT action, about FROM audit ORDER BY number").all()
        return [(row.action, row.about) for row in rows]


def test_only_who_asked_for_help_is_asked_for_consent(client: FlaskClient, register: Register):
    del register

    shown = client.get("/care-groups").get_json()

    assert {each["code"]: each["consent"] for each in shown if each["consent"]} == {ASKED: "special_care"}
    assert all(each["basis"] for each in shown)


def test_without_consent_nobody_is_entered_and_the_refusal_names_the_purpose(
    client: FlaskClient, register: Register
):
    person = someone(register, 1)

    refused = tag(client, person)

    assert code(refused) == "care-consent-missing"
    assert "special_care" in refused.get_json()["detail"]
    assert groups(client, person) == {}
    assert [tag(client, person, each).status_code for each in GROUPS if not GROUPS[each].consent] == [201] * 8


@pytest.mark.parametrize("under", [0, 1])
def test_withdrawing_ends_what_rests_on_it_on_that_day_and_nothing_else(
    client: FlaskClient, register: Register, under: int
):
    records = someone(register, 1), someone(register, 2)
    kept, merged = records
    consent(client, merged)
    assert [tag(client, merged, each).status_code for each in (ASKED, BY_LAW)] == [201, 201]
    merge(client, merged, kept)

    withdraw(client, records[under])

    assert groups(client, kept) == {ASKED: TODAY, BY_LAW: None}
    assert audited(register)[-1] == ("care.tag_closed", kept)
    assert code(tag(client, kept)) == "care-consent-missing"


def test_after_a_new_consent_a_person_is_entered_again(client: FlaskClient, register: Register):
    person = someone(register, 1)
    consent(client, person)
    tag(client, person)
    withdraw(client, person)

    consent(client, person)

    assert tag(client, person).status_code == 201


def test_consent_to_another_purpose_is_none_to_this_one(client: FlaskClient, register: Register):
    person = someone(register, 1)
    client.post(f"/people/{person}/consents", json={**CARE, "purpose": "job_matching", "channel": "paper"})
    assert code(tag(client, person)) == "care-consent-missing"
    consent(client, person)
    tag(client, person)

    client.post(f"/people/{person}/consents/withdrawal", json={**CARE, "purpose": "job_matching"})

    assert groups(client, person) == {ASKED: None}


def test_no_event_tells_who_has_asked_for_help(client: FlaskClient, register: Register):
    person = someone(register, 1)

    consent(client, person)
    withdraw(client, person)

    with register.own.reading() as session:
        assert list(session.scalars(select(OutboxRow.id).where(OutboxRow.subject == str(UUID(person))))) == []
