"""The rights of one person under two ids: restriction and consent, told of the record that holds them."""

import json
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis import clock
from chassis.events.tables import OutboxRow
from services.residents.models import Consent, Person
from tests.residents.mergers import client as client  # noqa: PLC0414
from tests.residents.mergers import code, living, merge, someone, unmerge
from tests.residents.mergers import register as register  # noqa: PLC0414
from tests.residents.registers import Register

TODAY = str(clock.today())
STEP = {"on": TODAY, "reason": "本人申请"}
JOBS = {"purpose": "job_matching", "on": TODAY}
GIVEN = {**JOBS, "channel": "paper"}
COMMANDS: list[tuple[str, dict[str, Any]]] = [
    ("consents", GIVEN),
    ("consents/withdrawal", JOBS),
    ("restriction", STEP),
]


def two(client: FlaskClient, register: Register, steps_of_kept: int) -> tuple[str, str]:
    """A kept record that has been changed so many times, and one merged into it."""
    kept, merged = someone(register, 1), someone(register, 2, phone="13900139000")
    for step in range(steps_of_kept):
        client.put(f"/people/{kept}/contact", json={"phone": f"1380013800{step}"})
    assert merge(client, merged, kept).status_code == 204
    return kept, merged


def announced(register: Register) -> list[tuple[str, int, str]]:
    with register.own.reading() as session:
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id))
        return [
            (each.subject, each.sequence, each.routing_key)
            for each in rows
            if "person_id" in each.data or "merged_id" in each.data
        ]


def told(register: Register, kind: str) -> list[str]:
    return [subject for subject, _, key in announced(register) if key == f"{kind}.v1"]


def restricted(register: Register) -> list[int]:
    with register.own.reading() as session:
        found = session.scalars(select(Person.id).where(Person.restricted_since.is_not(None)))
        return sorted(each.int for each in found)


def ledger(register: Register) -> list[tuple[int, bool]]:
    with register.own.reading() as session:
        found = session.scalars(select(Consent).order_by(Consent.id))
        return [(each.person_id.int, each.withdrawn_on is None) for each in found]


def may_be_used(client: FlaskClient, person: str) -> bool:
    return client.post(f"/people/{person}/unmasking", json={"reason": "核对身份"}).status_code == 200


@pytest.mark.parametrize("steps_of_kept", [0, 4])
@pytest.mark.parametrize(("command", "given"), COMMANDS)
def test_a_command_under_a_merged_id_leaves_both_records_to_be_changed_again(
    client: FlaskClient, register: Register, steps_of_kept: int, command: str, given: dict[str, Any]
):
    kept, merged = two(client, register, steps_of_kept)

    done = client.post(f"/people/{merged}/{command}", json=given)

    assert done.status_code in {201, 204}, done.text
    assert unmerge(client, merged).status_code == 204
    client.post(f"/people/{kept}/restriction/lifting", json=STEP)
    for step in range(6):
        for each in (kept, merged):
            changed = client.put(f"/people/{each}/contact", json={"phone": f"1370013700{step}"})
            assert changed.status_code in {200, 204}, changed.text
    for each in (kept, merged):
        sequences = [sequence for subject, sequence, _ in announced(register) if subject == each]
        assert sequences == list(range(1, len(sequences) + 1))


@pytest.mark.parametrize("of", [0, 1])
def test_a_restriction_of_either_record_restricts_the_person(
    client: FlaskClient, register: Register, of: int
):
    records = [
        someone(register, 1, phone="13800138000"),
        someone(register, 2, phone="13900139000"),
        someone(register, 3),
    ]
    kept, merged, _ = records
    client.post(f"/people/{records[of]}/restriction", json=STEP)

    merge(client, merged, kept)

    assert [may_be_used(client, each) for each in records] == [False, False, True]
    for phone in ("13800138000", "13900139000"):
        found = client.post("/people/searches", json={"phone": phone, "reason": "核对身份"}).get_json()
        assert found == []
    assert code(client.put(f"/people/{kept}/contact", json={"phone": None})) == "use-restricted"
    assert code(client.post(f"/people/{kept}/restriction", json=STEP)) == "restricted-already"
    unmerge(client, merged)
    assert [may_be_used(client, each) for each in records] == [of == 1, of == 0, True]


@pytest.mark.parametrize("under", [0, 1])
def test_a_restriction_is_lifted_under_either_id(client: FlaskClient, register: Register, under: int):
    records = someone(register, 1), someone(register, 2)
    kept, merged = records
    client.post(f"/people/{merged}/restriction", json=STEP)
    client.post(f"/people/{kept}/restriction", json=STEP)
    merge(client, merged, kept)

    lifted = client.post(f"/people/{records[under]}/restriction/lifting", json=STEP)

    assert (lifted.status_code, restricted(register)) == (204, [])
    assert sorted(told(register, "restriction_lifted")) == sorted(records)
    assert code(client.post(f"/people/{merged}/restriction/lifting", json=STEP)) == "not-restricted"
    unmerge(client, merged)
    assert [may_be_used(client, each) for each in records] == [True, True]


