"""Two records of one person become one, and two again, without a row being touched."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from chassis import clock
from chassis.events.message import Received
from contracts.residents import ResidentMovedOut
from contracts.roles import RESIDENT
from services.residents.changes import Joining, Leaving, Member, MoveOut
from services.residents.imports.leases import import_leases
from services.residents.models import Post, Tenancy
from services.residents.usecases.offices import create_posts
from services.residents.usecases.posts import HUB_HOUSEHOLD, appoint, follow_moves
from tests.callers import bearer
from tests.residents.mergers import client as client  # noqa: PLC0414
from tests.residents.mergers import code, living, merge, someone, unmerge
from tests.residents.mergers import register as register  # noqa: PLC0414
from tests.residents.registers import JUNE, MAY, Register
from tests.residents.rosters import a_file, an_id


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
        follow_moves(session, [(UUID(merged), departure(UUID(merged), household))])

    assert client.get("/posts").get_json()["items"][0]["person_id"] is None


def departure(person: UUID, household: UUID) -> Any:
    data = ResidentMovedOut(
        person_id=person, household_id=household, stay_id=household, dwelling_id=household, area="/huafu/c1/b1/u1/0101/",  # noqa: E501
        grid="/huafu/g1/g1/", since=MAY, until=JUNE, reason="tenancy_ended",
    )  # fmt: skip
    return Received(id=household, sequence=3, time=clock.now(), data=data)


def test_who_signs_in_under_either_id_sees_their_one_self(client: FlaskClient, register: Register):
    kept, merged, stranger = someone(register, 1), someone(register, 2), someone(register, 3)
    merge(client, merged, kept)

    def seen(path: str, subject: str) -> int:
        return client.get(f"/people/{path}", headers=bearer(RESIDENT, "/", UUID(subject))).status_code

    assert [seen(path, subject) for path in (kept, merged) for subject in (kept, merged)] == [200] * 4
    assert [seen(kept, stranger), seen(merged, stranger), seen(stranger, kept)] == [404] * 3


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
    with register.own.reading() as session:
        lease = session.query(Tenancy).one()
    row = (
        "A区1栋1单元1-1", lease.contract_number, "王小红", an_id(), "承租人", None, str(MAY), str(lease.lease_ends),
    )  # fmt: skip
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
