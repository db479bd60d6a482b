"""Drafting, publishing and closing postings."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from chassis.events.outbox import announce, announce_all
from contracts.employment import PostingClosed, PostingExpired, PostingPublished
from services.employment import queries
from services.employment.errors import EmployerUnknown, PostingUnknown
from services.employment.models import EXPIRED, Posting


def draft_postings(session: Session, postings: Sequence[Posting], *, on: date) -> None:
    """Enter postings that nobody sees yet. Raises EmployerUnknown, PayRangeReversed, ClosesInThePast."""
    employers = {each.employer_id for each in postings}
    if queries.known_employers(session, employers) != employers:
        raise EmployerUnknown
    for posting in postings:
        posting.begin(on=on)
    session.add_all(postings)


def publish_postings(session: Session, postings: Sequence[Posting], *, on: date) -> None:
    """Enter postings and open them at once, with a number of statements that does not grow with theirs.

    Raises EmployerUnknown, PayRangeReversed, ClosesInThePast.
    """
    draft_postings(session, postings, on=on)
    for posting in postings:
        posting.publish(on=on)
    announce_all(session, [(_published(each), each.version) for each in postings])


def publish_posting(session: Session, posting_id: UUID, *, on: date) -> Posting:
    """Open a draft to residents. Raises PostingUnknown, PostingNotDraft, ClosesInThePast."""
    posting = _locked(session, posting_id)
    posting.publish(on=on)
    announce(session, _published(posting), sequence=posting.version)
    return posting


def close_posting(session: Session, posting_id: UUID, *, reason: str, on: date) -> Posting:
    """Let a posting take no more applicants. Raises PostingUnknown, PostingNotOpen."""
    posting = _locked(session, posting_id)
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


def _locked(session: Session, posting_id: UUID) -> Posting:
    posting = session.get(Posting, posting_id, with_for_update=True)
    if posting is None:
        raise PostingUnknown
    return posting


def _published(posting: Posting) -> PostingPublished:
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
