"""Two records of one person become one, and two again, without a row being touched."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from chassis import clock, database, migrations
from chassis.events.message import Received
from chassis.web.app import create_app
from contracts.residents import ResidentMovedOut
from contracts.roles import AUDITOR, COMMUNITY_STAFF, GRID_WORKER, RESIDENT
from services.residents.changes import Joining, Leaving, Member, MoveOut, NewPerson
from services.residents.imports.leases import import_leases
from services.residents.models import Post, RosterEntry, Stay
from services.residents.usecases.posts import HUB_HOUSEHOLD, appoint, create_posts, vacate_posts_of_leavers
from tests.callers import bearer, client_for
from tests.residents.registers import JUNE, MAY, Register, a_move_in
from tests.residents.rosters import a_file, an_id

WHY = {"reason": "同一人重复登记"}


@pytest.fixture(params=["sqlite", "postgresql"])
def register(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Register:
    """A register on a database of each kind."""
    if request.param == "postgresql":
        new_postgres: Callable[[], str] = request.getfixturevalue("new_postgres")
        monkeypatch.setenv("DOORSTEP_RESIDENTS_DATABASE_URL", new_postgres())
    migrations.upgrade(database.of("residents"))
    return Register.over(database.of("residents"))


@pytest.fixture
def client(register: Register) -> FlaskClient:
    return client_for(create_app("residents"))


def someone(register: Register, number: int, **known: Any) -> str:
    person = NewPerson(id=UUID(int=number), name="王小红", **known)
    register.apply(people=[person])
    return str(person.id)


def living(register: Register, number: int, address: str = "A-1-1-0101", **known: Any) -> tuple[str, UUID]:
    """Somebody who lives at an address, and their household."""
    person = someone(register, number, **known)
    move = a_move_in(register.dwellings[address], (Member(person_id=UUID(person), relation="tenant"),))
    register.apply(move_ins=[move])
    with register.own.transaction() as session:
        stay = session.query(Stay).filter_by(person_id=UUID(person)).one()
        session.add(
            RosterEntry(stay_id=stay.id, person_id=stay.person_id, household_id=stay.household_id, version=1,
                        dwelling_id=stay.dwelling_id, area="/huafu/c1/b1/u1/0101/", grid="/huafu/g1/g1/", since=MAY)
        )  # fmt: skip
    return person, move.household_id


def merge(client: FlaskClient, merged: str, into: str, **headers: str) -> Any:
    return client.post(f"/people/{merged}/merge", json={"into": into, **WHY}, headers=headers)


def unmerge(client: FlaskClient, merged: str, **headers: str) -> Any:
    return client.post(f"/people/{merged}/unmerge", json=WHY, headers=headers)


def code(answer: Any) -> str:
    assert answer.status_code in {404, 409, 422}, answer.text
    found: str = answer.get_json()["code"]
    return found


def test_either_id_shows_one_person_with_what_either_record_knows(client: FlaskClient, register: Register):
    kept, merged = someone(register, 1, phone="13800138000"), someone(register, 2, id_number=an_id())

    assert merge(client, merged, kept).status_code == 204

    shown = [client.get(f"/people/{each}").get_json() for each in (kept, merged)]
    assert shown[0] == shown[1]
    assert (shown[0]["id"], shown[0]["merged"], shown[0]["phone"]) == (kept, [merged], "138****8000")
    assert shown[0]["id_number"].startswith("510212")
    found = client.post("/people/searches", json={"id_number": an_id(), "reason": "核对身份"}).get_json()
    assert [each["id"] for each in found] == [kept]


def test_unmerging_brings_back_exactly_what_was(client: FlaskClient, register: Register):
    kept, (merged, _) = someone(register, 1, phone="13800138000"), living(register, 2, id_number=an_id())
    looks = [f"/people/{kept}", f"/people/{merged}", f"/rosters?area=/huafu/&on={MAY}", f"/grids?on={MAY}"]
    before = [client.get(each).get_json() for each in looks]
    merge(client, merged, kept)
    during = [client.get(each).get_json() for each in looks]

    assert unmerge(client, merged).status_code == 204

    assert [client.get(each).get_json() for each in looks] == before != during


def test_rosters_dwellings_and_posts_show_the_kept_record(client: FlaskClient, register: Register):
    (merged, _), kept = living(register, 2), someone(register, 1, phone="13800138000")
    post = Post(id=UUID(int=9), kind=HUB_HOUSEHOLD, scope="place", area="/huafu/c1/b1/")
    with register.own.transaction() as session:
        create_posts(session, [post])
        appoint(session, post.id, UUID(merged), since=MAY, term_ends=None)

    merge(client, merged, kept)

    (line,) = client.get(f"/rosters?area=/huafu/&on={MAY}").get_json()["items"]
    (member,) = client.get(f"/dwellings/{register.dwellings['A-1-1-0101']}").get_json()["members"]
    (held,) = client.get("/posts").get_json()["items"]
    assert [each["person_id"] for each in (line, member, held)] == [kept] * 3
    assert line["phone"] == "138****8000"


def test_a_kept_record_lives_where_the_merged_one_does(client: FlaskClient, register: Register):
    (merged, household), kept = living(register, 2), someone(register, 1)
    merge(client, merged, kept)
    other, host = living(register, 3, "A-2-1-0101")

    joining = {"person_id": kept, "relation": "other", "on": str(JUNE)}
    for name in (kept, merged):
        refused = client.post(f"/households/{host}/members", json={**joining, "person_id": name})
        assert code(refused) == "person-lives-here"

    register.apply(move_outs=[MoveOut(household_id=household, on=JUNE)])
    register.apply(
        joinings=[
            Joining(household_id=host, member=Member(person_id=UUID(merged), relation="other"), on=JUNE)
        ]
    )
    assert set(register.at_home()) == {UUID(other), UUID(kept)}, "a new stay is the kept record's"
    register.apply(leavings=[Leaving(household_id=host, person_id=UUID(merged), on=JUNE)])
    assert set(register.at_home()) == {UUID(other)}


def test_a_person_leaves_under_the_kept_id_the_stay_of_the_merged_one(
    client: FlaskClient, register: Register
):
    (_, host), (guest, kept) = living(register, 3), (someone(register, 2), someone(register, 1))
    member = Member(person_id=UUID(guest), relation="other")
    register.apply(joinings=[Joining(household_id=host, member=member, on=MAY)])
    merge(client, guest, kept)

    with register.announced() as news:
        left = client.post(f"/households/{host}/leavings", json={"person_id": kept, "on": str(JUNE)})

    assert left.status_code == 204
    assert news == [("resident_moved_out.v1", guest, 3)], "the fact is told of the record that lived there"


def test_a_hub_post_held_by_one_record_falls_vacant_when_the_other_moves_out(
    client: FlaskClient, register: Register
):
    (merged, household), kept = living(register, 2), someone(register, 1)
    merge(client, merged, kept)
    post = Post(id=UUID(int=9), kind=HUB_HOUSEHOLD, scope="place", area="/huafu/c1/b1/")
    with register.own.transaction() as session:
        create_posts(session, [post])
        appoint(session, post.id, UUID(kept), since=MAY, term_ends=None)
    register.apply(move_outs=[MoveOut(household_id=household, on=JUNE)])

    with register.own.transaction() as session:
        vacate_posts_of_leavers(session, [departure(UUID(merged), household)])

    assert client.get("/posts").get_json()["items"][0]["person_id"] is None


def departure(person: UUID, household: UUID) -> Any:
    data = ResidentMovedOut(
        person_id=person, household_id=household, stay_id=household, dwelling_id=household, area="/huafu/c1/b1/u1/0101/",  # noqa: E501
        grid="/huafu/g1/g1/", since=MAY, until=JUNE, reason="tenancy_ended",
    )  # fmt: skip
    return Received(id=household, sequence=3, time=clock.now(), data=data)


def test_two_records_that_both_live_here_are_refused_with_the_remedy(client: FlaskClient, register: Register):
    (first, _), (second, _) = living(register, 1), living(register, 2, "A-2-1-0101")

    refused = merge(client, first, second)

    assert code(refused) == "both-live-here"
    assert "迁出" in refused.get_json()["detail"]


def test_an_alias_always_points_to_a_record_that_is_not_merged_itself(
    client: FlaskClient, register: Register
):
    one, two, three = (someone(register, each) for each in (1, 2, 3))
    merge(client, two, one)

    refusals = [
        code(merge(client, each, into))
        for each, into in ((three, two), (two, three), (one, three), (one, one))
    ]

    assert refusals == ["merged-already", "merged-already", "has-merged-records", "same-record"]
    assert merge(client, three, one).status_code == 204
    assert client.get(f"/people/{one}").get_json()["merged"] == [two, three]


def test_of_two_who_merge_crosswise_at_once_one_succeeds(client: FlaskClient, register: Register):
    one, two = someone(register, 1), someone(register, 2)
    start, answers = threading.Barrier(2), []

    def ask(merged: str, into: str) -> None:
        start.wait()
        answers.append(merge(client_for(client.application), merged, into).status_code)

    clerks = [threading.Thread(target=ask, args=each) for each in ((one, two), (two, one))]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()

    assert sorted(answers) == [204, 409]


def test_what_is_not_merged_is_not_unmerged(client: FlaskClient, register: Register):
    assert code(unmerge(client, someone(register, 1))) == "not-merged"


def test_merging_and_unmerging_go_on_record_with_their_reason(client: FlaskClient, register: Register):
    kept, merged = someone(register, 1), someone(register, 2)

    merge(client, merged, kept)
    unmerge(client, merged)

    rows = client.get("/audit", headers=bearer(AUDITOR)).get_json()["items"]
    assert [(each["action"], each["about"], each["reason"]) for each in rows] == [
        ("people.unmerged", merged, WHY["reason"]), ("people.merged", merged, WHY["reason"]),
    ]  # fmt: skip


def test_every_merger_is_announced_as_a_fact_about_the_merged_record(client: FlaskClient, register: Register):
    kept, merged = someone(register, 1), someone(register, 2, phone="13800138000")

    with register.announced() as news:
        merge(client, merged, kept)
        unmerge(client, merged)

    assert news == [("people_merged.v1", merged, 2), ("people_unmerged.v1", merged, 3)]


def test_only_who_reaches_both_merges_them(client: FlaskClient, register: Register):
    (merged, _), kept = living(register, 1), someone(register, 2)
    move = a_move_in(register.dwellings["A-2-1-0101"], (Member(person_id=UUID(kept), relation="tenant"),))
    register.apply(move_ins=[move])
    register.apply(move_outs=[MoveOut(household_id=move.household_id, on=JUNE)])

    answers = [
        merge(client, merged, kept, **bearer(role, area)).status_code
        for role, area in (
            (COMMUNITY_STAFF, "/huafu/c1/b1/"), (COMMUNITY_STAFF, "/huafu/c1/b2/"), (GRID_WORKER, "/"),
            (COMMUNITY_STAFF, "/huafu/c1/"),
        )
    ]  # fmt: skip

    assert answers == [404, 404, 403, 204]


def test_who_signs_in_under_either_id_sees_their_one_self(client: FlaskClient, register: Register):
    kept, merged, stranger = someone(register, 1), someone(register, 2), someone(register, 3)
    merge(client, merged, kept)

    def seen(path: str, subject: str) -> int:
        return client.get(f"/people/{path}", headers=bearer(RESIDENT, "/", UUID(subject))).status_code

    assert [seen(path, subject) for path in (kept, merged) for subject in (kept, merged)] == [200] * 4
    assert [seen(kept, stranger), seen(merged, stranger), seen(stranger, kept)] == [404] * 3


def test_a_merged_pair_is_no_longer_proposed_and_an_unmerged_one_stays_away(
    client: FlaskClient, register: Register
):
    kept, merged = (someone(register, each, birth_date=date(1985, 5, 16)) for each in (1, 2))

    merge(client, merged, kept)
    (pair,) = client.get("/duplicates?state=merged").get_json()["items"]
    refused = client.put(f"/duplicates/{pair['id']}/judgement", json={"verdict": "distinct", **WHY})
    unmerge(client, merged)

    assert code(refused) == "pair-merged"
    assert [each["id"] for each in client.get("/duplicates?state=distinct").get_json()["items"]] == [
        pair["id"]
    ]


def test_nobody_can_have_two_homes_for_the_same_days_under_two_ids(client: FlaskClient, register: Register):
    (merged, household), kept = living(register, 2), someone(register, 1)
    yesterday = clock.today() - timedelta(days=1)
    register.apply(move_outs=[MoveOut(household_id=household, on=yesterday)])
    merge(client, merged, kept)
    lease = {"contract_number": "HT", "since": str(JUNE), "lease_ends": "2031-04-30"}
    members = [{"person_id": kept, "relation": "tenant"}]

    refused = client.post(
        "/move-ins", json={**lease, "dwelling_id": str(register.dwellings["A-2-1-0101"]), "members": members}
    )

    assert code(refused) == "person-lived-here-then"


def test_a_lease_roster_knows_a_person_by_the_number_of_the_merged_record(
    client: FlaskClient, register: Register, tmp_path: Path
):
    (kept, _), merged = living(register, 1), someone(register, 2, id_number=an_id())
    merge(client, merged, kept)
    row = ("A区1栋1单元1-1", "HT-1", "王小红", an_id(), "承租人", None, str(MAY), "2031-04-30")
    file = tmp_path / "roster.xlsx"
    file.write_bytes(a_file(row).getvalue())

    result = import_leases(register.own, file, as_of=JUNE)

    assert (result.faults, result.in_doubt, set(result.changes.values())) == ([], [], {0})
    assert set(register.at_home()) == {UUID(kept)}


def test_who_has_the_name_and_birth_date_of_a_merged_record_is_shown_the_kept_one(
    client: FlaskClient, register: Register
):
    kept = someone(register, 1)
    merged = someone(register, 2, birth_date=date(1985, 5, 16))
    merge(client, merged, kept)

    refused = client.post("/people", json={"name": "王小红", "birth_date": "1985-05-16"})

    assert [each["id"] for each in refused.get_json()["candidates"]] == [kept]
