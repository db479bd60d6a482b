"""What a person asks for about their data is heeded by every service."""

from typing import Any

import pytest
from sqlalchemy import select

from chassis import clock, database
from services.grievances.models import Case
from services.notifications.models import Contact, Interest, Match, Message
from tests.system.checkers import failed_events, unpublished
from tests.system.community import Community
from tests.system.copies import copies_match_owners
from tests.system.estate import Estate, Family, a_settled_estate
from tests.system.load import CREDIT_CODE, a_posting
from tests.system.quiet import await_quiet, nothing_is_wrong


@pytest.fixture
def estate(community: Community) -> Estate:
    community.start_everything()
    estate = a_settled_estate()
    await_quiet(community)
    return estate


def an_employer(community: Community) -> str:
    body = {"name": "重庆安邻物业服务有限公司", "credit_code": CREDIT_CODE, "phone": "023-68430000"}
    employer: str = community.api("employment").post("/employers", body)["id"]
    return employer


def a_case(community: Community, family: Family) -> str:
    body = {
        "dwelling_id": str(family.flat.id), "category": "noise", "description": "楼上夜里装修。",
        "reporter_id": str(family.tenant.id),
    }  # fmt: skip
    case: str = community.api("grievances").post("/cases", body)["id"]
    return case


def titles(community: Community, person: str) -> list[str]:
    return [each["title"] for each in community.api("notifications").all(f"/inboxes/{person}")]


def post_and_wait(community: Community, employer: str, title: str) -> None:
    community.api("employment").post("/postings", a_posting(employer, title=title))
    await_quiet(community)


def said(case: str) -> str:
    with database.of("grievances").reading() as session:
        return session.scalars(select(Case.description).where(Case.number == case)).one()


def test_who_withdraws_consent_is_matched_with_nothing_more(community: Community, estate: Estate):
    person, employer = str(estate.families[1].tenant.id), an_employer(community)
    residents, employment = community.api("residents"), community.api("employment")
    wish = employment.post("/wishes", {"person_id": person})["id"]
    await_quiet(community)
    post_and_wait(community, employer, "保安")

    today = str(clock.today())
    residents.post(f"/people/{person}/consents/withdrawal", {"purpose": "job_matching", "on": today})
    await_quiet(community)
    post_and_wait(community, employer, "保洁")

    (ended,) = employment.all("/wishes", person_id=person)
    assert (ended["id"], ended["state"], ended["end_reason"]) == (wish, "ended", "withdrawn")
    assert titles(community, person) == ["保安"]
    with pytest.raises(AssertionError, match="consent-missing"):
        employment.post("/wishes", {"person_id": person})

    given = {"purpose": "job_matching", "on": today, "channel": "paper"}
    residents.post(f"/people/{person}/consents", given)
    await_quiet(community)
    employment.post("/wishes", {"person_id": person})
    await_quiet(community)
    post_and_wait(community, employer, "司机")

    assert titles(community, person) == ["司机", "保安"]
    nothing_is_wrong()


def test_whose_data_are_restricted_is_told_nothing_until_that_is_lifted(community: Community, estate: Estate):
    person, employer = str(estate.families[1].tenant.id), an_employer(community)
    step = {"on": str(clock.today()), "reason": "本人申请"}
    community.api("employment").post("/wishes", {"person_id": person})
    await_quiet(community)

    community.api("residents").post(f"/people/{person}/restriction", step)
    await_quiet(community)
    post_and_wait(community, employer, "保安")
    community.api("residents").post(f"/people/{person}/restriction/lifting", step)
    await_quiet(community)
    post_and_wait(community, employer, "保洁")

    assert titles(community, person) == ["保洁"]
    nothing_is_wrong()


def test_who_is_erased_is_erased_in_every_service(community: Community, estate: Estate):
    family, employer = estate.families[1], an_employer(community)
    person, step = family.tenant.id, {"on": str(clock.today()), "reason": "本人申请"}
    grievances = community.api("grievances")
    settled, still_open = (grievances.get(f"/cases/{a_case(community, family)}") for _ in range(2))
    grievances.post(f"/cases/{settled['id']}/settle")
    community.api("employment").post("/wishes", {"person_id": str(person)})
    await_quiet(community)
    post_and_wait(community, employer, "保安")
    assert titles(community, str(person)) == ["保安"]
    community.api("residents").post(f"/households/{family.id}/move-out", {"on": str(clock.today())})
    await_quiet(community)

    community.api("residents").post(f"/people/{person}/erasure", step)
    await_quiet(community)

    assert said(settled["number"]) == ""
    assert said(still_open["number"]) == "楼上夜里装修。", "it is needed until the case is settled"
    grievances.post(f"/cases/{still_open['id']}/settle")
    assert said(still_open["number"]) == ""
    assert community.api("employment").all("/wishes", person_id=str(person)) == []
    with database.of("notifications").reading() as session:
        for table in (Match, Message, Interest):
            assert session.scalars(select(table.person_id).where(table.person_id == person)).all() == []
        assert session.get_one(Contact, person).phone is None
    assert held(community, person) == set()
    assert [*unpublished(), *failed_events(), *copies_match_owners()] == []


def held(community: Community, person: Any) -> set[str]:
    """What can still be read of a person, in all that every service would show them."""
    words: set[str] = set()
    for service in ("residents", "grievances", "employment", "notifications"):
        told = community.api(service).post(f"/people/{person}/export", {"reason": "核对是否已删除"})
        rows = [row for section in told for row in section["rows"]]
        personal = ("name", "id_number", "phone", "birth_date", "description", "contract_number", "proof")
        words |= {row[each] for row in rows for each in personal if row.get(each)}
    return words
