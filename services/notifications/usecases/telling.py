"""Telling residents: notices matched, messages delivered, inboxes read."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from chassis import aliases, clock, forgotten
from chassis.bulk import insert_into
from chassis.events.message import Received
from chassis.events.outbox import announce
from chassis.ids import new_id
from contracts.employment import PostingPublished
from contracts.notifications import NoticeDelivered, NoticeMatched
from contracts.residents import (
    TenancyExpiring,
)
from services.notifications import queries
from services.notifications.errors import MessageUnknown
from services.notifications.models import (
    Match,
    Message,
    Notice,
)

INBOX = "inbox"
JOB_POSTING = "job_posting"
LEASE_EXPIRING = "lease_expiring"
_STALE: Final = timedelta(days=92)
"""An end of a lease that is further back is told to nobody, as when old events are told again."""


def match_postings(session: Session, events: Sequence[Received[PostingPublished]]) -> None:
    """Settle whom each new posting is for and why, once; the messages follow in a step of their own."""
    forgotten.nobody_else(session)
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


def tell_of_expiring_leases(session: Session, events: Sequence[Received[TenancyExpiring]]) -> None:
    """Put into the tenant's inbox, once, that a lease ends; not of one whose data may be kept only or were erased."""
    forgotten.nobody_else(session)
    settled_before = queries.settled_causes(session, [each.id for each in events])
    now, today = clock.now(), clock.today()
    for event in {each.id: each for each in events}.values():
        lease_ends = event.data.lease_ends
        if event.id in settled_before or lease_ends < today - _STALE:
            continue
        tenant = queries.who_can_be_told(session, event.data.tenant_id)
        notice = Notice(
            id=new_id(),
            cause_id=event.id,
            kind=LEASE_EXPIRING,
            subject_id=event.data.tenancy_id,
            title=f"租约{'已' if lease_ends < today else '将'}于{lease_ends}到期，如需续租请尽早到社区办理",
            facts=json.dumps({"lease_ends": str(lease_ends)}),
            created_at=now,
            matched=1,
            delivered=0 if tenant is None else 1,
            delivered_at=now,
            version=1,
        )
        session.add(notice)
        session.flush()
        if tenant is not None:
            session.add(
                Message(notice_id=notice.id, person_id=tenant, channel=INBOX, reasons="", sent_at=now)
            )
        done = NoticeDelivered(
            notice_id=notice.id, delivered=notice.delivered or 0, left_out=int(tenant is None)
        )
        announce(session, done, sequence=notice.version, cause=event)


def deliver_notices(session: Session, events: Sequence[Received[NoticeMatched]]) -> None:
    """Put each settled notice into the inboxes of all it is for who live here at this moment.

    A posting that has closed meanwhile is delivered to nobody.
    """
    forgotten.nobody_else(session)
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


def _facts(posting: PostingPublished) -> str:
    told = ("occupation", "form", "hours", "pay_from_fen", "pay_to_fen", "pay_per", "area", "headcount")
    return json.dumps({each: getattr(posting, each) for each in told}, ensure_ascii=False)


def _rows(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement)
    return int(result.rowcount)
