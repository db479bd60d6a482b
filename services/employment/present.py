"""The job supermarket as it is now, told in facts: for copies that are new, damaged or doubted."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.present import Fact, Present
from contracts.employment import PostingClosed, PostingExpired, PostingPublished, WishEnded, WishRecorded
from services.employment.models import EXPIRED, OPEN, PUBLISHED, Posting, Wish
from services.employment.usecases.postings import as_published
from services.employment.usecases.wishes import as_recorded

Ids = Collection[UUID] | None


def _wishes(session: Session, ids: Ids) -> Iterator[Fact]:
    found = select(Wish) if ids is None else select(Wish).where(Wish.id.in_(ids))
    wish: Any
    for wish in session.scalars(found):
        if wish.state == OPEN:
            yield as_recorded(wish), wish.version
        else:
            ended = WishEnded(
                wish_id=wish.id, person_id=wish.person_id, on=wish.ended_on, reason=wish.end_reason
            )
            yield ended, wish.version


def _postings(session: Session, ids: Ids) -> Iterator[Fact]:
    """Postings that were ever open."""
    found = select(Posting).where(Posting.version > 0)
    posting: Any
    for posting in session.scalars(found if ids is None else found.where(Posting.id.in_(ids))):
        if posting.state == PUBLISHED:
            yield as_published(posting), posting.version
        elif posting.state == EXPIRED:
            yield (
                PostingExpired(posting_id=posting.id, on=posting.closes_on + timedelta(days=1)),
                posting.version,
            )
        else:
            closed = PostingClosed(posting_id=posting.id, on=posting.closed_on, reason=posting.close_reason)
            yield closed, posting.version


PRESENTS: Final = (
    Present(name="wishes", types=(WishRecorded, WishEnded), read=_wishes),
    Present(name="postings", types=(PostingPublished, PostingClosed, PostingExpired), read=_postings),
)
