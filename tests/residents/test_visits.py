import io
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from chassis import clock
from chassis.bulk import insert_rows
from chassis.ids import new_id
from contracts.roles import HUB_KEEPER
from services.residents.models import Visit
from tests.callers import client_for
from tests.residents.checking import LONG_AGO, TODAY, app, audited, client, days_ago, register  # noqa: F401
from tests.residents.looking_after import home_of, let_time_pass, plan, the_plan, visit
from tests.residents.registers import Register

MANY = 5_000


def test_a_visit_moves_the_next_one_on(client: FlaskClient, register: Register):
    household, (person, other) = home_of(register)
    plan(client, person)
    let_time_pass(register, TODAY - timedelta(days=2))

    visit(client, household, other)
    without = the_plan(register).state
    visit(client, household, person)

    met = the_plan(register)
    assert without == "visit_due"
    assert (met.state, str(met.visited_on), met.next_due) == ("open", days_ago(1), TODAY + timedelta(days=6))


def test_the_diary_keeps_what_was_said_unreadable_to_the_database(client: FlaskClient, register: Register):
    household, (person, _) = home_of(register)
    made = visit(client, household, person, follow_ups=[{"what": "报修", "due_on": days_ago(-3)}]).get_json()
    client.post(f"/visits/{made['id']}/addenda", json={"text": "已修好"})

    shown = client.get(f"/visits/{made['id']}").get_json()

    assert (shown["demands"], shown["met"]) == ("楼道灯坏了", [{"person_id": str(person), "name": "张*"}])
    assert [each["text"] for each in shown["addenda"]] == ["已修好"]
    assert [each["what"] for each in shown["follow_ups"]] == ["报修"]
    with register.own.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT demands FROM visits").scalar()
    assert "楼道".encode() not in bytes(stored)


def test_who_does_not_live_there_was_not_met_there(client: FlaskClient, register: Register):
    household, _ = home_of(register)

    assert visit(client, household, new_id()).get_json()["code"] == "person-not-in-household"


@pytest.mark.parametrize("closed", [True, False])
def test_what_is_promised_is_for_a_post_that_there_is(
    client: FlaskClient,
    register: Register,
    closed: bool,  # noqa: FBT001
):
    household, (person, _) = home_of(register)
    given = {"kind": "grid_worker", "area": "/huafu/g1/g1/"}
    post = client.post("/posts", json=given).get_json()["id"] if closed else str(new_id())
    promises = [
        {"what": "送药", "due_on": days_ago(-3)},
        {"what": "报修", "due_on": days_ago(-3), "owner_post": post},
    ]
    taken = visit(client, household, person, follow_ups=promises).status_code
    client.post(f"/posts/{post}/closing", json={"on": days_ago(0)})

    refused = visit(client, household, person, follow_ups=promises)

    assert taken == (201 if closed else 422)
    assert (refused.status_code, refused.get_json()["code"]) == (422, "owner-post-unknown")
    assert "第 2 条" in refused.get_json()["title"]


def test_what_was_promised_is_open_until_it_is_done(client: FlaskClient, register: Register):
    household, (person, _) = home_of(register)
    soon, late = {"what": "送药", "due_on": days_ago(-3)}, {"what": "报修", "due_on": days_ago(1)}
    visit(client, household, person, follow_ups=[soon, late])

    def listed(**asked: Any) -> list[str]:
        return [each["what"] for each in client.get("/follow-ups", query_string=asked).get_json()["items"]]

    assert (listed(), listed(overdue=True)) == (["报修", "送药"], ["报修"])
    first = client.get("/follow-ups").get_json()["items"][0]["id"]
    done = [client.post(f"/follow-ups/{first}/done", json={"on": days_ago(0)}) for _ in range(2)]
    assert [each.status_code for each in done] == [204, 409]
    assert listed() == ["送药"]


def test_a_visit_can_find_the_household_as_recorded(client: FlaskClient, register: Register):
    household, (person, _) = home_of(register)

    visit(client, household, person, as_recorded=True)

    assert client.get("/verifications/due").get_json()["items"] == []


