"""Keeping copies of who lives here, what they wish for, what they agree to and what there is to tell."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from chassis import aliases, forgotten
from chassis.copies import move_forward
from chassis.events.message import Received
from chassis.personal import unseal
from contracts.employment import PostingClosed, PostingExpired, PostingPublished, WishEnded, WishRecorded
from contracts.purposes import JOB_MATCHING
from contracts.residents import (
    ConsentGiven,
    ConsentWithdrawn,
    ContactChanged,
    Move,
    PeopleMerged,
    PeopleUnmerged,
    ProcessingRestricted,
    RestrictionLifted,
    left_on,
)
from services.notifications.models import (
    Contact,
    Forgotten,
    Interest,
    JobConsent,
    Posting,
    Recipient,
    Restriction,
)

Merger = PeopleMerged | PeopleUnmerged


def keep_recipients(session: Session, events: Sequence[Received[Move]]) -> None:
    """Know who lives where."""
    rows = [
        {
            "person_id": each.data.person_id,
            "present": left_on(each.data) is None,
            "area": each.data.area,
            "grid": each.data.grid,
            "version": each.sequence,
        }
        for each in events
    ]
    move_forward(session, Recipient, rows)


def keep_contacts(session: Session, events: Sequence[Received[ContactChanged]]) -> None:
    """Know how people can be reached, but for those who were erased."""
    gone = forgotten.among(session, Forgotten, (each.data.person_id for each in events))
    rows = [
        {
            "person_id": each.data.person_id,
            "phone": unseal(each.data.phone) if each.data.phone else None,
            "version": each.sequence,
        }
        for each in events
        if each.data.person_id not in gone
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


def keep_consents(session: Session, events: Sequence[Received[ConsentGiven | ConsentWithdrawn]]) -> None:
    """Know who agrees to be matched with work."""
    rows = [
        {
            "person_id": each.data.person_id,
            "given": isinstance(each.data, ConsentGiven),
            "on": each.data.on,
            "version": each.sequence,
        }
        for each in events
        if each.data.purpose == JOB_MATCHING.code
    ]
    move_forward(session, JobConsent, rows)


def keep_aliases(session: Session, events: Sequence[Received[Merger]]) -> None:
    """Note which records count as one person."""
    aliases.follow(session, events)


def keep_interests(session: Session, events: Sequence[Received[WishRecorded | WishEnded]]) -> None:
    """Know who wishes for what work, but for those who were erased."""
    gone = forgotten.among(session, Forgotten, (each.data.person_id for each in events))
    rows = [_interest(each) for each in events if each.data.person_id not in gone]
    move_forward(session, Interest, rows)


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
