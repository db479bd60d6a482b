"""Checkers of copies: what others keep is the fold of what was announced, and that is the owner's own state."""

import json
from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import database
from chassis.events.tables import Alias, OutboxRow
from contracts.purposes import JOB_MATCHING
from contracts.residents import MOVES
from services.employment.models import JobConsent, Wish
from services.employment.models import Posting as OfferedPosting
from services.employment.models import Resident as JobSeeker
from services.grievances.models import Dwelling as KnownDwelling
from services.grievances.models import Post as KnownPost
from services.grievances.models import Resident as Reporter
from services.notifications.models import Contact, Interest, Recipient, Restriction
from services.notifications.models import JobConsent as HeardConsent
from services.notifications.models import Posting as KnownPosting
from services.residents.models import Consent, Dwelling, Person, Post, RosterEntry, Stay, Term

Rows = dict[Any, Any]

_MOVES = tuple(each.routing_key() for each in MOVES)


def copies_match_owners() -> list[str]:
    """C6: every copy is what its owner says."""
    with (
        database.of("residents").reading() as residents,
        database.of("employment").reading() as employment,
        database.of("grievances").reading() as grievances,
        database.of("notifications").reading() as notifications,
    ):
        truth = _whereabouts(residents)
        return [
            *_differences("the residents' announcements", _folded(residents), truth),
            *_differences("residents.roster", _roster(residents), _stays(residents)),
            *_differences(
                "notifications.recipients",
                {
                    each.person_id: (each.present, each.area, each.grid)
                    for each in notifications.scalars(select(Recipient))
                },
                {person: each[:3] for person, each in truth.items()},
            ),
            *_differences(
                "employment.residents",
                {
                    each.person_id: (each.present, each.area, each.grid, each.until)
                    for each in employment.scalars(select(JobSeeker))
                },
                {person: (*each[:3], each[4]) for person, each in truth.items()},
            ),
            *_differences(
                "grievances.residents",
                {
                    each.person_id: (each.present, each.dwelling_id, each.until)
                    for each in grievances.scalars(select(Reporter))
                },
                {person: (each[0], each[3], each[4]) for person, each in truth.items()},
            ),
            *_differences("notifications.contacts", _contacts(notifications), _phones(residents)),
            *_differences("grievances.dwellings", _known_dwellings(grievances), _dwellings(residents)),
            *_differences("grievances.posts", _known_posts(grievances), _posts(residents)),
            *_differences("employment.job_consents", _said(employment, JobConsent), _agreed(residents)),
            *_differences(
                "notifications.job_consents", _said(notifications, HeardConsent), _agreed(residents)
            ),
            *_differences("notifications.restrictions", _restrictions(notifications), _restricted(residents)),
            *_differences("grievances.aliases", _aliases(grievances), _aliases(residents)),
            *_differences("employment.aliases", _aliases(employment), _aliases(residents)),
            *_differences("notifications.aliases", _aliases(notifications), _aliases(residents)),
            *_differences("notifications.interests", _interests(notifications), _wishes(employment)),
            *_differences("notifications.postings", _known_postings(notifications), _offers(employment)),
        ]


def _differences(name: str, copy: Rows, owner: Rows) -> list[str]:
    troubles = [f"{name}: {key} is missing" for key in owner.keys() - copy.keys()]
    troubles += [f"{name}: {key} is unknown to the owner" for key in copy.keys() - owner.keys()]
    troubles += [
        f"{name}: {key} is {copy[key]}, should be {owner[key]}"
        for key in copy.keys() & owner.keys()
        if copy[key] != owner[key]
    ]
    return sorted(troubles)


def _whereabouts(session: Session) -> Rows:
    """Present, area, grid, dwelling and last day of everybody who ever lived here, by the owner's stays."""
    statement = select(Stay, Dwelling).join(Dwelling, Dwelling.id == Stay.dwelling_id).order_by(Stay.id)
    return {
        stay.person_id: (stay.until is None, home.path, home.grid_path, home.id, stay.until)
        for stay, home in session.execute(statement)
    }


