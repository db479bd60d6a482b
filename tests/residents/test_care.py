from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from chassis import holdings
from chassis.events.tables import OutboxRow
from services.residents.changes import Leaving, MoveOut
from services.residents.models import CareTag
from services.residents.retention import RULES
from tests.residents.checking import LONG_AGO, TODAY, app, client, days_ago, register  # noqa: F401
from tests.residents.looking_after import (
    announced,
    due,
    follow,
    home_of,
    let_time_pass,
    plan,
    the_plan,
    visit,
)
from tests.residents.registers import Register, an_exchange


def test_a_visit_falls_due_by_the_rhythm_of_its_tier(client: FlaskClient, register: Register):
    _, (person, _) = home_of(register)

    plan(client, person)

    assert due(client) == [(str(person), days_ago(3))]
    assert due(client, by=days_ago(4)) == []


def test_a_visit_is_said_to_be_due_once_and_overdue_once(client: FlaskClient, register: Register):
    _, (person, _) = home_of(register)
    plan(client, person)

    let_time_pass(register, TODAY - timedelta(days=4))
    before = announced(register)
    let_time_pass(register, TODAY - timedelta(days=3))
    on_the_day = announced(register)
    let_time_pass(register, TODAY - timedelta(days=1))
    in_grace = announced(register)
    let_time_pass(register, TODAY)

    assert (before, on_the_day) == ([], ["care_visit_due.v1"])
    assert (in_grace, announced(register)) == (on_the_day, ["care_visit_due.v1", "care_visit_overdue.v1"])


def test_what_is_announced_tells_neither_who_is_visited_nor_where_they_live(
    client: FlaskClient, register: Register
):
    _, (person, _) = home_of(register)
    plan(client, person)

    let_time_pass(register, TODAY)

    with register.own.reading() as session:
        wanted = select(OutboxRow.data).where(OutboxRow.routing_key == "care_visit_due.v1")
        told = session.scalars(wanted).one()
    assert str(person) not in told
    assert "/huafu/c1/b1/u1/0101/" not in told
    assert "/huafu/g1/g1/" in told


def test_one_person_has_one_plan(client: FlaskClient, register: Register):
    _, (person, _) = home_of(register)

    answers = [plan(client, person).status_code for _ in range(2)]

    assert answers == [201, 409]


def test_a_plan_ends_with_the_move_out_and_can_be_handed_over(client: FlaskClient, register: Register):
    household, (person, _) = home_of(register)
    made = plan(client, person).get_json()["id"]
    register.apply(move_outs=[MoveOut(household_id=household, on=TODAY)])

    for _ in range(2):
        follow(register, person)

    ended = the_plan(register)
    assert (ended.state, ended.end_reason, ended.ended_on) == ("closed", "moved_out", TODAY)
    note = {"step": "close", "on": days_ago(0), "hand_over": "已联系迁入地社区"}
    assert client.post(f"/care-plans/{made}/steps", json=note).status_code == 200
    assert the_plan(register).hand_over == "已联系迁入地社区"


def test_a_plan_ends_with_death(client: FlaskClient, register: Register):
    household, (_, person) = home_of(register)
    plan(client, person)
    register.apply(leavings=[Leaving(household_id=household, person_id=person, on=TODAY, reason="died")])

    follow(register, person)

    assert the_plan(register).end_reason == "died"


def test_a_plan_moves_with_its_person_inside_the_estate(client: FlaskClient, register: Register):
    household, (person, _) = home_of(register)
    plan(client, person)
    register.apply(exchanges=[an_exchange(household, register.dwellings["A-2-1-0101"], on=TODAY)])

    follow(register, person)

    moved = the_plan(register)
    assert (moved.state, moved.dwelling_id) == ("open", register.dwellings["A-2-1-0101"])


def test_a_plan_goes_through_its_states_in_order(client: FlaskClient, register: Register):
    _, (person, _) = home_of(register)
    made = plan(client, person, begin=False).get_json()

    def take(step: str, **more: Any) -> tuple[int, str]:
        path = f"/care-plans/{made['id']}/steps"
        answer = client.post(path, json={"step": step, "on": days_ago(0), **more}).get_json()
        return answer.get("code") or answer["state"]

    assert made["state"] == "screened"
    assert [take("review"), take("open"), take("open")] == ["no-such-care-step", "open", "no-such-care-step"]
    assert take("review", tier="monthly") == "open"
    assert the_plan(register).next_due == TODAY + timedelta(days=30)
    assert [take("close", reason="declined"), take("close")] == ["closed", "no-such-care-step"]


