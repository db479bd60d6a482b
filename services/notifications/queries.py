"""Every question notifications ask of their tables."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, case, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from chassis import settings
from chassis.access import Reach
from chassis.database import Instant
from contracts.employment import PostingPublished
from services.notifications.models import Interest, Match, Message, Notice, Posting, Recipient, Restriction


def residents_who_wish_for(posting: PostingPublished, notice_id: UUID) -> Select[Any]:
    """One row per resident living here with at least one open wish the posting fits, with all reasons.

    A reason is what one wish asks for and the posting meets, `occupation,pay,`, nothing for a wish without
    conditions; the reasons of several wishes are separated by semicolons.
    """
    paid = and_(Interest.pay_per == posting.pay_per, Interest.pay_from_fen <= posting.pay_to_fen)
    fits = (
        _any_or(Interest.occupation, _begins(posting.occupation, Interest.occupation)),
        _any_or(Interest.form, Interest.form == posting.form),
        _any_or(Interest.hours, Interest.hours == posting.hours),
        _any_or(Interest.pay_from_fen, paid),
        _any_or(Interest.area, _begins(posting.area, Interest.area)),
    )
    reason = (
        _said(Interest.occupation, "occupation")
        + _said(Interest.form, "form")
        + _said(Interest.hours, "hours")
        + _said(Interest.pay_from_fen, "pay")
        + _said(Interest.area, "area")
    )
    found: Any = (
        select(
            literal(notice_id, Uuid()),
            Interest.person_id,
            func.aggregate_strings(reason, ";"),
        )
        .join(Recipient, Recipient.person_id == Interest.person_id)
        .where(
            Recipient.present,
            Interest.open,
            ~_closed(posting.posting_id),
            ~_restricted(Interest.person_id),
            *fits,
        )
        .group_by(Interest.person_id)
    )
    return found


def _restricted(person_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    return (
        select(Restriction.person_id)
        .where(Restriction.person_id == person_id, Restriction.restricted)
        .exists()
    )


def _closed(posting_id: UUID) -> ColumnElement[bool]:
    return select(Posting.posting_id).where(Posting.posting_id == posting_id, ~Posting.open).exists()


def _any_or(wanted: InstrumentedAttribute[Any], met: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(wanted.is_(None), met)


def _begins(value: str, prefix: InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    """Whether a value begins with what a column holds; codes and paths hold no wildcards."""
    return func.substr(literal(value), 1, func.length(prefix)) == prefix


def _said(wanted: InstrumentedAttribute[Any], word: str) -> ColumnElement[str]:
    return case((wanted.is_(None), ""), else_=word + ",")


def settled_causes(session: Session, event_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these events have led to a notice."""
    return set(session.scalars(select(Notice.cause_id).where(Notice.cause_id.in_(event_ids))))


def locked_notice(session: Session, notice_id: UUID) -> Notice:
    """A notice that nobody else delivers now."""
    return session.scalars(select(Notice).where(Notice.id == notice_id).with_for_update()).one()


def matches_to_deliver(notice: Notice, channel: str, now: datetime) -> Select[Any]:
    """Messages to write: matches whose person still lives here, while the posting is open."""
    found: Any = (
        select(Match.notice_id, Match.person_id, literal(channel), Match.reasons, literal(now, Instant()))
        .join(Recipient, Recipient.person_id == Match.person_id)
        .where(
            Match.notice_id == notice.id,
            Recipient.present,
            ~_closed(notice.subject_id),
            ~_restricted(Match.person_id),
        )
    )
    return found


def reaches(session: Session, person_id: UUID, reach: Reach) -> bool:
    """Whether a person's inbox is within reach: the caller's own, or that of one who lives or lived in their area."""
    if reach.everything or reach.area is None:
        return reach.covers(owner=person_id)
    found = select(Recipient.person_id).where(Recipient.person_id == person_id)
    return session.scalar(found.where(reach.over(Recipient.area, Recipient.grid))) is not None


def inbox(person_id: UUID, *, unread: bool) -> Select[Any]:
    """A person's messages with what they say."""
    statement: Any = select(Message, Notice).join(Notice, Notice.id == Message.notice_id)
    statement = statement.where(Message.person_id == person_id)
    return statement.where(Message.read_at.is_(None)) if unread else statement


def unread_count(session: Session, person_id: UUID) -> int:
    """How many messages a person has not read."""
    unread = select(func.count()).where(Message.person_id == person_id, Message.read_at.is_(None))
    return session.scalar(unread) or 0


def message_of(session: Session, person_id: UUID, message_id: int) -> Message | None:
    """A message, if it is this person's."""
    return session.scalar(select(Message).where(Message.id == message_id, Message.person_id == person_id))


def messages_sent_before(day: date) -> Select[int]:
    """Messages that were sent before a day."""
    midnight = datetime.combine(day, time(), settings.current().timezone)
    return select(Message.id).where(Message.sent_at < midnight).order_by(Message.id)


def notices() -> Select[Any]:
    """All notices."""
    return select(Notice)