def test_a_consent_of_the_merged_record_is_withdrawn_under_the_kept_one(
    client: FlaskClient, register: Register
):
    kept, merged = someone(register, 1), someone(register, 2)
    client.post(f"/people/{merged}/consents", json=GIVEN)
    merge(client, merged, kept)
    shown = [client.get(f"/people/{each}/consents").get_json() for each in (kept, merged)]

    withdrawn = client.post(f"/people/{kept}/consents/withdrawal", json=JOBS)

    assert shown[0] == shown[1] != []
    assert (withdrawn.status_code, ledger(register)) == (204, [(2, False), (1, False)])
    assert told(register, "consent_withdrawn") == [kept, merged]
    for each in (kept, merged):
        again = client.post(f"/people/{each}/consents/withdrawal", json=JOBS)
        assert code(again) == "consent-not-given"


def test_who_agreed_under_one_id_agrees_under_the_other(client: FlaskClient, register: Register):
    kept, merged = someone(register, 1), someone(register, 2)
    client.post(f"/people/{merged}/consents", json=GIVEN)
    merge(client, merged, kept)

    assert code(client.post(f"/people/{kept}/consents", json=GIVEN)) == "consent-given"

    unmerge(client, merged)
    assert client.post(f"/people/{kept}/consents", json=GIVEN).status_code == 201
    assert ledger(register) == [(2, True), (1, True)]


def test_of_two_records_the_later_word_counts_and_a_new_one_above_all(
    client: FlaskClient, register: Register
):
    kept, merged = someone(register, 1), someone(register, 2)
    client.post(f"/people/{kept}/consents", json={**GIVEN, "on": "2026-01-01"})
    client.post(f"/people/{merged}/consents/withdrawal", json={**JOBS, "on": "2026-02-01"})
    merge(client, merged, kept)

    early = client.post(f"/people/{kept}/consents", json={**GIVEN, "on": "2026-01-15"})
    anew = client.post(f"/people/{kept}/consents", json={**GIVEN, "on": "2026-03-01"})

    assert (code(early), anew.status_code) == ("consent-withdrawn-since", 201)
    client.post(f"/people/{merged}/consents/withdrawal", json=JOBS)
    assert not any(holds for _, holds in ledger(register))
    assert told(register, "consent_withdrawn") == [merged, kept, merged]


def test_a_guardian_is_named_by_the_record_that_is_kept(client: FlaskClient, register: Register):
    kept, merged, child = someone(register, 1), someone(register, 2), someone(register, 3)
    merge(client, merged, kept)

    assert client.put(f"/people/{child}/guardian", json={"guardian_id": merged}).status_code in {200, 204}

    with register.own.reading() as session:
        named = session.scalars(select(OutboxRow.data).where(OutboxRow.routing_key == "guardian_changed.v1"))
        assert [json.loads(each)["guardian_id"] for each in named] == [kept]
        assert session.get_one(Person, UUID(child)).guardian_id == UUID(kept)


def test_a_minor_alone_has_the_guardian_and_birth_date_of_either_record(
    client: FlaskClient, register: Register
):
    (kept, _), merged, aunt = (
        living(register, 1),
        someone(register, 2, birth_date=clock.today()),
        someone(register, 3),
    )
    merge(client, merged, kept)

    def remarks() -> list[str]:
        return [each["code"] for each in client.get(f"/people/{kept}").get_json()["remarks"]]

    alone = remarks()
    unmerge(client, merged)
    client.put(f"/people/{merged}/guardian", json={"guardian_id": aunt})
    merge(client, merged, kept)

    assert (alone, remarks()) == (["minor-without-guardian"], [])
    assert code(client.put(f"/people/{aunt}/guardian", json={"guardian_id": kept})) == "guardian-is-minor"


def test_where_somebody_is_registered_is_what_either_record_says(client: FlaskClient, register: Register):
    (kept, _), merged = living(register, 1), someone(register, 2, hukou="500112")
    merge(client, merged, kept)

    (row,) = client.get("/figures/non-local", query_string={"local": "500107"}).get_json()["rows"]

    assert (row["residents"], row["known"], row["non_local"]) == (1, 1, 1)


def test_a_ward_is_told_who_is_on_record_as_their_guardian_and_how_they_are_looked_after(
    client: FlaskClient, register: Register
):
    (ward, _), guardian = living(register, 1), someone(register, 2)
    client.put(f"/people/{ward}/guardian", json={"guardian_id": guardian})
    client.post(f"/people/{ward}/care-plans", json={"tier": "weekly", "on": TODAY})

    told = client.post(f"/people/{ward}/export", json={"reason": "本人查阅"}).get_json()

    rows = {each["zh"]: each["rows"][0] for each in told}
    assert rows["本人信息"]["guardian_id"] == guardian
    assert {"state": "open", "visited_on": None, "end_reason": None}.items() <= rows["关爱计划"].items()
