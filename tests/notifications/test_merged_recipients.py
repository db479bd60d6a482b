"""One person under two ids is told of everything once, and finds under either what came under both."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest
from sqlalchemy import select

from chassis.access import Reach
from chassis.contracts import Event
from chassis.database import Database
from chassis.events.message import Received
from chassis.events.tables import OutboxRow
from chassis.ids import new_id
from contracts.employment import PostingPublished, WishRecorded
from contracts.notifications import NoticeMatched
from contracts.residents import (
    ConsentGiven,
    ConsentWithdrawn,
    ContactChanged,
    PeopleMerged,
    PeopleUnmerged,
    PersonErased,
    ProcessingRestricted,
    ResidentMovedIn,
    ResidentMovedOut,
    RestrictionLifted,
    TenancyExpiring,
)
from services.notifications import queries
from services.notifications.models import Match, Message
from services.notifications.usecases import telling
from services.notifications.worker import NotificationsWorker

NOW = datetime(2026, 5, 16, 4, 0, tzinfo=UTC)
KEPT, MERGED, STRANGER = (UUID(int=each) for each in (1, 2, 3))
AREA, GRID = "/huafu/c1/b18/u1/0503/", "/huafu/g1/g18/"


def received(data: Event, sequence: int = 1) -> Received[Any]:
    return Received(
        id=uuid5(KEPT, f"{data.type()} {data.subject} {sequence}"), sequence=sequence, time=NOW, data=data
    )


def moved_in(person: UUID) -> Received[Any]:
    lives = {"person_id": person, "household_id": person, "stay_id": person, "dwelling_id": person,
             "area": AREA, "grid": GRID, "since": date(2026, 1, 1)}  # fmt: skip
    return received(ResidentMovedIn(**lives))


def moved_out(person: UUID) -> Received[Any]:
    lived = {"person_id": person, "household_id": person, "stay_id": person, "dwelling_id": person,
             "area": AREA, "grid": GRID, "since": date(2026, 1, 1), "until": date(2026, 5, 1),
             "reason": "left_household"}  # fmt: skip
    return received(ResidentMovedOut(**lived), 2)


def wished(person: UUID, **asked: Any) -> Received[Any]:
    nothing = dict.fromkeys(("occupation", "form", "hours", "pay_from_fen", "pay_per", "area"))
    return received(WishRecorded(wish_id=new_id(), person_id=person, **{**nothing, **asked}))


def merged(sequence: int = 5) -> Received[Any]:
    return received(PeopleMerged(merged_id=MERGED, kept_id=KEPT), sequence)


def unmerged(sequence: int = 6) -> Received[Any]:
    return received(PeopleUnmerged(merged_id=MERGED, kept_id=KEPT), sequence)


def posted(title: str = "保安") -> Received[Any]:
    offer = {"posting_id": new_id(), "employer_id": new_id(), "title": title, "occupation": "4-07-05-01",
             "form": "full_time", "hours": "day", "pay_from_fen": 300000, "pay_to_fen": 400000, "pay_per": "month",
             "area": "/500107/", "headcount": 1, "closes_on": date(2030, 1, 1)}  # fmt: skip
    return received(PostingPublished(**offer))


def hear(own: Database, *events: Received[Any]) -> None:
    worker = NotificationsWorker()
    kinds = {
        worker.keep_recipients: (ResidentMovedIn, ResidentMovedOut),
        worker.keep_interests: (WishRecorded,),
        worker.keep_aliases: (PeopleMerged, PeopleUnmerged),
        worker.keep_restrictions: (ProcessingRestricted, RestrictionLifted),
        worker.keep_consents: (ConsentGiven, ConsentWithdrawn),
        worker.keep_contacts: (ContactChanged,),
        worker.forget_people: (PersonErased,),
        worker.tell_of_expiring_leases: (TenancyExpiring,),
        worker.keep_postings: (PostingPublished,),
        worker.match_postings: (PostingPublished,),
        worker.deliver_notices: (NoticeMatched,),
    }
    with own.transaction() as session:
        for handle, contracts in kinds.items():
            mine = [each for each in events if isinstance(each.data, contracts)]
            if mine:
                handle(session, mine)


def deliver(own: Database) -> None:
    with own.reading() as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.routing_key == "notice_matched.v1")).all()
    hear(own, *(received(NoticeMatched.load(row.data), row.sequence) for row in rows))


def inbox(own: Database, person: UUID) -> list[str]:
    with own.reading() as session:
        return [row.Notice.title for row in session.execute(queries.inbox(person, unread=False))]


def unread(own: Database, person: UUID) -> int:
    with own.reading() as session:
        return queries.unread_count(session, person)


def test_a_person_with_wishes_under_two_ids_is_matched_and_told_once(own: Database):
    hear(own, moved_in(KEPT), moved_in(MERGED), wished(KEPT), wished(MERGED, hours="day"), merged())

    hear(own, posted())
    deliver(own)

    with own.reading() as session:
        assert [each.person_id for each in session.scalars(select(Match))] == [KEPT]
        assert sorted(session.scalars(select(Message.reasons)).one().split(";")) == ["", "hours,"]
    assert [inbox(own, each) for each in (KEPT, MERGED)] == [["保安"]] * 2


def test_two_who_were_matched_apart_and_merged_before_delivery_are_told_once(own: Database):
    hear(own, moved_in(KEPT), moved_in(MERGED), wished(KEPT), wished(MERGED))
    hear(own, posted())

    hear(own, merged())
    deliver(own)

    with own.reading() as session:
        assert [each.person_id for each in session.scalars(select(Message))] == [KEPT]
    assert ([inbox(own, each) for each in (KEPT, MERGED)], unread(own, KEPT)) == ([["保安"]] * 2, 1)


@pytest.mark.parametrize("leaver", [KEPT, MERGED])
def test_of_two_matched_apart_the_one_who_still_lives_here_is_told(own: Database, leaver: UUID):
    hear(own, moved_in(KEPT), moved_in(MERGED), wished(KEPT), wished(MERGED))
    hear(own, posted())

    hear(own, merged(), moved_out(leaver))
    deliver(own)

    assert inbox(own, KEPT) == ["保安"]


def test_what_both_were_told_before_is_shown_once_and_apart_again_to_each(own: Database):
    hear(
        own,
        moved_in(KEPT),
        moved_in(MERGED),
        wished(KEPT),
        wished(MERGED),
        moved_in(STRANGER),
        wished(STRANGER),
    )
    hear(own, posted())
    deliver(own)

    hear(own, merged())
    assert ([inbox(own, each) for each in (KEPT, MERGED)], unread(own, KEPT)) == ([["保安"]] * 2, 1)

    hear(own, unmerged())
    assert [inbox(own, each) for each in (KEPT, MERGED, STRANGER)] == [["保安"]] * 3
    assert [unread(own, each) for each in (KEPT, MERGED)] == [1, 1]


def test_a_person_marks_as_read_under_either_id_what_came_under_the_other(own: Database):
    hear(own, moved_in(MERGED), wished(MERGED), merged())
    for title in ("保安", "保洁"):
        hear(own, posted(title))
    deliver(own)

    with own.transaction() as session:
        first = session.execute(queries.inbox(KEPT, unread=True).order_by(Message.id)).first()
        telling.read_message(session, KEPT, first.Message.id, now=NOW)
    assert unread(own, KEPT) == 1
    with own.transaction() as session:
        telling.read_all(session, KEPT, up_to=10**6, now=NOW)

    assert [unread(own, each) for each in (KEPT, MERGED)] == [0, 0]


@pytest.mark.parametrize(
    ("caller", "inbox_of", "reached"),
    [
        (KEPT, MERGED, True),
        (MERGED, KEPT, True),
        (KEPT, KEPT, True),
        (STRANGER, KEPT, False),
        (KEPT, STRANGER, False),
    ],
)
def test_an_inbox_is_its_owners_under_either_id(own: Database, caller: UUID, inbox_of: UUID, reached: bool):  # noqa: FBT001
    hear(own, moved_in(KEPT), merged())

    with own.reading() as session:
        assert queries.reaches(session, inbox_of, Reach(owner=caller)) is reached


@pytest.mark.parametrize(("area", "reached"), [("/huafu/c1/b18/", True), ("/huafu/c1/b1/", False)])
def test_an_inbox_lies_where_any_of_the_records_lives(own: Database, area: str, reached: bool):  # noqa: FBT001
    hear(own, moved_in(MERGED), merged())

    with own.reading() as session:
        assert queries.reaches(session, KEPT, Reach(area=area)) is reached
