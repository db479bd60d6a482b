"""Telling residents: copies kept, notices matched, messages delivered, inboxes read."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from chassis import aliases, clock
from chassis.bulk import insert_into
from chassis.copies import move_forward
from chassis.events.message import Received
from chassis.events.outbox import announce
from chassis.ids import new_id
from chassis.personal import unseal
from contracts.employment import PostingClosed, PostingExpired, PostingPublished, WishEnded, WishRecorded
from contracts.notifications import NoticeDelivered, NoticeMatched
from contracts.residents import (
    ContactChanged,
    Move,
    PeopleMerged,
    PeopleUnmerged,
    ProcessingRestricted,
    ResidentMovedOut,
    RestrictionLifted,
)
from services.notifications import queries
from services.notifications.errors import MessageUnknown
from services.notifications.models import (
    Contact,
    Interest,
    Match,
    Message,
    Notice,
    Posting,
    Recipient,
    Restriction,
)

Merger = PeopleMerged | PeopleUnmerged
INBOX = "inbox"
JOB_POSTING = "job_posting"


def keep_recipients(session: Session, events: Sequence[Received[Move]]) -> None:
    """Know who lives where."""
    rows = [
        {
            "person_id": each.data.person_id,
            "present": not isinstance(each.data, ResidentMovedOut),
            "area": each.data.area,
            "grid": each.data.grid,
            "version": each.sequence,
        }
        for each in events
    ]
    move_forward(session, Recipient, rows)


def keep_contacts(session: Session, events: Sequence[Received[ContactChanged]]) -> None:
    """Know how people can be reached."""
    rows = [
        {
            "person_id": each.data.person_id,
            "phone": unseal(each.data.phone) if each.data.phone else None,
            "version": each.sequence,
        }
        for each in events
    ]
    move_forward(session, Contact, rows)


def keep_restrictions(
    session: Session, events: Sequence[Received[ProcessingRestricted | RestrictionLifted]]
) -> None:
    """Know whose data may be kept only."""
    rows = [
        {
            "person_id": each.data.person_id,
            "restricted": isinstance(each.data, ProcessingRestricted),
            "version": each.sequence,
        }
        for each in events
    ]
    move_forward(session, Restriction, rows)


def keep_aliases(session: Session, events: Sequence[Received[Merger]]) -> None:
    """Note which records count as one person."""
    aliases.follow(session, events)


def keep_interests(session: Session, events: Sequence[Received[WishRecorded | WishEnded]]) -> None:
    """Know who wishes for what work."""
    move_forward(session, Interest, [_interest(each) for each in events])


def keep_postings(
    session: Session, events: Sequence[Received[PostingPublished | PostingClosed | PostingExpired]]
) -> None:
    """Know which postings are still open."""
    rows = [
        {
            "posting_id": each.data.posting_id,
            "open": isinstance(each.data, PostingPublished),
            "version": each.sequence,
        }
        for each in events
    ]
    move_forward(session, Posting, rows)


def match_postings(session: Session, events: Sequence[Received[PostingPublished]]) -> None:
    """Settle whom each new posting is for and why, once; the messages follow in a step of their own."""
    settled_before = queries.settled_causes(session, [each.id for each in events])
    for event in events:
        if event.id in settled_before:
            continue
        posting = event.data
        notice = Notice(
            id=new_id(),
            cause_id=event.id,
            kind=JOB_POSTING,
            subject_id=posting.posting_id,
            title=posting.title,
            facts=_facts(posting),
            created_at=clock.now(),
            closes_on=posting.closes_on,
            version=1,
        )
        session.add(notice)
        session.flush()
        found = queries.residents_who_wish_for(posting, notice.id)
        chosen = insert_into(session, Match).from_select(["notice_id", "person_id", "reasons"], found)
        notice.matched = _rows(session, chosen)
        settled = NoticeMatched(notice_id=notice.id, matched=notice.matched)
        announce(session, settled, sequence=notice.version, cause=event)


def deliver_notices(session: Session, events: Sequence[Received[NoticeMatched]]) -> None:
    """Put each settled notice into the inboxes of all it is for who live here at this moment.

    A posting that has closed meanwhile is delivered to nobody.
    """
    for event in events:
        notice = queries.locked_notice(session, event.data.notice_id)
        if notice.delivered is not None:
            continue
        still_here = queries.matches_to_deliver(notice, INBOX, clock.now())
        columns = ["notice_id", "person_id", "channel", "reasons", "sent_at"]
        written = insert_into(session, Message).from_select(columns, still_here)
        notice.delivered = _rows(session, written)
        notice.delivered_at = clock.now()
        notice.version += 1
        left_out = notice.matched - notice.delivered
        done = NoticeDelivered(notice_id=notice.id, delivered=notice.delivered, left_out=left_out)
        announce(session, done, sequence=notice.version, cause=event)


def read_message(session: Session, person_id: UUID, message_id: int, *, now: datetime) -> None:
    """Mark a message as read; the first reading counts. Raises MessageUnknown."""
    message = queries.message_of(session, person_id, message_id)
    if message is None:
        raise MessageUnknown
    if message.read_at is None:
        message.read_at = now


def read_all(session: Session, person_id: UUID, *, up_to: int, now: datetime) -> int:
    """Mark everything a person could see as read; what came later stays unread. Returns how many."""
    return _rows(
        session,
        update(Message)
        .where(
            Message.person_id.in_(aliases.all_ids(person_id)), Message.id <= up_to, Message.read_at.is_(None)
        )
        .execution_options(synchronize_session=False)
        .values(read_at=now),
    )


def _interest(event: Received[WishRecorded | WishEnded]) -> dict[str, Any]:
    wish = event.data
    wanted = ("occupation", "form", "hours", "pay_from_fen", "pay_per", "area")
    return {
        "wish_id": wish.wish_id,
        "person_id": wish.person_id,
        "open": isinstance(wish, WishRecorded),
        **{each: getattr(wish, each, None) for each in wanted},
        "version": event.sequence,
    }


def _facts(posting: PostingPublished) -> str:
    told = ("occupation", "form", "hours", "pay_from_fen", "pay_to_fen", "pay_per", "area", "headcount")
    return json.dumps({each: getattr(posting, each) for each in told}, ensure_ascii=False)


def _rows(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement)
    return int(result.rowcount)