def _folded(session: Session) -> Rows:
    """The same from what was announced, the newest version of each person."""
    newest: dict[str, tuple[int, str, dict[str, Any]]] = defaultdict(lambda: (0, "", {}))
    rows = session.execute(
        select(OutboxRow.subject, OutboxRow.sequence, OutboxRow.routing_key, OutboxRow.data).where(
            OutboxRow.routing_key.in_(_MOVES)
        )
    )
    for subject, sequence, kind, data in rows:
        newest[subject] = max(newest[subject], (sequence, kind, json.loads(data)), key=lambda each: each[0])
    homes = {str(each.id): each for each in session.scalars(select(Dwelling))}
    people = {str(each): each for each in session.scalars(select(Stay.person_id))}
    return {
        people.get(subject, subject): _seen(kind, data, homes[data["dwelling_id"]])
        for subject, (_, kind, data) in newest.items()
    }


def _seen(kind: str, data: dict[str, Any], home: Dwelling) -> tuple[Any, ...]:
    ended = data.get("until") if kind.startswith(("resident_moved_out.", "resident_regrouped.")) else None
    until = date.fromisoformat(ended) if ended else None
    return (until is None, data["area"], data["grid"], home.id, until)


def _stays(session: Session) -> Rows:
    statement = select(Stay, Dwelling).join(Dwelling, Dwelling.id == Stay.dwelling_id)
    return {
        stay.id: (
            stay.person_id,
            stay.household_id,
            home.id,
            home.path,
            stay.since,
            stay.until,
        )
        for stay, home in session.execute(statement)
    }


def _roster(session: Session) -> Rows:
    return {
        each.stay_id: (
            each.person_id, each.household_id, each.dwelling_id, each.area, each.since, each.until,
        )
        for each in session.scalars(select(RosterEntry))
    }  # fmt: skip


def _phones(session: Session) -> Rows:
    return {each.id: each.phone for each in session.scalars(select(Person)) if each.phone}


def _contacts(session: Session) -> Rows:
    return {each.person_id: each.phone for each in session.scalars(select(Contact)) if each.phone}


def _agreed(session: Session) -> Rows:
    """The last word of everybody on being matched with work."""
    statement = select(Consent).where(Consent.purpose == JOB_MATCHING.code)
    # What is not withdrawn holds; of what was, the newest counts, which says the same.
    words = sorted(session.scalars(statement), key=lambda each: each.withdrawn_on is None)
    return {each.person_id: each.withdrawn_on is None for each in words}


def _said(session: Session, model: Any) -> Rows:
    return {each.person_id: each.given for each in session.scalars(select(model))}


def _restricted(session: Session) -> Rows:
    restricted = select(Person.id).where(Person.restricted_since.is_not(None))
    return dict.fromkeys(session.scalars(restricted), True)


def _restrictions(session: Session) -> Rows:
    return {each.person_id: True for each in session.scalars(select(Restriction)) if each.restricted}


def _aliases(session: Session) -> Rows:
    return {each.merged_id: (each.kept_id, each.version) for each in session.scalars(select(Alias))}


def _dwellings(session: Session) -> Rows:
    return {each.id: (each.address, each.path, each.grid_path) for each in session.scalars(select(Dwelling))}


def _known_dwellings(session: Session) -> Rows:
    return {
        each.dwelling_id: (each.address, each.area, each.grid)
        for each in session.scalars(select(KnownDwelling))
    }


def _posts(session: Session) -> Rows:
    statement = select(Post, Term).outerjoin(Term, (Term.post_id == Post.id) & Term.until.is_(None))
    return {
        post.id: (post.kind, post.area, term.person_id if term else None)
        for post, term in session.execute(statement)
        if post.version
    }


def _known_posts(session: Session) -> Rows:
    return {
        each.post_id: (each.kind, each.area, each.person_id) for each in session.scalars(select(KnownPost))
    }


def _wishes(session: Session) -> Rows:
    return {each.id: (each.person_id, each.state == "open") for each in session.scalars(select(Wish))}


def _interests(session: Session) -> Rows:
    return {each.wish_id: (each.person_id, each.open) for each in session.scalars(select(Interest))}


def _offers(session: Session) -> Rows:
    return {
        each.id: each.state == "published" for each in session.scalars(select(OfferedPosting)) if each.version
    }


def _known_postings(session: Session) -> Rows:
    return {each.posting_id: each.open for each in session.scalars(select(KnownPosting))}
