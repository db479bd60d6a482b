"""Drafting, publishing and closing postings."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from chassis.access import UNLIMITED, Reach
from chassis.events.outbox import announce, announce_all
from chassis.versions import require_seen
from contracts.employment import PostingClosed, PostingExpired, PostingPublished
from services.employment import queries
from services.employment.errors import EmployerUnknown, PostingUnknown
from services.employment.models import EXPIRED, Posting


def draft_postings(
    session: Session, postings: Sequence[Posting], *, on: date, manages: Reach = UNLIMITED
) -> None:
    """Enter postings that nobody sees yet. Raises EmployerUnknown, PayRangeReversed, ClosesInThePast."""
    employers = {each.employer_id for each in postings}
    known = {each for each in queries.known_employers(session, employers) if manages.covers(owner=each)}
    if known != employers:
        raise EmployerUnknown
    for posting in postings:
        posting.begin(on=on)
    session.add_all(postings)


def publish_postings(
    session: Session, postings: Sequence[Posting], *, on: date, manages: Reach = UNLIMITED
) -> None:
    """Enter postings and open them at once, with a number of statements that does not grow with theirs.

    Raises EmployerUnknown, PayRangeReversed, ClosesInThePast.
    """
    draft_postings(session, postings, on=on, manages=manages)
    for posting in postings:
        posting.publish(on=on)
    announce_all(session, [(as_published(each), each.version) for each in postings])


def publish_posting(
    session: Session, posting_id: UUID, *, on: date, seen: int | None = None, manages: Reach = UNLIMITED
) -> Posting:
    """Open a draft to residents. Raises PostingUnknown, ChangedMeanwhile, PostingNotDraft, ClosesInThePast."""
    posting = _locked(session, posting_id, seen, manages)
    posting.publish(on=on)
    announce(session, as_published(posting), sequence=posting.version)
    return posting


def close_posting(
    session: Session,
    posting_id: UUID,
    *,
    reason: str,
    on: date,
    seen: int | None = None,
    manages: Reach = UNLIMITED,
) -> Posting:
    """Take no more applicants. Raises PostingUnknown, ChangedMeanwhile, PostingNotOpen."""
    posting = _locked(session, posting_id, seen, manages)
    posting.close(reason, on=on)
    closed = PostingClosed(posting_id=posting.id, on=on, reason=reason)
    announce(session, closed, sequence=posting.version)
    return posting


def expire_postings(session: Session, *, today: date) -> int:
    """End every open posting whose last day has passed; returns how many.

    The day announced is the first on which a posting is open no longer, whenever this runs.
    """
    expired = [
        (PostingExpired(posting_id=posting_id, on=last + timedelta(days=1)), version)
        for some in queries.in_chunks(queries.overdue_postings(session, today))
        for posting_id, last, version in session.execute(
            update(Posting)
            .where(Posting.id.in_(some))
            .values(state=EXPIRED, version=Posting.version + 1)
            .returning(Posting.id, Posting.closes_on, Posting.version)
            .execution_options(synchronize_session=False)
        )
    ]
    announce_all(session, expired)
    return len(expired)


def _locked(session: Session, posting_id: UUID, seen: int | None, manages: Reach) -> Posting:
    posting = queries.locked_posting(session, posting_id, manages)
    if posting is None:
        raise PostingUnknown
    require_seen(posting.version, seen)
    return posting


def as_published(posting: Posting) -> PostingPublished:
    """What is announced of an open posting."""
    return PostingPublished(
        posting_id=posting.id,
        employer_id=posting.employer_id,
        title=posting.title,
        occupation=posting.occupation,
        form=posting.form,
        hours=posting.hours,
        pay_from_fen=posting.pay_from_fen,
        pay_to_fen=posting.pay_to_fen,
        pay_per=posting.pay_per,
        area=posting.area,
        headcount=posting.headcount,
        closes_on=posting.closes_on,
    )
