"""Grids split, merged and with other borders: from a day on, without gap or overlap, and the past stays as it was."""

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis.events.tables import OutboxRow
from contracts.residents import MOVES
from contracts.roles import COMMUNITY_STAFF
from services.residents.models import Post
from services.residents.present import PRESENTS
from services.residents.usecases.offices import create_posts
from services.residents.usecases.posts import appoint
from services.residents.usecases.rosters import keep_rosters
from tests.callers import bearer
from tests.residents.mergers import client as client  # noqa: PLC0414
from tests.residents.mergers import register as register  # noqa: PLC0414
from tests.residents.registers import JULY, JUNE, MAY, Register
from tests.residents.test_undoing import heard

WHY = "网格调整方案第三次会议"
BUILDING, ROOM = "/huafu/c1/b1/", "/huafu/c1/b1/u1/0101/"
FIRST, SECOND, NEW = "/huafu/g1/g1/", "/huafu/g1/g2/", "/huafu/g1/g3/"


def redraw(client: FlaskClient, *grids: dict[str, Any], on: date = JUNE, **more: Any) -> Any:
    given = {"on": str(on), "reason": WHY, "grids": grids, **more}
    answer = client.post("/grids/redrawings", json=given)
    return answer.get_json() if answer.status_code == 200 else (answer.status_code, answer.get_json()["code"])


def grid(path: str, *areas: str, name: str | None = None) -> dict[str, Any]:
    return {"path": path, "areas": areas, "name": name}


def rooms(*numbers: str) -> list[str]:
    return [f"/huafu/c1/b1/u1/{each}/" for each in numbers]


def grids(client: FlaskClient, on: date) -> dict[str, tuple[int, str | None, str | None]]:
    """How many live in each, and its days."""
    answer = client.get(f"/grids?on={on}").get_json()
    return {each["path"]: (each["people"], each["since"], each["until"]) for each in answer}


def announced(register: Register, kind: str) -> list[dict[str, Any]]:
    with register.own.reading() as session:
        found = session.scalars(select(OutboxRow).where(OutboxRow.routing_key == kind).order_by(OutboxRow.id))
        return [json.loads(each.data) for each in found]


def keep(register: Register) -> None:
    with register.own.transaction() as session:
        keep_rosters(session, heard(register, *MOVES))


def people_of(client: FlaskClient, path: str, on: date) -> set[str]:
    lines = client.get(f"/rosters?grid={path}&on={on}").get_json()["items"]
    assert {each["grid"] for each in lines} <= {path}
    return {each["person_id"] for each in lines}


def test_a_split_holds_from_its_day_and_the_past_keeps_the_old_borders(
    client: FlaskClient, register: Register
):
    _, (wang,) = register.settle("A-1-1-0101", "王小红")
    _, (li,) = register.settle("A-1-1-0102", "李明")
    keep(register)

    told = redraw(client, grid(NEW, ROOM, name="3号网格"))

    way = {"source": FIRST, "target": NEW, "dwellings": 1, "households": 1, "residents": 1}
    assert told == {"opened": [NEW], "closed": [], "shifts": [way]}
    assert grids(client, MAY) == {FIRST: (2, None, None), SECOND: (0, None, None)}
    assert grids(client, JUNE) == {FIRST: (1, None, None), SECOND: (0, None, None), NEW: (1, str(JUNE), None)}
    assert people_of(client, FIRST, MAY) == {str(wang), str(li)}
    assert (people_of(client, FIRST, JUNE), people_of(client, NEW, JUNE)) == ({str(li)}, {str(wang)})


def test_a_merger_closes_the_grid_that_is_empty_and_its_posts(client: FlaskClient, register: Register):
    _, (worker,) = register.settle("A-2-1-0101", "王小红")
    posts = [
        Post(id=UUID(int=7), kind="grid_worker", scope="grid", area=SECOND),
        Post(id=UUID(int=8), kind="grid_worker", scope="grid", area=FIRST),
    ]
    with register.own.transaction() as session:
        create_posts(session, posts)
        appoint(session, UUID(int=7), worker, since=MAY, term_ends=None)

    told = redraw(client, grid(FIRST, "/huafu/c1/b2/"))

    assert (told["opened"], told["closed"]) == ([], [SECOND])
    assert grids(client, JULY) == {FIRST: (0, None, None)}
    assert grids(client, MAY)[SECOND][1:] == (None, str(JUNE))
    assert [each["id"] for each in client.get("/posts").get_json()["items"]] == [str(UUID(int=8))]
    (vacated,) = announced(register, "post_vacated.v1")
    assert (vacated["person_id"], vacated["until"], vacated["reason"]) == (str(worker), str(JUNE), "relieved")
    again = {"person_id": str(worker), "since": str(JUNE)}
    refused = client.put(f"/posts/{UUID(int=7)}/appointment", json=again)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "post-closed")


def test_a_grid_divided_further_stays_above_with_its_posts(client: FlaskClient, register: Register):
    with register.own.transaction() as session:
        create_posts(session, [Post(id=UUID(int=7), kind="grid_worker", scope="grid", area=FIRST)])
    east, west = grid(FIRST + "e/", ROOM, name="东"), grid(FIRST + "w/", *rooms("0102", "0103"), name="西")

    assert redraw(client, east) == (409, "grid-not-divided")
    told = redraw(client, east, west)

    assert (told["opened"], told["closed"]) == ([FIRST + "e/", FIRST + "w/"], [])
    assert set(grids(client, JUNE)) == {FIRST + "e/", FIRST + "w/", SECOND}
    posts = client.get(f"/posts?area={FIRST}").get_json()["items"]
    assert [(each["kind"], each["area"]) for each in posts] == [
        ("grid_worker", path) for path in (FIRST, FIRST + "e/", FIRST + "w/")
    ]


