import io
from datetime import date
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from chassis import clock
from chassis.events.message import Received
from chassis.ids import new_id
from contracts.residents import PeopleMerged, ResidentMovedIn
from contracts.roles import GRID_WORKER
from services.residents.freshness import median
from services.residents.models import Stay
from services.residents.usecases.rosters import keep_rosters
from services.residents.usecases.verifying import doubt, doubt_records_of
from tests.callers import client_for
from tests.residents.checking import (  # noqa: F401
    LONG_AGO,
    TODAY,
    app,
    audited,
    client,
    days_ago,
    due,
    observe,
    register,
    verify,
)
from tests.residents.registers import Register


def test_who_moved_in_is_to_be_checked_until_somebody_does(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    before = due(client)

    verify(client, household, days_ago(1))

    assert (before, due(client)) == ([("A-1-1-0101", ["never_checked"])], [])


def test_a_check_grows_stale(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    verify(client, household, days_ago(181))

    assert due(client) == [("A-1-1-0101", ["stale"])]
    assert due(client, stale_after=200) == []


def test_the_gravest_comes_first_and_of_equals_who_was_checked_longest_ago(
    client: FlaskClient, register: Register
):
    homes = {each: register.settle(each, "张三", since=LONG_AGO)[0] for each in list(register.dwellings)[:5]}
    first, second, third, fourth, fifth = homes
    for address, days in ((first, 300), (second, 390), (third, 1), (fourth, 1)):
        verify(client, homes[address], days_ago(days))
    observe(client, homes[third], days_ago(0))
    with register.own.transaction() as session:
        doubt(session, [homes[fourth]], ground="import_conflict", on=TODAY)

    assert [address for address, _ in due(client)] == [third, fourth, fifth, second, first]
    assert [address for address, _ in due(client, ground="stale")] == [second, first]
    assert [address for address, _ in due(client, ground="observed")] == [third]
    assert [address for address, _ in due(client, area="/huafu/c1/b2/")] == [fourth, fifth]


def test_pages_of_due_checks_neither_skip_nor_repeat(client: FlaskClient, register: Register):
    for address in register.dwellings:
        register.settle(address, "张三", since=LONG_AGO)
    seen, after = [], None
    for _ in range(len(register.dwellings)):
        page = client.get(
            "/verifications/due", query_string={"limit": 1, "after": after} if after else {"limit": 1}
        )
        seen += [each["address"] for each in page.get_json()["items"]]
        after = page.get_json()["next"]

    assert (sorted(seen), after) == (sorted(register.dwellings), None)


def test_a_grid_worker_checks_no_other_building(app: Flask, client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    worker = client_for(app, GRID_WORKER, "/huafu/c1/b2/")

    assert (due(worker), verify(worker, household, days_ago(0)).status_code) == ([], 404)


def test_members_in_question_keep_the_household_on_the_list(client: FlaskClient, register: Register):
    household, (_, second) = register.settle("A-1-1-0101", "张三", "李四", since=LONG_AGO)

    verify(client, household, days_ago(1), in_question=[str(second)])

    assert due(client) == [("A-1-1-0101", ["questioned", "never_checked"])]


def test_who_is_no_member_cannot_be_in_question(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)

    answer = verify(client, household, days_ago(1), in_question=[str(new_id())])

    assert answer.get_json()["code"] == "person-not-in-household"
    assert due(client) == [("A-1-1-0101", ["never_checked"])]


def test_a_check_of_a_day_before_anybody_lived_there_is_refused(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=TODAY)

    assert verify(client, household, days_ago(1)).get_json()["code"] == "nobody-to-verify"


def test_a_check_settles_doubts_and_its_withdrawal_brings_them_back(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    verify(client, household, days_ago(300))
    observe(client, household, days_ago(2))
    check = verify(client, household, days_ago(1)).get_json()["id"]
    settled = due(client)

    withdrawn = client.post(f"/verifications/{check}/withdrawal").status_code

    assert (settled, withdrawn) == ([], 204)
    assert due(client) == [("A-1-1-0101", ["observed", "stale"])]
    again = client.post(f"/verifications/{check}/withdrawal")
    assert again.get_json()["code"] == "verification-withdrawn"


def test_two_clerks_who_check_one_household_are_both_on_record(
    app: Flask, client: FlaskClient, register: Register
):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    clerks = [new_id(), new_id()]

    for clerk in clerks:
        verify(client_for(app, subject=clerk), household, days_ago(0))

    listed = client.get(f"/households/{household}/verifications").get_json()["items"]
    assert {each["checker_id"] for each in listed} == set(map(str, clerks))


def test_merged_records_of_a_member_are_to_be_checked(client: FlaskClient, register: Register):
    household, (person,) = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    verify(client, household, days_ago(1))
    fact = PeopleMerged(merged_id=new_id(), kept_id=person)
    news = [Received(id=new_id(), sequence=3, time=clock.now(), data=fact)]

    for _ in range(2):
        with register.own.transaction() as session:
            doubt_records_of(session, news, on=TODAY)

    assert due(client) == [("A-1-1-0101", ["merged"])]


def test_a_round_is_handed_over_masked_and_put_on_record(client: FlaskClient, register: Register):
    register.settle("A-1-1-0101", "张三丰", since=LONG_AGO)

    file = client.post("/verifications/rounds", json={"area": "/huafu/c1/b1/"}).data
    sheet = load_workbook(io.BytesIO(file)).active

    assert [cell.value for cell in sheet[2]][:5] == ["A-1-1-0101", "张**", "1", None, "入住后尚未核实"]
    told = f"[area=/huafu/c1/b1/ as_of={TODAY} rows=1 in_clear=False]"
    assert audited(register) == [("round.exported", "", told)]


def on_the_roster(register: Register, household: UUID, since: date) -> None:
    """Let the rosters know what the register says."""
    with register.own.reading() as session:
        stays = session.query(Stay).filter_by(household_id=household).all()
    facts = [
        ResidentMovedIn(
            person_id=stay.person_id, household_id=household, stay_id=stay.id, dwelling_id=stay.dwelling_id,
            area="/huafu/c1/b1/u1/0101/", grid="/huafu/g1/g1/", since=since,
        )
        for stay in stays
    ]  # fmt: skip
    with register.own.transaction() as session:
        keep_rosters(
            session, [Received(id=new_id(), sequence=1, time=clock.now(), data=each) for each in facts]
        )


def test_freshness_is_told_by_grid_for_today_and_for_past_days(client: FlaskClient, register: Register):
    household, people = register.settle("A-1-1-0101", "张三", "李四", "王五", since=LONG_AGO)
    on_the_roster(register, household, LONG_AGO)
    verify(client, household, days_ago(200), in_question=[str(people[2])])
    verify(client, household, days_ago(10), in_question=[str(people[1]), str(people[2])])

    def told(**asked: Any) -> Any:
        (row,) = client.get("/figures/freshness", query_string=asked).get_json()["rows"]
        return row["residents"], row["verified"], row["median_age_days"]

    assert told() == (3, 1, 105.0)
    assert told(days=201) == (3, 2, 105.0)
    assert told(on=days_ago(100)) == (3, 0, 100.0)
    assert told(on=days_ago(300)) == (3, 0, None)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30))
def test_the_median_of_counts_is_that_of_the_values(values: list[int]):
    counted = [(each, values.count(each)) for each in set(values)]
    middle = sorted(values)

    assert median(counted) == (middle[(len(values) - 1) // 2] + middle[len(values) // 2]) / 2
