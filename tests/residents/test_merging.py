"""Which records may be merged and set apart, by whom, and what is kept of it."""

import threading
from datetime import date
from uuid import UUID

from flask.testing import FlaskClient

from contracts.roles import AUDITOR, COMMUNITY_STAFF, GRID_WORKER
from services.residents.changes import Member, MoveOut
from tests.callers import bearer, client_for
from tests.residents.mergers import WHY, code, living, merge, someone, unmerge
from tests.residents.mergers import client as client  # noqa: PLC0414
from tests.residents.mergers import register as register  # noqa: PLC0414
from tests.residents.registers import JUNE, Register, a_move_in


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
