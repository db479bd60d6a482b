"""Keyset paging: neither skips nor repeats a row, whatever is written meanwhile."""

import base64
import json
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from chassis import database
from chassis.ids import new_id
from tests.chassis.probe.tables import LampCopy

A_LAMP = "01981f2e-7d3a-7c41-9b1e-5f0c2a9d4e10"


def put_up(*heights: int) -> list[str]:
    """Put up lamps of these heights; their ids in the order of the list."""
    lamps = sorted((height, new_id()) for height in heights)
    with database.of("lamps").transaction() as session:
        session.add_all(LampCopy(id=each, version=height, light="none") for height, each in lamps)
    return [str(each) for _, each in lamps]


def take_down(lamp: str) -> None:
    with database.of("lamps").transaction() as session:
        session.delete(session.get(LampCopy, UUID(lamp)))


def read(api: FlaskClient, after: str | None = None, limit: int = 3) -> tuple[list[str], str | None]:
    query: dict[str, Any] = {"limit": limit, **({"after": after} if after else {})}
    page = api.get("/lamps", query_string=query).get_json()
    return [each["id"] for each in page["items"]], page["next"]


def read_on(api: FlaskClient, after: str | None) -> list[str]:
    found: list[str] = []
    while after:
        items, after = read(api, after)
        found += items
    return found


def a_cursor(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize("count", [0, 1, 3, 4, 10])
def test_pages_together_are_the_whole_list(api: FlaskClient, count: int):
    lamps = put_up(*range(1, count + 1))

    items, after = read(api)

    assert items + read_on(api, after) == lamps


def test_rows_of_equal_rank_are_neither_lost_nor_doubled(api: FlaskClient):
    lamps = put_up(*[5] * 10)

    items, after = read(api)

    assert items + read_on(api, after) == lamps


def test_the_last_page_leads_nowhere(api: FlaskClient):
    put_up(1, 2, 3)

    assert read(api)[1] is None


def test_rows_inserted_before_the_place_repeat_nothing(api: FlaskClient):
    lamps = put_up(4, 5, 6, 7, 8)
    items, after = read(api)

    put_up(1, 2, 3)

    assert items + read_on(api, after) == lamps


def test_rows_inserted_after_the_place_are_seen(api: FlaskClient):
    lamps = put_up(1, 2, 3, 4)
    items, after = read(api)

    more = put_up(8, 9)

    assert items + read_on(api, after) == lamps + more


def test_rows_deleted_meanwhile_skip_no_other(api: FlaskClient):
    lamps = put_up(1, 2, 3, 4, 5)
    _, after = read(api)

    take_down(lamps[0])
    take_down(lamps[2])

    assert read_on(api, after) == lamps[3:]


@pytest.mark.parametrize(
    "cursor",
    [
        "seven",
        "%00",
        a_cursor("text"),
        a_cursor({"a": 1}),
        a_cursor([1.5, "x"]),
        a_cursor([]),
        a_cursor([1]),
        a_cursor([1, "no id"]),
        a_cursor(["no number", A_LAMP]),
        a_cursor([10**30, A_LAMP]),
        a_cursor([1, A_LAMP, 1]),
        base64.urlsafe_b64encode(b"[" * 3000).decode(),
    ],
)
def test_a_cursor_of_another_list_is_refused(api: FlaskClient, cursor: str):
    put_up(1)

    assert api.get("/lamps", query_string={"after": cursor}).status_code == 422


@pytest.mark.parametrize("limit", ["0", "-1", "501", "many"])
def test_a_page_of_no_sensible_size_is_refused(api: FlaskClient, limit: str):
    assert api.get(f"/lamps?limit={limit}").status_code == 422
