"""What becomes of posts, and who sees the past, when grids are drawn anew."""

from random import Random
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from contracts.roles import GRID_WORKER
from services.residents.models import Grid, Post
from services.residents.usecases.offices import create_posts
from tests.callers import bearer
from tests.residents.mergers import client as client  # noqa: PLC0414
from tests.residents.mergers import register as register  # noqa: PLC0414
from tests.residents.registers import JULY, JUNE, MAY, Register
from tests.residents.test_redrawing import BUILDING, FIRST, NEW, SECOND, grid, keep, redraw, rooms

CLUSTER, HEAD = "/huafu/c1/", "/huafu/g1/"


def posted(register: Register, *posts: tuple[str, str]) -> None:
    with register.own.transaction() as session:
        create_posts(
            session,
            [
                Post(id=UUID(int=at), kind=kind, scope="grid", area=area)
                for at, (kind, area) in enumerate(posts, 1)
            ],
        )


def posts(client: FlaskClient) -> set[tuple[str, str]]:
    return {(each["kind"], each["area"]) for each in client.get("/posts").get_json()["items"]}


def test_a_grid_that_takes_in_those_within_gets_their_kinds_of_posts(client: FlaskClient, register: Register):
    posted(register, ("grid_head", HEAD), ("grid_worker", FIRST), ("grid_worker", SECOND))

    redraw(client, grid(HEAD, CLUSTER))

    assert posts(client) == {("grid_head", HEAD), ("grid_worker", HEAD)}


def test_an_upper_grid_that_is_there_again_has_its_head_again(client: FlaskClient, register: Register):
    posted(register, ("grid_head", HEAD), ("grid_worker", FIRST), ("grid_worker", SECOND))
    with register.own.transaction() as session:
        session.add(Grid(id=UUID(int=5), name="第二网格", path="/huafu/g2/", is_leaf=False))
    redraw(client, grid("/huafu/g2/g3/", CLUSTER, name="3号网格"))
    assert posts(client) == {("grid_worker", "/huafu/g2/g3/")}

    redraw(client, grid(FIRST, BUILDING), grid(SECOND, "/huafu/c1/b2/"), on=JULY)

    assert posts(client) == {("grid_head", HEAD), ("grid_worker", FIRST), ("grid_worker", SECOND)}


def test_a_post_that_was_closed_before_stays_closed(client: FlaskClient, register: Register):
    posted(register, ("grid_worker", SECOND), ("grid_instructor", SECOND))
    client.post(f"/posts/{UUID(int=2)}/closing", json={"on": str(MAY)})
    redraw(client, grid(FIRST, "/huafu/c1/b2/"))

    redraw(client, grid(SECOND, "/huafu/c1/b2/"), on=JULY)

    assert ("grid_instructor", SECOND) not in posts(client)
    assert ("grid_worker", SECOND) in posts(client)


def test_a_new_grid_has_no_posts_of_a_kind_that_was_closed_where_it_comes_from(
    client: FlaskClient, register: Register
):
    posted(register, ("grid_worker", FIRST), ("grid_instructor", FIRST))
    client.post(f"/posts/{UUID(int=2)}/closing", json={"on": str(MAY)})

    redraw(client, grid(NEW, BUILDING, name="3号网格"))

    assert posts(client) == {("grid_worker", NEW)}


def test_who_looks_after_dwellings_now_sees_the_grid_they_were_in(client: FlaskClient, register: Register):
    register.settle("A-1-1-0101", "王小红")
    keep(register)
    redraw(client, grid(NEW, BUILDING, name="3号网格"))
    worker = bearer(GRID_WORKER, NEW)

    past = client.get(f"/grids?on={MAY}", headers=worker).get_json()

    assert [(each["path"], each["people"], each["until"]) for each in past] == [(FIRST, 1, str(JUNE))]
    other = client.get(f"/grids?on={MAY}", headers=bearer(GRID_WORKER, SECOND)).get_json()
    assert [each["path"] for each in other] == [SECOND]


def test_visits_of_a_past_day_are_told_by_the_grids_of_then(client: FlaskClient, register: Register):
    _, (wang,) = register.settle("A-1-1-0101", "王小红")
    plan = {"tier": "weekly", "on": str(MAY), "begin": True}
    assert client.post(f"/people/{wang}/care-plans", json=plan).status_code == 201
    redraw(client, grid(NEW, BUILDING, name="3号网格"), on=JULY)

    told = {
        day: [each["grid"] for each in client.get(f"/figures/visit-rate?on={day}").get_json()["rows"]]
        for day in (JUNE, JULY)
    }

    assert told == {JUNE: [FIRST], JULY: [NEW]}


def test_figures_of_a_grid_are_of_the_grid_as_it_was_on_their_day(client: FlaskClient, register: Register):
    register.settle("A-1-1-0101", "王小红")
    redraw(client, grid(NEW, BUILDING, name="3号网格"))

    def told(figure: str, area: str, **asked: str) -> list[dict[str, Any]]:
        found = client.get(f"/figures/{figure}", query_string={"area": area, "level": "community", **asked})
        return found.get_json()["rows"]

    for figure, more in (("residents", {}), ("non-local", {"local": "50"})):
        living = {
            (area, on): [each["residents"] for each in told(figure, area, on=str(on), **more)]
            for area in (FIRST, NEW) for on in (MAY, JUNE)
        }  # fmt: skip
        assert living == {(FIRST, MAY): [1], (FIRST, JUNE): [], (NEW, MAY): [], (NEW, JUNE): [1]}
    came = {
        area: [each["moved_in"] for each in told("turnover", area, since=str(MAY), months="1")]
        for area in (FIRST, NEW)
    }
    assert came == {FIRST: [1], NEW: [0]}


def test_what_was_drawn_is_paged_the_newest_first(client: FlaskClient, register: Register):
    redraw(client, grid(NEW, *rooms("0101"), name="3号网格"))
    redraw(client, grid(SECOND, *rooms("0102")), on=JULY)

    first = client.get("/grids/redrawings?limit=1").get_json()
    second = client.get(f"/grids/redrawings?limit=1&after={first['next']}").get_json()

    assert [each["on"] for page in (first, second) for each in page["items"]] == [str(JULY), str(JUNE)]


def test_more_areas_than_a_condition_can_be_deep(client: FlaskClient, register: Register):
    areas = [f"/huafu/c1/b9/u{at}/" for at in range(1500)]
    grids = [grid(SECOND, *areas[start : start + 500]) for start in (0, 500, 1000)]

    assert redraw(client, *grids) == (404, "area-without-dwellings")


def test_a_path_that_no_index_takes_is_refused(client: FlaskClient, register: Register):
    long = f"{HEAD}{Random(1).randbytes(2000).hex()}/"

    assert redraw(client, grid(long, BUILDING, name="3号网格"))[0] == 422
