"""A job is posted: whoever wishes for such work hears of it once, and nobody else."""

from collections import Counter
from typing import Any

from sqlalchemy import select

from chassis import clock, database
from services.notifications.models import Message, Notice
from tests.system.community import Community
from tests.system.estate import Estate, a_settled_estate
from tests.system.load import CREDIT_CODE, a_posting
from tests.system.quiet import await_quiet, nothing_is_wrong

_FITTING: list[list[dict[str, Any]]] = [
    [
        {"occupation": "4-07"},
        {"hours": "day"},
        {"pay_from_fen": 400_000, "pay_per": "month", "form": "full_time"},
    ],
    [{"area": "/huafu/"}],
    [{}],
    [{"occupation": "6"}, {"occupation": "4-07-05-01", "area": "/huafu/c1/"}],
]
"""Wishes of one resident each, with at least one that the posting fits."""

_OTHERS: list[dict[str, Any]] = [
    {"occupation": "4-03"},
    {"occupation": "4-07-05-02"},
    {"form": "part_time"},
    {"hours": "night"},
    {"pay_from_fen": 420_001, "pay_per": "month"},
    {"pay_from_fen": 2_000, "pay_per": "hour"},
    {"area": "/huafu/c2/"},
    {"area": "/huafu/c1/b18/"},
    {"occupation": "4-07", "hours": "night"},
]
"""Wishes the posting misses by one condition."""


def wishing(community: Community, estate: Estate) -> tuple[list[str], str]:
    """Let residents wish; returns those the posting fits, and one more who is about to leave."""
    employment, tenants = community.api("employment"), [str(family.tenant.id) for family in estate.families]
    fitting = tenants[: len(_FITTING)]
    for person, wishes in zip(fitting, _FITTING, strict=True):
        for wish in wishes:
            employment.post("/wishes", {"person_id": person, **wish})
    for person, wish in zip(tenants[len(_FITTING) :], _OTHERS, strict=False):
        employment.post("/wishes", {"person_id": person, **wish})
    withdrawn = employment.post("/wishes", {"person_id": tenants[-2]})["id"]
    employment.post(f"/wishes/{withdrawn}/withdraw")
    employment.post("/wishes", {"person_id": tenants[-1], "occupation": "4-07"})
    return fitting, tenants[-1]


def an_employer(community: Community) -> str:
    body = {"name": "重庆安邻物业服务有限公司", "credit_code": CREDIT_CODE, "phone": "023-68430000"}
    return str(community.api("employment").post("/employers", body)["id"])


def told(community: Community, estate: Estate, title: str) -> dict[str, list[dict[str, Any]]]:
    """The messages under a title, by person; people without one are left out."""
    found = {}
    for family in estate.families:
        for member in family.members:
            inbox = community.api("notifications").all(f"/inboxes/{member.id}")
            messages = [message for message in inbox if message["title"] == title]
            if messages:
                found[str(member.id)] = messages
    return found


def delivered(title: str) -> Counter[str]:
    """How many messages under a title lie in each inbox."""
    statement = select(Message.person_id).join(Notice, Notice.id == Message.notice_id)
    with database.of("notifications").reading() as session:
        return Counter(str(each) for each in session.scalars(statement.where(Notice.title == title)))


def test_a_posting_reaches_everybody_it_fits_once_with_reasons(community: Community):
    community.start_everything()
    estate = a_settled_estate()
    await_quiet(community)
    fitting, leaver = wishing(community, estate)
    employer = an_employer(community)
    await_quiet(community)

    with community.without_worker_of("notifications"):
        community.api("employment").post("/postings", a_posting(employer, title="保安"))
        path = f"/households/{estate.families[-1].id}/move-out"
        community.api("residents").post(path, {"on": str(clock.today())})
    await_quiet(community)

    messages = told(community, estate, "保安")
    assert sorted(messages) == sorted(fitting), "those it fits, without the one who left"
    assert leaver not in messages
    assert {len(each) for each in messages.values()} == {1}
    reasons = [sorted(map(sorted, messages[person][0]["reasons"])) for person in fitting]
    assert reasons == [
        [["form", "pay"], ["hours"], ["occupation"]],
        [["area"]],
        [["any"]],
        [["area", "occupation"]],
    ]
    nothing_is_wrong()


def test_a_worker_killed_between_matching_and_delivering_tells_everybody_once(community: Community):
    (worker,) = community.start_apart("notifications")
    estate = a_settled_estate()
    await_quiet(community)
    fitting, leaver = wishing(community, estate)
    employer = an_employer(community)
    await_quiet(community)

    for step in ("after-handler:3", "before-commit:2", "before-ack:2"):
        assert worker.stop() == 0
        worker.start(DOORSTEP_FAILPOINT=step)
        worker.await_ready()
        community.api("employment").post("/postings", a_posting(employer, title=step))
        assert worker.await_death() < 0
        worker.start()
        worker.await_ready()
        await_quiet(community)

        assert delivered(step) == Counter([*fitting, leaver])
    nothing_is_wrong()
