"""Posts: kinds are the community's to set up, some are for neighbours, and no area has more than it may."""

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis import database
from chassis.events.tables import OutboxRow
from contracts.residents import ResidentChangedHousehold, ResidentExchangedDwelling
from services.residents.usecases import posts
from tests.residents.mergers import client as client  # noqa: PLC0414
from tests.residents.mergers import register as register  # noqa: PLC0414
from tests.residents.registers import JULY, JUNE, MAY, Register, an_exchange
from tests.residents.test_races import app as app  # noqa: PLC0414
from tests.residents.test_races import at_once
from tests.residents.test_undoing import heard

UNIT, GRID = "/huafu/c1/b1/u1/", "/huafu/g1/g1/"
VOLUNTEER = {"zh": "志愿者", "en": "volunteer", "scope": "place", "lives_there": False, "at_most": None}


def set_up(client: FlaskClient, kind: str, area: str) -> Any:
    answer = client.post("/posts", json={"kind": kind, "area": area})
    return (
        answer.get_json()["id"]
        if answer.status_code == 201
        else (answer.status_code, answer.get_json()["code"])
    )


def appoint(client: FlaskClient, post: str, person: Any, since: date = MAY) -> Any:
    answer = client.put(f"/posts/{post}/appointment", json={"person_id": str(person), "since": str(since)})
    return answer.get_json()["code"] if answer.status_code >= 400 else answer.status_code


def holders(client: FlaskClient) -> dict[str, str | None]:
    return {each["id"]: each["person_id"] for each in client.get("/posts").get_json()["items"]}


def follow(register: Register) -> None:
    inside = heard(register, ResidentExchangedDwelling, ResidentChangedHousehold)
    with register.own.transaction() as session:
        posts.follow_moves(session, [(each.data.person_id, each) for each in inside])


def test_kinds_are_set_up_and_changed_by_who_has_seen_them(client: FlaskClient, register: Register):
    assert {"hub_household", "grid_head", "grid_worker", "grid_instructor", "building_head"} <= {
        each["code"] for each in client.get("/post-kinds").get_json()
    }

    new = client.put("/post-kinds/volunteer", json=VOLUNTEER).get_json()
    changed = client.put(
        "/post-kinds/volunteer", json={**VOLUNTEER, "at_most": 2}, headers={"If-Match": '"1"'}
    )
    late = client.put("/post-kinds/volunteer", json=VOLUNTEER, headers={"If-Match": '"1"'})

    assert new == {"code": "volunteer", "version": 1, **VOLUNTEER}
    assert (changed.get_json()["at_most"], late.status_code) == (2, 412)
    assert client.put("/post-kinds/Volunteer 1", json=VOLUNTEER).get_json()["code"] == "wrong-post-kind-code"


def test_what_a_kind_is_for_stays_while_there_are_such_posts(client: FlaskClient, register: Register):
    client.put("/post-kinds/volunteer", json=VOLUNTEER)
    set_up(client, "volunteer", UNIT)

    refused = client.put("/post-kinds/volunteer", json={**VOLUNTEER, "scope": "grid"})

    assert (refused.status_code, refused.get_json()["code"]) == (409, "post-kind-in-use")


def test_an_area_has_as_many_posts_of_a_kind_as_its_rules_allow(client: FlaskClient, register: Register):
    workers = {set_up(client, "grid_worker", GRID) for _ in range(3)}

    assert len(workers) == 3
    assert isinstance(set_up(client, "hub_household", "/huafu/c1/"), str)
    assert set_up(client, "hub_household", "/huafu/c1/") == (409, "posts-enough")


@pytest.mark.parametrize(
    ("kind", "area", "answer"),
    [
        ("gardener", GRID, (404, "post-kind-unknown")),
        ("grid_worker", "/huafu/c1/", (404, "area-unknown")),
        ("hub_household", GRID, (404, "area-unknown")),
        ("grid_worker", "/huafu/g1/g9/", (404, "area-unknown")),
    ],
)
def test_a_post_is_of_a_known_kind_for_a_known_area(
    client: FlaskClient, register: Register, kind: str, area: str, answer: tuple[int, str]
):
    assert set_up(client, kind, area) == answer
    assert holders(client) == {}


def test_a_closed_post_has_let_its_holder_go_and_is_history(client: FlaskClient, register: Register):
    _, (wang,) = register.settle("A-1-1-0101", "王小红")
    post = set_up(client, "grid_worker", GRID)
    appoint(client, post, wang)

    assert client.post(f"/posts/{post}/closing", json={"on": str(JUNE)}).status_code == 204

    assert holders(client) == {}
    assert appoint(client, post, wang) == "post-closed"
    (term,) = client.get(f"/posts/{post}/terms").get_json()["items"]
    assert (term["person_id"], term["name"], term["until"]) == (str(wang), "王**", str(JUNE))
    with register.own.reading() as session:
        told = session.scalars(select(OutboxRow).where(OutboxRow.routing_key == "post_vacated.v1")).one()
    assert json.loads(told.data)["until"] == str(JUNE)
    again = client.post(f"/posts/{post}/closing", json={"on": str(JULY)})
    assert (again.status_code, again.get_json()["code"]) == (409, "post-closed")


def test_a_term_begins_when_the_one_before_has_ended(client: FlaskClient, register: Register):
    _, (wang, li) = register.settle("A-1-1-0101", "王小红", "李明")
    post = set_up(client, "grid_worker", GRID)
    appoint(client, post, wang)
    client.post(f"/posts/{post}/relief", json={"on": str(JULY)})

    assert [appoint(client, post, li, since) for since in (JUNE, JULY)] == ["post-held-until", 204]


def test_a_post_for_a_neighbour_is_for_who_lives_there(client: FlaskClient, register: Register):
    client.put("/post-kinds/volunteer", json={**VOLUNTEER, "lives_there": True})
    post = set_up(client, "volunteer", UNIT)
    _, (here,) = register.settle("A-1-1-0101", "王小红")
    _, (elsewhere,) = register.settle("A-2-1-0101", "李明")

    assert appoint(client, post, elsewhere) == "keeper-must-live-there"
    assert appoint(client, post, here) == 204


def test_a_post_for_who_lives_there_is_for_a_place(client: FlaskClient, register: Register):
    refused = client.put("/post-kinds/volunteer", json={**VOLUNTEER, "scope": "grid", "lives_there": True})

    assert [each["field"] for each in refused.get_json()["errors"]] == ["json.lives_there"]


@pytest.mark.parametrize(("door", "keeps"), [("A-1-1-0102", True), ("A-2-1-0101", False)])
def test_who_moves_to_another_building_loses_a_post_for_neighbours_and_no_other(
    client: FlaskClient, register: Register, door: str, *, keeps: bool
):
    client.put("/post-kinds/volunteer", json={**VOLUNTEER, "lives_there": True})
    household, (wang,) = register.settle("A-1-1-0101", "王小红")
    post, work = set_up(client, "volunteer", "/huafu/c1/b1/u1/"), set_up(client, "grid_worker", GRID)
    for each in (post, work):
        appoint(client, each, wang)

    register.apply(exchanges=[an_exchange(household, register.dwellings[door])])
    follow(register)

    assert holders(client) == {post: str(wang) if keeps else None, work: str(wang)}


def test_one_hub_household_is_set_up_by_many_clerks(app: Any):
    Register.over(database.of("residents"))

    answers = at_once(app, [("/posts", {"kind": "hub_household", "area": "/huafu/c1/"})] * 20)

    assert answers == Counter({201: 1, 409: 19})