def test_a_grid_that_is_there_again_has_its_posts_again(client: FlaskClient, register: Register):
    with register.own.transaction() as session:
        create_posts(session, [Post(id=UUID(int=7), kind="grid_worker", scope="grid", area=SECOND)])
    redraw(client, grid(FIRST, "/huafu/c1/b2/"))

    told = redraw(client, grid(SECOND, "/huafu/c1/b2/"), on=JULY)

    assert (told["opened"], told["closed"]) == ([SECOND], [])
    assert [each["id"] for each in client.get("/posts").get_json()["items"]] == [str(UUID(int=7))]
    assert [set(grids(client, on)) for on in (MAY, JUNE, JULY)] == [{FIRST, SECOND}, {FIRST}, {FIRST, SECOND}]


def test_what_is_wrong_is_drawn_again_on_the_same_day(client: FlaskClient, register: Register):
    _, (wang,) = register.settle("A-1-1-0101", "王小红")
    keep(register)
    redraw(client, grid(NEW, ROOM, name="3号网格"))

    redraw(client, grid(SECOND, ROOM))

    assert people_of(client, SECOND, JUNE) == {str(wang)}
    assert people_of(client, FIRST, MAY) == {str(wang)}
    assert NEW not in grids(client, JULY)


@pytest.mark.parametrize(
    ("drawn", "answer"),
    [
        ([grid(NEW, ROOM)], (404, "grid-unknown")),
        ([grid("/huafu/g9/g1/", ROOM, name="无上级")], (404, "parent-grid-unknown")),
        ([grid(SECOND, BUILDING, ROOM)], (409, "areas-overlap")),
        ([grid(SECOND, ROOM), grid(NEW, BUILDING, name="3")], (409, "areas-overlap")),
        ([grid(SECOND, ROOM, name="改名")], (409, "grid-exists")),
        ([grid(SECOND + "\n", ROOM, name="换行")], (422, "invalid-input")),
        ([grid(SECOND, "/huafu/c1/b7/")], (404, "area-without-dwellings")),
        ([grid(FIRST, BUILDING)], (409, "nothing-redrawn")),
        ([grid("/huafu/g1/", ROOM)], (409, "grid-not-divided")),
        ([], (422, "invalid-input")),
    ],
)
def test_refused_with_the_remedy_and_nothing_is_changed(
    client: FlaskClient, register: Register, drawn: list[Any], answer: tuple[int, str]
):
    assert redraw(client, *drawn) == answer
    assert grids(client, JULY) == {FIRST: (0, None, None), SECOND: (0, None, None)}


def test_days_go_forward_for_both_grids(client: FlaskClient, register: Register):
    redraw(client, grid(SECOND, ROOM), on=JULY)

    assert redraw(client, grid(FIRST, ROOM), on=JUNE) == (409, "redrawn-since")
    assert redraw(client, grid(NEW, *rooms("0102"), name="3号网格"), on=JUNE) == (409, "redrawn-since")
    assert redraw(client, grid(NEW, *rooms("0102"), name="3号网格"), on=JULY)["opened"] == [NEW]


def test_a_trial_tells_all_and_changes_nothing(client: FlaskClient, register: Register):
    register.settle("A-1-1-0101", "王小红")

    tried = redraw(client, grid(NEW, ROOM, name="3号网格"), dry_run=True)

    assert client.get("/grids/redrawings").get_json()["items"] == []
    assert NEW not in grids(client, JULY)
    assert redraw(client, grid(NEW, ROOM, name="3号网格")) == tried
    (kept,) = client.get("/grids/redrawings").get_json()["items"]
    assert (kept["on"], kept["reason"], kept["opened"]) == (str(JUNE), WHY, [NEW])


def test_only_who_is_in_charge_of_all_draws_grids(client: FlaskClient, register: Register):
    part = client.post(
        "/grids/redrawings",
        json={"on": str(JUNE), "reason": WHY, "grids": [grid(SECOND, ROOM)]},
        headers=bearer(COMMUNITY_STAFF, area="/huafu/g1/"),
    )

    assert (part.status_code, part.get_json()["code"]) == (403, "whole-community-needed")


def test_those_who_live_there_and_those_who_lived_there_last_are_announced(
    client: FlaskClient, register: Register
):
    here, (wang,) = register.settle("A-1-1-0101", "王小红")
    register.settle("A-1-1-0102", "李明")
    gone, (zhao,) = register.settle("A-1-1-0103", "赵六")
    client.post(f"/households/{gone}/move-out", json={"on": str(MAY)})

    redraw(client, grid(NEW, *rooms("0101", "0103"), name="3号网格"))

    told = {each["person_id"]: each for each in announced(register, "resident_regrouped.v1")}
    assert {person: (each["from_grid"], each["grid"], each["until"]) for person, each in told.items()} == {
        str(wang): (FIRST, NEW, None),
        str(zhao): (FIRST, NEW, str(MAY)),
    }
    assert told[str(wang)]["household_id"] == str(here)
    assert {each["address"] for each in announced(register, "dwelling_regrouped.v1")} == {
        "A-1-1-0101",
        "A-1-1-0103",
    }
    whereabouts = next(each for each in PRESENTS if each.name == "whereabouts")
    with register.own.reading() as session:
        now = {fact.subject: (fact.grid, version) for fact, version in whereabouts.read(session, None)}  # type: ignore[attr-defined]
    assert now[str(wang)] == (NEW, 2)
    assert now[str(zhao)] == (NEW, 3)
