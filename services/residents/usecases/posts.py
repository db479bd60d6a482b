"""Filling and vacating posts."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.access import UNLIMITED, Reach
from chassis.aliases import people_of
from chassis.contracts import Event
from chassis.events.message import Received
from chassis.events.outbox import announce, announce_all
from chassis.ids import new_id
from chassis.versions import require_seen
from contracts.residents import PostFilled, PostVacated
from services.residents import queries
from services.residents.errors import (
    EndsBeforeItBegan,
    KeeperMustLiveThere,
    PostClosed,
    PostHeld,
    PostHeldUntil,
    PostUnknown,
    PostVacant,
)
from services.residents.models import Post, PostKind, Term
from services.residents.usecases.usable import usable_person

HUB_HOUSEHOLD = "hub_household"


def appoint(
    session: Session,
    post_id: UUID,
    person_id: UUID,
    *,
    since: date,
    term_ends: date | None,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> Term:
    """Let a person take up a vacant post.

    Raises PostUnknown, ChangedMeanwhile, PostClosed, PersonUnknown, UseRestricted, PostHeld, PostHeldUntil,
    EndsBeforeItBegan, and KeeperMustLiveThere for a post such as a hub household's, whose keeper is at home there.
    """
    # Who draws grids anew locks people before posts: together, two would wait for each other.
    queries.share_map(session)
    post = queries.locked_post(session, post_id, reach)
    if post is None:
        raise PostUnknown
    require_seen(post.version, seen)
    if post.closed_on is not None:
        raise PostClosed(on=post.closed_on)
    person = usable_person(session, person_id, reach, lock=True)
    if queries.open_terms(session, [post_id]):
        raise PostHeld
    held_until = queries.last_term_end(session, post_id)
    if held_until is not None and since < held_until:
        raise PostHeldUntil(until=held_until)
    if term_ends is not None and term_ends < since:
        raise EndsBeforeItBegan(on=term_ends, since=since)
    kind = session.get(PostKind, post.kind)
    if kind and kind.lives_there and not queries.lives_within(session, person.id, post.area):
        raise KeeperMustLiveThere(kind_zh=kind.zh, kind=kind.en, area=post.area)
    term = Term(id=new_id(), post_id=post_id, person_id=person.id, since=since, term_ends=term_ends)
    session.add(term)
    post.version += 1
    announce(session, _filled(post, term), sequence=post.version)
    return term


def relieve(
    session: Session, post_id: UUID, *, on: date, seen: int | None = None, reach: Reach = UNLIMITED
) -> None:
    """Let the holder of a post go. Raises PostUnknown, ChangedMeanwhile, PostVacant, EndsBeforeItBegan."""
    post = queries.locked_post(session, post_id, reach)
    if post is None:
        raise PostUnknown
    require_seen(post.version, seen)
    terms = queries.open_terms(session, [post_id])
    if not terms:
        raise PostVacant
    if on < terms[0].since:
        raise EndsBeforeItBegan(on=on, since=terms[0].since)
    announce(session, vacate(post, terms[0], on, "relieved"), sequence=post.version)


def follow_moves(session: Session, news: Iterable[tuple[UUID, Received[Any]]]) -> None:
    """Let posts for neighbours, such as a hub household's, fall vacant whose holders live there no longer.

    One that was lost by a move which is undone goes on, if nobody took it since. Other posts are held by staff who
    need not live here. The news say whom to look at and are told as the cause; where people live is asked of the
    register, so that the order of the news does not matter.
    """
    told = sorted(news, key=lambda each: each[1].time)
    people = people_of(session, {person_id for person_id, _ in told})
    if not (holders := queries.held_posts(session, people)):
        return
    causes = {people[person_id]: event for person_id, event in told}
    lost = queries.terms_lost_by_moving(session, holders)
    for post, term in queries.terms_held_by(session, holders) + lost:
        announce_all(session, _follow(session, post, term), cause=causes[people[term.person_id]])


def _follow(session: Session, post: Post, term: Term) -> list[tuple[Event, int]]:
    left_on, facts = _left_on(session, post, term), list[tuple[Event, int]]()
    if term.until is not None and (left_on is None or left_on > term.until):
        term.until, term.end_reason = None, None
        post.version += 1
        facts.append((_filled(post, term), post.version))
    if term.until is None and left_on is not None:
        facts.append((vacate(post, term, left_on, "moved_out"), post.version))
    return facts


def _left_on(session: Session, post: Post, term: Term) -> date | None:
    """The day of a term from which on its holder no longer lived in the area of the post; None: they still do."""
    spells = queries.stays_within(session, term.person_id, post.area, since=term.since)
    reached = max(term.since, spells[0][0]) if spells else term.since
    for since, until in spells:
        if since > reached:
            break
        if until is None:
            return None
        reached = until
    return reached


def end_terms(session: Session, *, today: date) -> None:
    """Let posts fall vacant whose holder's term has ended."""
    over = [
        (vacate(post, term, term.term_ends or today, "term_ended"), post)
        for post, term in queries.terms_over(session, today=today)
    ]
    announce_all(session, [(vacated, post.version) for vacated, post in over])


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


def vacate(post: Post, term: Term, on: date, reason: str) -> PostVacated:
    """End a term; gives what is to be announced of it."""
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
