"""What the notifications service does on its own."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.events.entrypoints import subscribe
from chassis.events.message import Received
from contracts.employment import PostingClosed, PostingExpired, PostingPublished, WishEnded, WishRecorded
from contracts.notifications import NoticeMatched
from contracts.residents import (
    ContactChanged,
    PeopleMerged,
    PeopleUnmerged,
    ResidentExchangedDwelling,
    ResidentMovedIn,
    ResidentMovedOut,
)
from services.notifications import usecases


class NotificationsWorker:
    """Keeps its copies, matches new postings with wishes, delivers messages."""

    name = "notifications"

    @subscribe(ResidentMovedIn, ResidentMovedOut, ResidentExchangedDwelling)
    def keep_recipients(self, session: Session, events: list[Received[usecases.Move]]) -> None:
        """Know who lives where."""
        usecases.keep_recipients(session, events)

    @subscribe(ContactChanged)
    def keep_contacts(self, session: Session, events: list[Received[ContactChanged]]) -> None:
        """Know how people can be reached."""
        usecases.keep_contacts(session, events)

    @subscribe(PeopleMerged, PeopleUnmerged)
    def keep_aliases(self, session: Session, events: list[Received[usecases.Merger]]) -> None:
        """Note which records count as one person."""
        usecases.keep_aliases(session, events)

    @subscribe(WishRecorded, WishEnded)
    def keep_interests(self, session: Session, events: list[Received[Any]]) -> None:
        """Know who wishes for what work."""
        usecases.keep_interests(session, events)

    @subscribe(PostingPublished, PostingClosed, PostingExpired)
    def keep_postings(self, session: Session, events: list[Received[Any]]) -> None:
        """Know which postings are still open."""
        usecases.keep_postings(session, events)

    @subscribe(PostingPublished, deadline=120)
    def match_postings(self, session: Session, events: list[Received[PostingPublished]]) -> None:
        """Settle whom a new posting is for, and why."""
        usecases.match_postings(session, events)

    @subscribe(NoticeMatched, deadline=120)
    def deliver_notices(self, session: Session, events: list[Received[NoticeMatched]]) -> None:
        """Put messages into inboxes."""
        usecases.deliver_notices(session, events)
