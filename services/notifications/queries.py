"""Every question notifications ask of their tables."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, Uuid, and_, case, func, literal, or_, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from chassis import settings
from chassis.access import Reach
from chassis.aliases import all_ids, kept, stands_for
from chassis.database import Instant
from chassis.events.tables import Alias
from contracts.employment import PostingPublished
from services.notifications.models import (
    Forgotten,
    Interest,
    JobConsent,
    Match,
    Message,
    Notice,
    Posting,
    Recipient,
    Restriction,
)


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
            _one_id(Interest.person_id),
            func.aggregate_strings(reason, ";"),
        )
        .select_from(Interest)
        .join(Recipient, Recipient.person_id == Interest.person_id)
        .outerjoin(Alias, stands_for(Interest.person_id))
        .where(
            Recipient.present,
            Interest.open,
            ~_closed(posting.posting_id),
            kept(Interest.person_id).not_in(_restricted_people()),
            kept(Interest.person_id).not_in(_declining_people()),
            *fits,
        )
        .group_by(kept(Interest.person_id))
    )
    return found


def _restricted_people() -> Select[Any]:
    """Whose data may be kept only, as any of their records says, by the ids of the records that are kept."""
    column = Restriction.person_id
    found = select(kept(column)).select_from(Restriction).outerjoin(Alias, stands_for(column))
    return found.where(Restriction.restricted).correlate(None)


def _declining_people() -> Select[Any]:
    """Who does not agree to be matched, by the ids of the records that are kept: of two the later word counts."""
    column = JobConsent.person_id
    yes = func.max(case((JobConsent.given, JobConsent.on)))
    no = func.max(case((~JobConsent.given, JobConsent.on)))
    found = select(kept(column)).select_from(JobConsent).outerjoin(Alias, stands_for(column))
    return found.group_by(kept(column)).having(no > func.coalesce(yes, date.min)).correlate(None)


def _one_id(column: InstrumentedAttribute[UUID]) -> ColumnElement[Any]:
    """Of the ids of one person in a group that of the kept record, else the first of the others."""
    text = sql_cast(column, String())
    own = case((Alias.kept_id.is_(None), text))
    return sql_cast(func.coalesce(func.min(own), func.min(text)), Uuid())


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


def who_can_be_told(session: Session, person_id: UUID) -> UUID | None:
    """The id under which a person lives here, unless their data may be kept only or they were erased."""
    ids = all_ids(person_id)
    restricted = select(Restriction.person_id).where(Restriction.person_id.in_(ids), Restriction.restricted)
    erased = select(Forgotten.person_id).where(Forgotten.person_id.in_(ids))
    found = select(Recipient.person_id).where(
        Recipient.person_id.in_(ids), Recipient.present, ~restricted.exists(), ~erased.exists()
    )
    return session.scalar(found.order_by(Recipient.person_id).limit(1))


def locked_notice(session: Session, notice_id: UUID) -> Notice:
    """A notice that nobody else delivers now."""
    return session.scalars(select(Notice).where(Notice.id == notice_id).with_for_update()).one()


def matches_to_deliver(notice: Notice, channel: str, now: datetime) -> Select[Any]:
    """Messages to write: matches whose person still lives here, while the posting is open, one for each person."""
    first, here = aliased(Match), aliased(Recipient)
    same = all_ids(Match.person_id, of=Match).subquery()
    twin = select(first.person_id).join(same, first.person_id == same.c.id)
    twin = twin.join(here, here.person_id == first.person_id)
    twin = twin.where(first.notice_id == notice.id, first.person_id < Match.person_id, here.present)
    found: Any = (
        select(Match.notice_id, Match.person_id, literal(channel), Match.reasons, literal(now, Instant()))
        .join(Recipient, Recipient.person_id == Match.person_id)
        .outerjoin(Alias, stands_for(Match.person_id))
        .where(
            Match.notice_id == notice.id,
            Recipient.present,
            ~_closed(notice.subject_id),
            kept(Match.person_id).not_in(_restricted_people()),
            kept(Match.person_id).not_in(_declining_people()),
            ~twin.exists(),
        )
    )
    return found


def reaches(session: Session, person_id: UUID, reach: Reach) -> bool:
    """Whether a person's inbox is within reach: the caller's own, or that of one who lives or lived in their area."""
    if reach.everything:
        return True
    ids = all_ids(person_id)
    if reach.area is None:
        return session.scalar(select(literal(reach.owner, Uuid()).in_(ids))) or False
    found = select(Recipient.person_id).where(Recipient.person_id.in_(ids))
    return session.scalar(found.where(reach.over(Recipient.area, Recipient.grid)).limit(1)) is not None


def inbox(person_id: UUID, *, unread: bool) -> Select[Any]:
    """A person's messages with what they say, each notice once, under whatever id of theirs it came."""
    statement: Any = select(Message, Notice).join(Notice, Notice.id == Message.notice_id)
    statement = statement.where(*_messages_of(person_id))
    return statement.where(Message.read_at.is_(None)) if unread else statement


def unread_count(session: Session, person_id: UUID) -> int:
    """How many messages a person has not read."""
    unread = select(func.count()).select_from(Message)
    return session.scalar(unread.where(*_messages_of(person_id), Message.read_at.is_(None))) or 0


def message_of(session: Session, person_id: UUID, message_id: int) -> Message | None:
    """A message, if it is this person's."""
    return session.scalar(select(Message).where(Message.id == message_id, *_messages_of(person_id)))


def _messages_of(person_id: UUID) -> list[ColumnElement[bool]]:
    """The first message of each notice to one of the person's ids: of two records both may have been told before."""
    ids, before = all_ids(person_id), aliased(Message)
    earlier = select(before.id).where(
        before.notice_id == Message.notice_id,
        before.channel == Message.channel,
        before.person_id.in_(ids),
        before.id < Message.id,
    )
    return [Message.person_id.in_(ids), ~earlier.exists()]


def messages_sent_before(day: date) -> Select[int]:
    """Messages that were sent before a day."""
    midnight = datetime.combine(day, time(), settings.current().timezone)
    return select(Message.id).where(Message.sent_at < midnight).order_by(Message.id)


def notices() -> Select[Any]:
    """All notices."""
    return select(Notice)