def test_a_plan_is_not_changed_by_one_who_saw_an_older_one(client: FlaskClient, register: Register):
    _, (person, _) = home_of(register)
    made = plan(client, person).get_json()
    step = {"step": "review", "on": days_ago(0)}
    path, seen = f"/care-plans/{made['id']}/steps", {"If-Match": f'"{made["version"]}"'}

    answers = [client.post(path, json=step, headers=seen).status_code for _ in range(2)]

    assert answers == [200, 412]


def test_a_special_group_is_on_record_once_with_its_legal_basis(client: FlaskClient, register: Register):
    _, (person, _) = home_of(register)
    given = {"group": "illness", "source": "visit", "since": days_ago(1), "note": "尿毒症"}
    path = f"/people/{person}/care-tags"

    answers = [client.post(path, json=given).status_code for _ in range(2)]

    assert answers == [201, 409]
    assert [each["basis"] for each in client.get(path).get_json()] == ["社会救助暂行办法第五章"]
    with register.own.engine.connect() as connection:
        stored = connection.exec_driver_sql('SELECT "group", note FROM care_tags').one()
    assert not any(b"illness" in bytes(each) or "尿毒".encode() in bytes(each) for each in stored)


def test_a_closed_entry_of_a_group_is_deleted_after_half_a_year(client: FlaskClient, register: Register):
    _, (person, _) = home_of(register)
    given = {"group": "illness", "source": "visit", "since": days_ago(300)}
    made = client.post(f"/people/{person}/care-tags", json=given).get_json()["id"]
    client.post(f"/care-tags/{made}/closing", json={"on": days_ago(200)})
    rule = next(each for each in RULES if each.name == "closed_care_tags")

    with register.own.transaction() as session:
        gone = (rule.run(session, TODAY - timedelta(days=30)), rule.run(session, TODAY))

    assert gone == (0, 1)
    with register.own.reading() as session:
        assert session.scalars(select(CareTag)).all() == []


def test_erasing_a_person_leaves_nothing_of_care(client: FlaskClient, register: Register):
    household, (person, _) = home_of(register)
    plan(client, person)
    client.post(
        f"/people/{person}/care-tags", json={"group": "illness", "source": "visit", "since": days_ago(1)}
    )
    visit(client, household, person, follow_ups=[{"what": "送药", "due_on": days_ago(0)}])

    with register.own.transaction() as session:
        holdings.erase(session, "residents", [person])

    with register.own.engine.connect() as connection:
        left = [
            connection.exec_driver_sql(f"SELECT count(*) FROM {each}").scalar()
            for each in ("care_tags", "care_plans")
        ]
        words = connection.exec_driver_sql("SELECT demands, what FROM visits, follow_ups").one()
    assert (left, tuple(words)) == ([0, 0], (None, None))


def test_a_tier_is_set_up_with_its_names_and_people_are_planned_in_it(
    client: FlaskClient, register: Register
):
    rhythm = {"every_days": 3, "grace_days": 1}
    assert client.put("/care-tiers/red", json=rhythm).get_json()["code"] == "care-tier-unknown"
    assert client.put("/care-tiers/RED 1", json={**rhythm, "zh": "红色", "en": "red"}).status_code == 404

    made = client.put("/care-tiers/red", json={**rhythm, "zh": "红色", "en": "red"})
    renamed = client.put("/care-tiers/red", json={**rhythm, "zh": "红色预警"}, headers={"If-Match": '"1"'})

    assert made.get_json() == {
        "code": "red",
        "version": 1,
        "zh": "红色",
        "en": "red",
        "after_change_days": None,
        **rhythm,
    }
    assert (renamed.get_json()["zh"], renamed.get_json()["en"]) == ("红色预警", "red")
    _, (person, _) = home_of(register)
    planned = client.post(
        f"/people/{person}/care-plans", json={"tier": "red", "on": days_ago(3), "begin": True}
    )
    assert planned.get_json()["next_due"] == str(TODAY)