def test_households_nobody_has_visited_are_listed_door_by_door(client: FlaskClient, register: Register):
    household, (person, _) = home_of(register)
    register.settle("A-1-1-0102", "王五", since=LONG_AGO)
    register.settle("A-1-1-0103", "赵六", since=TODAY)
    visit(client, household, person, on=days_ago(100))

    def listed(days: int) -> list[str]:
        items = client.get("/visits/unvisited", query_string={"days": days}).get_json()["items"]
        return [each["address"] for each in items]

    assert (listed(182), listed(90)) == (["A-1-1-0102"], ["A-1-1-0101", "A-1-1-0102"])


def test_hub_keepers_write_visits_and_read_neither_groups_nor_the_diary(app: Flask, register: Register):
    household, (person, _) = home_of(register)
    keeper = client_for(app, HUB_KEEPER, "/huafu/c1/b1/")

    written = visit(keeper, household, person).status_code
    read = [
        keeper.get(path).status_code for path in (f"/people/{person}/care-tags", "/visits", "/care-plans")
    ]

    assert (written, read) == (201, [403, 403, 403])


def test_the_diary_is_handed_over_for_a_reason_on_record(client: FlaskClient, register: Register):
    household, (person, _) = home_of(register)
    visit(client, household, person, demands="=HYPERLINK(1)")

    book = load_workbook(io.BytesIO(client.post("/visits/diary", json={"reason": "月度检查"}).data))

    cell = book.active["E2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1)", "s", True)
    assert audited(register) == [("diary.exported", "", "月度检查 [area=/ rows=1 in_clear=True]")]


@pytest.mark.parametrize(
    ("visited", "on", "counted"),
    [(None, days_ago(9), []), (None, days_ago(0), [(1, 0)]), (days_ago(5), days_ago(0), [(1, 1)]),
     (days_ago(5), days_ago(6), []), (days_ago(9), days_ago(0), [(1, 0)])],
)  # fmt: skip
def test_who_is_visited_within_the_rhythm_counts(
    client: FlaskClient, register: Register, visited: str | None, on: str, counted: list[tuple[int, int]]
):
    household, (person, _) = home_of(register)
    plan(client, person)
    if visited:
        visit(client, household, person, on=visited)

    rows = client.get("/figures/visit-rate", query_string={"on": on}).get_json()["rows"]

    assert [(each["people"], each["visited"]) for each in rows] == counted


def test_the_diary_is_handed_over_whole_on_a_sheet_for_each_year(client: FlaskClient, register: Register):
    household, _ = home_of(register)
    kept = {
        "household_id": household,
        "dwelling_id": register.dwellings["A-1-1-0101"],
        "recorded_at": clock.now(),
    }
    days = [date(2024, 12, 31), *[date(2025, 1, 1)] * MANY]
    with register.own.transaction() as session:
        insert_rows(session, Visit, [{"id": new_id(), "on": day, **kept} for day in days])

    file = client.post("/visits/diary", json={"reason": "月度检查", "since": "2024-01-01"}).data

    pages = load_workbook(io.BytesIO(file), read_only=True).worksheets
    found = [(page.title, len(list(page.values))) for page in pages]
    assert found == [("民情日记 2024", 2), ("民情日记 2025", 1 + MANY)]
    told = f"月度检查 [area=/ since=2024-01-01 rows={MANY + 1} in_clear=True]"
    assert audited(register) == [("diary.exported", "", told)]


def test_a_diary_without_visits_says_so_with_its_headings(client: FlaskClient, register: Register):
    household, _ = home_of(register)

    asked = {"reason": "月度检查", "household_id": str(household)}
    book = load_workbook(io.BytesIO(client.post("/visits/diary", json=asked).data))

    assert [(page.title, page.max_row) for page in book] == [("民情日记", 1)]
    assert audited(register) == [("diary.exported", str(household), "月度检查 [area=/ rows=0 in_clear=True]")]


def test_nothing_is_promised_for_a_day_before_the_visit(client: FlaskClient, register: Register):
    household, (person, _) = home_of(register)

    answers = [
        visit(
            client, household, person, on=days_ago(1), follow_ups=[{"what": "报修", "due_on": days_ago(each)}]
        )
        for each in (2, 1)
    ]

    assert [each.status_code for each in answers] == [422, 201]
