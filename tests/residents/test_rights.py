"""The rights of a person over their data: consent, restriction, erasure."""

import json
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis import clock, database, retention
from chassis.events.tables import FailedEvent, OutboxRow
from chassis.personal import seal
from contracts.roles import AUDITOR, RESIDENT
from services.residents.models import Person, Stay
from tests.access.things import Thing, a_thing
from tests.apps import app_of
from tests.callers import bearer, client_for
from tests.migrated import migrate

TODAY = "2026-06-01"
STEP = {"on": TODAY, "reason": "本人申请"}
JOBS = {"purpose": "job_matching", "on": TODAY}


@pytest.fixture
def client(database_url: str, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setenv("DOORSTEP_RESIDENTS_DATABASE_URL", database_url)
    database.of.cache_clear()
    migrate(database.of("residents"))
    return client_for(app_of("residents"))


@pytest.fixture
def thing(client: FlaskClient) -> Thing:
    del client
    return a_thing("residents")


def announced(person: object) -> list[tuple[str, dict[str, Any]]]:
    with database.of("residents").reading() as session:
        rows = session.scalars(
            select(OutboxRow).where(OutboxRow.subject == str(person)).order_by(OutboxRow.sequence)
        ).all()
        assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
        return [(row.type.removeprefix("residents."), json.loads(row.data)) for row in rows]


def asked(client: FlaskClient, path: str, body: dict[str, Any], **more: Any) -> tuple[int, str | None]:
    answer = client.post(path, json=body, **more)
    return answer.status_code, (answer.get_json(silent=True) or {}).get("code")


def leave(client: FlaskClient, thing: Thing) -> None:
    assert client.post(f"/households/{thing.household}/move-out", json={"on": TODAY}).status_code == 204
    assert client.post(f"/posts/{thing.post}/relief", json={"on": TODAY}).status_code == 204


def test_a_consent_is_given_once_and_withdrawn_once(client: FlaskClient, thing: Thing):
    path = f"/people/{thing.person}/consents"
    given = {**JOBS, "channel": "paper", "proof": "签字表 2026-051"}

    answers = [
        asked(client, path, given), asked(client, path, given), asked(client, f"{path}/withdrawal", JOBS),
        asked(client, f"{path}/withdrawal", JOBS), asked(client, path, given),
    ]  # fmt: skip

    assert answers == [
        (201, None), (409, "consent-given"), (204, None), (409, "consent-not-given"), (201, None),
    ]  # fmt: skip
    kinds = [kind for kind, _ in announced(thing.person)][-3:]
    assert kinds == ["consent_given.v1", "consent_withdrawn.v1", "consent_given.v1"]
    shown = [each for each in client.get(path).get_json() if each["channel"] == "paper"]
    assert [(each["notice"], each["withdrawn_on"]) for each in shown] == [("2026-1", TODAY), ("2026-1", None)]


def test_consent_can_be_withdrawn_that_nobody_had_written_down(client: FlaskClient, thing: Thing):
    mine = bearer(RESIDENT, subject=thing.person)

    answer = asked(client, f"/people/{thing.person}/consents/withdrawal", JOBS, headers=mine)

    assert answer == (204, None)
    assert announced(thing.person)[-1][0] == "consent_withdrawn.v1"


def test_what_does_not_rest_on_consent_is_neither_consented_to_nor_withdrawn(
    client: FlaskClient, thing: Thing
):
    given = {"purpose": "tenancy", "on": TODAY, "channel": "paper"}

    assert asked(client, f"/people/{thing.person}/consents", given) == (422, "no-consent-needed")
    assert announced(thing.person)[-1][0] != "consent_given.v1"


def test_restricted_data_are_kept_and_not_used(client: FlaskClient, thing: Thing):
    search, unmask = {"phone": thing.phone, "reason": "核对身份"}, {"reason": "核对身份"}
    path = f"/people/{thing.person}"

    assert asked(client, f"{path}/restriction", STEP) == (204, None)

    assert asked(client, f"{path}/restriction", STEP) == (409, "restricted-already")
    assert asked(client, f"{path}/unmasking", unmask) == (409, "use-restricted")
    assert client.post("/people/searches", json=search).get_json() == []
    changed = client.put(f"{path}/contact", json={"phone": "13900139000"})
    assert changed.get_json()["code"] == "use-restricted"
    assert asked(client, f"{path}/restriction/lifting", STEP) == (204, None)
    assert asked(client, f"{path}/restriction/lifting", STEP) == (409, "not-restricted")
    assert asked(client, f"{path}/unmasking", unmask) == (200, None)
    assert [kind for kind, _ in announced(thing.person)][-2:] == [
        "processing_restricted.v1", "restriction_lifted.v1",
    ]  # fmt: skip


def test_who_lives_here_or_holds_a_post_is_not_erased(client: FlaskClient, thing: Thing):
    path = f"/people/{thing.person}/erasure"

    assert asked(client, path, STEP) == (409, "still-lives-here")
    client.post(f"/households/{thing.household}/move-out", json={"on": TODAY})
    assert asked(client, path, STEP) == (409, "holds-post")
    assert client.post(f"/people/{thing.person}/unmasking", json={"reason": "核对身份"}).status_code == 200


def test_nothing_readable_is_left_of_who_is_erased(client: FlaskClient, thing: Thing):
    leave(client, thing)
    own = database.of("residents")
    with own.transaction() as session:
        session.add(
            FailedEvent(
                message_id="m", handler="h", type="residents.contact_changed.v1", attempts=1, error="", state="dead",
                headers=json.dumps({"subject": str(thing.person)}), failed_at=clock.now(),
                body=json.dumps({"person_id": str(thing.person), "phone": seal(thing.phone)}).encode(),
            )
        )  # fmt: skip

    assert asked(client, f"/people/{thing.person}/erasure", STEP) == (204, None)

    with own.reading() as session:
        person = session.get_one(Person, thing.person)
        left = (person.name, person.id_number, person.phone, person.phone_index, person.birth_date)
        assert left == ("", None, None, None, None)
        (failed,) = session.scalars(select(FailedEvent))
        assert json.loads(failed.body)["phone"] is None
        stays = session.scalars(select(Stay).where(Stay.person_id == thing.person)).all()
        assert stays, "that somebody lived there stays, without a name"
    assert {data["phone"] for kind, data in announced(thing.person) if kind == "contact_changed.v1"} == {None}
    assert announced(thing.person)[-1] == (
        "person_erased.v1", {"person_id": str(thing.person), "on": TODAY, "reason": "requested"},
    )  # fmt: skip
    assert client.get(f"/people/{thing.person}").status_code == 404
    assert asked(client, f"/people/{thing.person}/erasure", STEP) == (404, "person-unknown")
    record = client.get(f"/audit?about={thing.person}", headers=bearer(AUDITOR)).get_json()["items"]
    assert record[0]["action"] == "person.erased"


def test_who_is_erased_can_be_recorded_anew(client: FlaskClient):
    known = {"name": "李小红", "id_number": "11010519491231002X", "phone": "13800138000"}
    first = client.post("/people", json=known).get_json()["id"]

    assert client.post("/people", json=known).status_code == 409
    assert asked(client, f"/people/{first}/erasure", STEP) == (204, None)
    again = client.post("/people", json=known)

    assert (again.status_code, again.get_json()["id"] == first) == (201, False)


def test_an_erased_person_moves_in_nowhere(client: FlaskClient, thing: Thing):
    assert asked(client, f"/people/{thing.leaver}/erasure", STEP) == (204, None)

    joining = {"person_id": str(thing.leaver), "relation": "other", "on": TODAY}

    assert asked(client, f"/households/{thing.household}/members", joining) == (404, "person-unknown")


def test_a_person_is_shown_all_that_is_held_on_them(client: FlaskClient, thing: Thing):
    mine = bearer(RESIDENT, subject=thing.person)

    told = client.post(f"/people/{thing.person}/export", json={"reason": "本人查阅"}, headers=mine).get_json()

    by_title = {each["zh"]: each for each in told}
    rows = by_title["本人信息"]["rows"]
    assert [(each["name"], each["phone"]) for each in rows] == [("张三", thing.phone), ("张三", None)]
    assert by_title["居住记录"]["rows"][0]["address"] == thing.address
    assert by_title["租赁合同"]["rows"][0]["contract_number"] == "HT"
    assert set(by_title["任职记录"]["rows"][0]) == {"kind", "area", "since", "until", "end_reason"}
    assert all(each["article"].startswith("个人信息保护法") for each in told)
    newest = client.get("/audit", headers=bearer(AUDITOR)).get_json()["items"][0]
    assert (newest["action"], newest["about"]) == ("person.exported", str(thing.person))


def the_rule() -> retention.Rule:
    return next(each for each in retention.rules_of("residents") if each.name == "people_who_left")


def test_retention_erases_who_left_long_ago_and_nobody_else(client: FlaskClient, thing: Thing):
    del client
    own, rule = database.of("residents"), the_rule()
    # Three left on 1 January 2026; the others live here, or have never lived anywhere.
    before, after = date(2028, 1, 1), date(2028, 1, 2)

    with own.transaction() as session:
        counts = [rule.count(session, day) for day in (before, after)]
        done = [rule.run(session, day) for day in (before, after, after)]

    assert (counts, done) == ([0, 3], [0, 3, 0])
    assert announced(thing.leaver)[-1][1]["reason"] == "retention_over"
    with own.reading() as session:
        erased = session.scalars(select(Person.id).where(Person.erased_on.is_not(None))).all()
        assert sorted(erased) == sorted([thing.leaver, thing.restricted, thing.away])


def test_who_is_erased_is_erased_with_the_records_merged_into_theirs(client: FlaskClient, thing: Thing):
    leave(client, thing)

    assert asked(client, f"/people/{thing.former}/erasure", STEP) == (204, None)

    with database.of("residents").reading() as session:
        erased = session.scalars(select(Person.id).where(Person.erased_on.is_not(None))).all()
        assert sorted(erased) == sorted([thing.person, thing.former])
    for each in (thing.person, thing.former):
        assert announced(each)[-1][0] == "person_erased.v1"


def test_a_merged_record_is_kept_as_long_as_its_person_lives_here(client: FlaskClient, thing: Thing):
    del client
    own, rule = database.of("residents"), the_rule()
    with own.transaction() as session:
        stay = session.scalars(select(Stay).where(Stay.person_id == thing.leaver)).one()
        stay.person_id = thing.former

    with own.reading() as session:
        due = session.scalars(rule.over(date(2026, 3, 1))).all()

    assert sorted(due) == sorted([thing.restricted, thing.away])
