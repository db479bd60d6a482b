"""Filling and vacating posts."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.access import UNLIMITED, Reach
from chassis.aliases import people_of
from chassis.events.message import Received
from chassis.events.outbox import announce, announce_all
from chassis.ids import new_id
from contracts.residents import PostFilled, PostVacated, ResidentMovedOut, ResidentMoveOutUndone
from services.residents import queries
from services.residents.errors import (
    EndsBeforeItBegan,
    KeeperMustLiveThere,
    PersonUnknown,
    PostHeld,
    PostUnknown,
    PostVacant,
)
from services.residents.models import Post, Term

HUB_HOUSEHOLD = "hub_household"


def create_posts(session: Session, posts: Sequence[Post]) -> None:
    """Set up posts, vacant until somebody is appointed."""
    session.add_all(posts)
    session.flush()


def appoint(
    session: Session,
    post_id: UUID,
    person_id: UUID,
    *,
    since: date,
    term_ends: date | None,
    reach: Reach = UNLIMITED,
) -> Term:
    """Let a person take up a vacant post.

    Raises PostUnknown, PersonUnknown, PostHeld, EndsBeforeItBegan, and KeeperMustLiveThere for a hub household
    that is not at home in the building.
    """
    post = queries.locked_post(session, post_id, reach)
    if post is None:
        raise PostUnknown
    person = queries.person(session, person_id, reach)
    if person is None:
        raise PersonUnknown
    if queries.open_terms(session, [post_id]):
        raise PostHeld
    if term_ends is not None and term_ends < since:
        raise EndsBeforeItBegan(on=term_ends, since=since)
    if post.kind == HUB_HOUSEHOLD and not queries.lives_within(session, person.id, post.area):
        raise KeeperMustLiveThere
    term = Term(id=new_id(), post_id=post_id, person_id=person.id, since=since, term_ends=term_ends)
    session.add(term)
    post.version += 1
    announce(session, _filled(post, term), sequence=post.version)
    return term


def relieve(session: Session, post_id: UUID, *, on: date, reach: Reach = UNLIMITED) -> None:
    """Let the holder of a post go. Raises PostUnknown, PostVacant, EndsBeforeItBegan."""
    post = queries.locked_post(session, post_id, reach)
    if post is None:
        raise PostUnknown
    terms = queries.open_terms(session, [post_id])
    if not terms:
        raise PostVacant
    if on < terms[0].since:
        raise EndsBeforeItBegan(on=on, since=terms[0].since)
    announce(session, _vacate(post, terms[0], on, "relieved"), sequence=post.version)


def vacate_posts_of_leavers(session: Session, departures: Sequence[Received[ResidentMovedOut]]) -> None:
    """Let the hub-household posts of people who moved out fall vacant.

    Other posts are held by staff who need not live here. A term that began after the departure stays: the
    person has come back since.
    """
    people = people_of(session, (each.data.person_id for each in departures))
    left = {people[each.data.person_id]: each for each in departures}
    undone = queries.stays_that_go_on(session, [each.data.stay_id for each in departures])
    for post, term in queries.terms_held_by(session, list(people), kind=HUB_HOUSEHOLD):
        departure = left[people[term.person_id]]
        if term.since <= departure.data.until and departure.data.stay_id not in undone:
            vacated = _vacate(post, term, departure.data.until, "moved_out")
            announce_all(session, [(vacated, post.version)], cause=departure)


def end_terms(session: Session, *, today: date) -> None:
    """Let posts fall vacant whose holder's term has ended."""
    over = [
        (_vacate(post, term, term.term_ends or today, "term_ended"), post)
        for post, term in queries.terms_over(session, today=today)
    ]
    announce_all(session, [(vacated, post.version) for vacated, post in over])


def reinstate(session: Session, undone: Sequence[Received[ResidentMoveOutUndone]]) -> None:
    """Let people go on in posts they lost by a move-out that was undone, if nobody took them since."""
    people = people_of(session, (each.data.person_id for each in undone))
    back = {people[each.data.person_id]: each for each in undone}
    going_on = queries.stays_that_go_on(session, [each.data.stay_id for each in undone])
    for post, term in queries.terms_lost_by_moving(session, list(people), kind=HUB_HOUSEHOLD):
        news = back[people[term.person_id]]
        if term.until != news.data.until or news.data.stay_id not in going_on:
            continue
        term.until, term.end_reason = None, None
        post.version += 1
        announce_all(session, [(_filled(post, term), post.version)], cause=news)


def _filled(post: Post, term: Term) -> PostFilled:
    return PostFilled(
        post_id=post.id,
        kind=post.kind,
        scope=post.scope,
        area=post.area,
        person_id=term.person_id,
        since=term.since,
        term_ends=term.term_ends,
    )


def _vacate(post: Post, term: Term, on: date, reason: str) -> PostVacated:
    term.until, term.end_reason = on, reason
    post.version += 1
    return PostVacated(
        post_id=post.id,
        kind=post.kind,
        scope=post.scope,
        area=post.area,
        person_id=term.person_id,
        until=on,
        reason=reason,
    )
