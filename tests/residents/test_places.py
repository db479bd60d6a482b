"""The tree of places: clusters, buildings, units, floors and the spaces on the ground floor."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from chassis import clock
from services.residents.demo.community import build_community
from services.residents.demo.load import draw_map
from services.residents.imports.leases import import_leases
from tests.residents.checking import app, client, register  # noqa: F401
from tests.residents.registers import JULY, JUNE, MAY, Register
from tests.residents.rosters import a_file, an_id


def test_the_demo_has_the_shopfronts_of_its_building(client: FlaskClient, register: Register):
    community = build_community(scale=0.02, today=date(2026, 5, 1))
    with register.own.transaction() as session:
        for table in ("grid_periods", "dwellings", "grids", "places"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")
        draw_map(session, community)

    spaces = client.get("/places?kind=space&limit=500").get_json()["items"]
    (building,) = client.get("/places?kind=building&under=/huafu/c1/b18/").get_json()["items"]

    assert len(spaces) == 37
    assert {each["parent_id"] for each in spaces} == {building["id"]}
    assert spaces[0]["path"].startswith("/huafu/c1/b18/s")


def test_a_floor_is_told_of_its_dwellings(client: FlaskClient, register: Register):
    first = client.get("/dwellings?area=/huafu/c1/b1/&floor=1").get_json()["items"]

    assert [(each["address"], each["floor"]) for each in first] == [
        (f"A-1-1-010{room}", 1) for room in (1, 2, 3)
    ]
    assert client.get("/dwellings?area=/huafu/c1/b1/&floor=2").get_json()["items"] == []
    shown = client.get(f"/dwellings/{first[0]['id']}").get_json()
    assert shown["floor"] == 1


@pytest.mark.parametrize(
    "written", ["A-1-1-0102", "A区1栋1单元1-2", "1幢1-1-2", "１#1-0102室", "民安华福 1组团1栋1单元1楼2号"]
)
def test_a_dwelling_is_found_however_its_address_is_written(
    client: FlaskClient, register: Register, written: str
):
    found = client.get("/dwellings", query_string={"address": written}).get_json()["items"]

    assert [each["id"] for each in found] == [str(register.dwellings["A-1-1-0102"])]


@pytest.mark.parametrize("written", ["B区1栋1单元1-2", "1幢1-9-2", "民德路3号"])
def test_an_address_of_no_dwelling_finds_none(client: FlaskClient, register: Register, written: str):
    assert client.get("/dwellings", query_string={"address": written}).get_json()["items"] == []


def test_how_rosters_write_an_address_is_kept_with_its_days(client: FlaskClient, register: Register):
    home = register.dwellings["A-1-1-0102"]
    tenant = ("HT1", "王建国", an_id(), "承租人", "", "2022-05-16", "2031-05-15")
    rosters = [
        (MAY, "A区1栋1单元1-2"),
        (JULY, "A区1栋1单元1-2"),
        (JUNE, "A区1栋1单元1-2"),
        (JUNE, "A-1-1-0102"),
        (JULY, "民安华福" * 60 + "1幢1-1-2"),
    ]
    for on, address in rosters:
        import_leases(register.own, a_file((address, *tenant)), as_of=on)

    written = client.get(f"/dwellings/{home}").get_json()["written"]

    assert written == [
        {"text": "A区1栋1单元1-2", "first_on": str(MAY), "last_on": str(JULY)},
        {"text": ("民安华福" * 60)[:200], "first_on": str(JULY), "last_on": str(JULY)},
    ]


@pytest.mark.parametrize("path", ["/rosters", "/grids"])
def test_nobody_can_tell_who_will_live_here(client: FlaskClient, path: str):
    tomorrow = str(clock.today() + timedelta(days=1))

    refused = client.get(path, query_string={"on": tomorrow})

    assert (refused.status_code, refused.get_json()["errors"][0]["field"]) == (422, "query.on")
