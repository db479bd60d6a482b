"""What the notifications service does on its own."""

from datetime import datetime
from typing import Any

from sqlalchemy import true
from sqlalchemy.orm import Session

from chassis import retention, settings
from chassis.copies import Copy
from chassis.events.entrypoints import every, subscribe
from chassis.events.message import Received
from chassis.events.tables import Alias
from contracts.employment import PostingClosed, PostingExpired, PostingPublished, WishEnded, WishRecorded
from contracts.notifications import NoticeMatched
from contracts.residents import (
    MOVES,
    ConsentGiven,
    ConsentWithdrawn,
    ContactChanged,
    Move,
    PeopleMerged,
    PeopleUnmerged,
    PersonErased,
    ProcessingRestricted,
    RestrictionLifted,
    TenancyExpiring,
)
from services.notifications.models import Contact, Interest, JobConsent, Posting, Recipient, Restriction
from services.notifications.usecases import copies, forgetting, telling


class NotificationsWorker:
    """Keeps its copies, matches new postings with wishes, delivers messages."""

    name = "notifications"

    @subscribe(*MOVES, keeps=Copy(model=Recipient))
    def keep_recipients(self, session: Session, events: list[Received[Move]]) -> None:
        """Know who lives where."""
        copies.keep_recipients(session, events)

    @subscribe(ContactChanged, keeps=Copy(model=Contact, only=Contact.phone.is_not(None)))
    def keep_contacts(self, session: Session, events: list[Received[ContactChanged]]) -> None:
        """Know how people can be reached."""
        copies.keep_contacts(session, events)

    @subscribe(
        ProcessingRestricted,
        RestrictionLifted,
        keeps=Copy(model=Restriction, only=Restriction.restricted.is_(true())),
    )
    def keep_restrictions(self, session: Session, events: list[Received[Any]]) -> None:
        """Know whose data may be kept only."""
        copies.keep_restrictions(session, events)

    @subscribe(ConsentGiven, ConsentWithdrawn, keeps=Copy(model=JobConsent))
    def keep_consents(self, session: Session, events: list[Received[Any]]) -> None:
        """Know who agrees to be matched with work."""
        copies.keep_consents(session, events)

    @subscribe(PersonErased)
    def forget_people(self, session: Session, events: list[Received[PersonErased]]) -> None:
        """Erase what is held on people."""
        forgetting.forget_people(session, events)

    @subscribe(PeopleMerged, PeopleUnmerged, keeps=Copy(model=Alias))
    def keep_aliases(self, session: Session, events: list[Received[copies.Merger]]) -> None:
        """Note which records count as one person."""
        copies.keep_aliases(session, events)

    @subscribe(WishRecorded, WishEnded, keeps=Copy(model=Interest, only=Interest.open.is_(true())))
    def keep_interests(self, session: Session, events: list[Received[Any]]) -> None:
        """Know who wishes for what work."""
        copies.keep_interests(session, events)

    @subscribe(PostingPublished, PostingClosed, PostingExpired, keeps=Copy(model=Posting))
    def keep_postings(self, session: Session, events: list[Received[Any]]) -> None:
        """Know which postings are still open."""
        copies.keep_postings(session, events)

    @subscribe(PostingPublished, deadline=120)
    def match_postings(self, session: Session, events: list[Received[PostingPublished]]) -> None:
        """Settle whom a new posting is for, and why."""
        telling.match_postings(session, events)

    @subscribe(TenancyExpiring)
    def tell_of_expiring_leases(self, session: Session, events: list[Received[TenancyExpiring]]) -> None:
        """Tell tenants in time that their lease ends."""
        telling.tell_of_expiring_leases(session, events)

    @subscribe(NoticeMatched, deadline=120)
    def deliver_notices(self, session: Session, events: list[Received[NoticeMatched]]) -> None:
        """Put messages into inboxes."""
        telling.deliver_notices(session, events)

    @every(hours=24)
    def forget_in_time(self, session: Session, due: datetime) -> None:
        """Throw away what is kept no longer than its purpose needs."""
        retention.run(session, self.name, due.astimezone(settings.current().timezone).date())
