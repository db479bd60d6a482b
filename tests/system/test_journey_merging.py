"""Two records of one person are merged, and set apart again: everything that hangs on them follows, both ways."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
import requests

from chassis import clock
from contracts.roles import RESIDENT
from tests.callers import token
from tests.system.community import Community
from tests.system.estate import Estate, Family, a_settled_estate
from tests.system.load import CREDIT_CODE, a_posting
from tests.system.quiet import await_quiet, nothing_is_wrong

WHY = {"reason": "同一人重复登记"}


@dataclass(frozen=True)
class Two:
    """Two records of one person: one lives here, with a case, a wish and an inbox; the other was made by mistake."""

    family: Family
    merged: str
    kept: str
    case: str
    wish: str
    employer: str


@pytest.fixture
def estate(community: Community) -> Estate:
    community.start_everything()
    estate = a_settled_estate()
    await_quiet(community)
    return estate


@pytest.fixture
def two(community: Community, estate: Estate) -> Two:
    family = estate.families[1]
    lives_here = str(family.tenant.id)
    known = {"name": "王晓红", "phone": "13900139000"}
    kept = community.api("residents").post("/people", known)["id"]
    case = community.api("grievances").post(
        "/cases",
        {
            "dwelling_id": str(family.flat.id),
            "category": "noise",
            "description": "楼上装修。",
            "reporter_id": lives_here,
        },
    )["id"]
    wish = community.api("employment").post("/wishes", {"person_id": lives_here, "occupation": "4-07"})["id"]
    employer = community.api("employment").post(
        "/employers",
        {"name": "重庆安邻物业服务有限公司", "credit_code": CREDIT_CODE, "phone": "023-68430000"},
    )["id"]
    await_quiet(community)
    community.api("employment").post("/postings", a_posting(employer, title="保安"))
    await_quiet(community)
    return Two(family=family, merged=lives_here, kept=kept, case=case, wish=wish, employer=employer)


def merge(community: Community, merged: str, into: str) -> None:
    community.api("residents").post(f"/people/{merged}/merge", {"into": into, **WHY})
    await_quiet(community)


def unmerge(community: Community, merged: str) -> None:
    community.api("residents").post(f"/people/{merged}/unmerge", WHY)
    await_quiet(community)


def seen_by(community: Community, person: str) -> dict[str, Any]:
    """What a resident who signs in as this person finds in every service."""
    own = requests.Session()
    own.headers["Authorization"] = f"Bearer {token(RESIDENT, '/', UUID(person))}"

    def ask(service: str, path: str) -> Any:
        answer = own.get(f"{community.apis[service].address}/{service}{path}", timeout=30)
        return answer.json() if answer.ok else answer.status_code

    inbox = ask("notifications", f"/inboxes/{person}")
    return {
        "self": ask("residents", f"/people/{person}")["id"],
        "cases": [each["id"] for each in ask("grievances", "/cases")["items"]],
        "wishes": [each["id"] for each in ask("employment", f"/wishes?person_id={person}")["items"]],
        "inbox": [each["title"] for each in inbox["items"]],
        "unread": ask("notifications", f"/inboxes/{person}/unread")["unread"],
    }


def on_roster(community: Community, family: Family) -> set[str]:
    lines = community.api("residents").all("/rosters", area=family.flat.path)
    return {each["person_id"] for each in lines}


def everything_of(two: Two) -> dict[str, Any]:
    return {"self": two.kept, "cases": [two.case], "wishes": [two.wish], "inbox": ["保安"], "unread": 1}


def nothing_of(person: str) -> dict[str, Any]:
    return {"self": person, "cases": [], "wishes": [], "inbox": [], "unread": 0}


def test_merged_records_are_one_in_every_service_until_they_are_set_apart(community: Community, two: Two):
    assert seen_by(community, two.kept) == nothing_of(two.kept)
    before = seen_by(community, two.merged)
    assert before == {**everything_of(two), "self": two.merged}

    merge(community, two.merged, two.kept)

    assert seen_by(community, two.kept) == seen_by(community, two.merged) == everything_of(two)
    assert two.kept in on_roster(community, two.family)
    assert two.merged not in on_roster(community, two.family)
    nothing_is_wrong()

    unmerge(community, two.merged)

    assert seen_by(community, two.kept) == nothing_of(two.kept)
    assert seen_by(community, two.merged) == before
    assert two.merged in on_roster(community, two.family)
    nothing_is_wrong()


def test_what_happens_under_either_id_meanwhile_goes_back_to_where_the_person_lives(
    community: Community, two: Two
):
    merge(community, two.merged, two.kept)

    wish = community.api("employment").post("/wishes", {"person_id": two.kept, "hours": "day"})["id"]
    await_quiet(community)
    community.api("employment").post("/postings", a_posting(two.employer, title="保洁"))
    await_quiet(community)
    during = seen_by(community, two.kept)
    unmerge(community, two.merged)

    assert during["inbox"] == ["保洁", "保安"], "two wishes of one person, one message"
    assert sorted(during["wishes"]) == sorted([two.wish, wish])
    assert seen_by(community, two.kept) == nothing_of(two.kept)
    assert seen_by(community, two.merged) == {**during, "self": two.merged}
    nothing_is_wrong()


def test_a_departure_of_the_merged_record_ends_what_the_person_had(community: Community, two: Two):
    case = community.api("grievances").post(
        "/cases",
        {
            "dwelling_id": str(two.family.flat.id),
            "category": "dogs",
            "description": "不牵绳。",
            "reporter_id": two.merged,
        },
    )["id"]
    merge(community, two.merged, two.kept)

    community.api("residents").post(f"/households/{two.family.id}/move-out", {"on": str(clock.today())})
    await_quiet(community)

    contacts = {
        community.api("grievances").get(f"/cases/{each}")["reporter_contact"] for each in (two.case, case)
    }
    (wish,) = community.api("employment").all("/wishes", person_id=two.kept)
    assert (contacts, wish["state"], wish["end_reason"]) == ({"moved_out"}, "ended", "moved_out")
    assert on_roster(community, two.family) == set()
    nothing_is_wrong()


def test_services_that_slept_while_records_were_merged_and_set_apart_end_up_the_same(
    community: Community, two: Two
):
    with community.without_worker_of("notifications"):
        for step in ("merge", "unmerge", "merge"):
            body = {"into": two.kept, **WHY} if step == "merge" else WHY
            community.api("residents").post(f"/people/{two.merged}/{step}", body)
    await_quiet(community)

    assert seen_by(community, two.kept) == everything_of(two)
    nothing_is_wrong()
