"""Whether all services say the same, once they have heard everything."""

import json
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import aliases
from chassis.database import Database
from chassis.events.drift import examine
from chassis.events.resync import kept_copies
from chassis.events.tables import FailedEvent, OutboxRow
from chassis.holdings import Erased, holdings_of
from contracts.residents import ResidentMovedOut, ResidentMoveOutUndone
from services.employment.models import OPEN as WISH_OPEN
from services.employment.models import Wish
from services.grievances.models import MOVED_OUT, REACHABLE, Case
from services.grievances.models import Post as KnownPost
from services.grievances.routing import KINDS, Hands, Routes
from services.residents.models import Consent, Dwelling, Person, Post, PostKind, Stay, Term

Span = tuple[date, date | None, str]


def everybody_agrees(databases: dict[str, Database]) -> list[str]:
    """What is not as the owners have it: copies, posts, wishes, cases."""
    with (
        databases["residents"].reading() as residents,
        databases["employment"].reading() as employment,
        databases["grievances"].reading() as grievances,
    ):
        return [
            *_failed(databases),
            *_copies(databases),
            *_posts(residents),
            *_wishes(employment, residents),
            *_cases(grievances, residents),
            *_forgotten(databases),
        ]


def _failed(databases: dict[str, Database]) -> Iterator[str]:
    for name, own in databases.items():
        with own.reading() as session:
            yield from (
                f"{name} could not take: {each}" for each in session.scalars(select(FailedEvent.error))
            )


def _copies(databases: dict[str, Database]) -> Iterator[str]:
    for kept in kept_copies():
        found = examine(kept, databases[kept.owner], databases[kept.keeper])
        yield from (f"{kept.name}: {each}" for each in found.differences)
        if found.behind:
            yield f"{kept.name} is behind"


def _posts(session: Session) -> Iterator[str]:
    """Posts for neighbours are held by neighbours, and nobody has lost one who stayed."""
    spans = _spans(session)
    rows = session.execute(
        select(Post, Term)
        .join(Term, Term.post_id == Post.id)
        .join(PostKind, PostKind.code == Post.kind)
        .where(PostKind.lives_there)
    ).all()
    people = aliases.people_of(session, {term.person_id for _, term in rows})
    for post, term in rows:
        there = [each for each in spans.get(people[term.person_id], []) if each[2].startswith(post.area)]
        if term.until is None and not any(until is None for _, until, _ in there):
            yield f"{post.area} has a keeper who does not live there"
        taken = any(
            each.post_id == post.id and each is not term and (each.until is None or each.since >= term.until)
            for _, each in rows
            if term.until is not None
        )
        if term.end_reason == "moved_out" and not taken and _lived_on(there, term.until):
            yield f"{post.area} has lost a keeper who still lived there on {term.until}"


def _lived_on(spans: list[Span], day: date) -> bool:
    return any(since <= day and (until is None or day < until) for since, until, _ in spans)


def _spans(session: Session) -> dict[UUID, list[Span]]:
    """From when to when people lived where, by the ids of the records that are kept."""
    rows = session.execute(
        select(Stay.person_id, Stay.since, Stay.until, Dwelling.path).join(
            Dwelling, Dwelling.id == Stay.dwelling_id
        )
    ).all()
    people, found = aliases.people_of(session, {row.person_id for row in rows}), dict[UUID, list[Span]]()
    for person_id, *span in rows:
        found.setdefault(people[person_id], []).append(tuple(span))  # type: ignore[arg-type]
    return found


def _wishes(employment: Session, residents: Session) -> Iterator[str]:
    """A wish is open unless its person moved out after it was recorded, and that was not undone.

    Who has declined has ended theirs, from whatever day on.
    """
    declined = set(residents.scalars(select(Consent.person_id).where(Consent.withdrawn_on.is_not(None))))
    people = aliases.people_of(residents, declined)
    left, undone = _ends(residents, ResidentMovedOut), _ends(residents, ResidentMoveOutUndone)
    for wish in employment.scalars(select(Wish)):
        ended = any(
            person == wish.person_id
            and move > wish.known_moves
            and not any(other == stay and later > move for _, other, later in undone)
            for person, stay, move in left
        )
        if (wish.state == WISH_OPEN) == ended and (ended or wish.person_id not in people):
            yield f"wish {wish.id} of {wish.person_id} is {wish.state}"


def _forgotten(databases: dict[str, Database]) -> Iterator[str]:
    """Of who was erased nobody has anything left that says something."""
    with databases["residents"].reading() as session:
        gone = session.scalars(select(Person.id).where(Person.erased_on.is_not(None))).all()
    for name, own in databases.items():
        with own.reading() as session:
            for holding in holdings_of(name):
                if holding.erased is Erased.DELETED and holding.whose.class_ is holding.model:
                    left = session.scalars(select(holding.whose).where(holding.whose.in_(gone))).all()
                    yield from (f"{name} has {holding.en} of {each}, who is erased" for each in left)


def _ends(session: Session, kind: type) -> list[tuple[UUID, str, int]]:
    """Person, stay and version of each fact of a kind."""
    rows = session.scalars(select(OutboxRow).where(OutboxRow.type == kind.type()))  # type: ignore[attr-defined]
    return [(UUID(row.subject), json.loads(row.data)["stay_id"], row.sequence) for row in rows]


def _cases(grievances: Session, residents: Session) -> Iterator[str]:
    """A case lies where its dwelling does, knows whether its reporter is there, and is in the hands next to it."""
    homes = {each.id: each for each in residents.scalars(select(Dwelling))}
    spans, cases = _spans(residents), grievances.scalars(select(Case)).all()
    people = aliases.people_of(residents, {each.reporter_id for each in cases if each.reporter_id})
    held = residents.execute(
        select(Post, Term).join(Term, Term.post_id == Post.id).where(Term.until.is_(None))
    )
    posts = [
        KnownPost(post_id=post.id, kind=post.kind, scope=post.scope, area=post.area, person_id=term.person_id)
        for post, term in held
        if post.kind in KINDS
    ]
    routes = Routes(sorted(posts, key=lambda each: each.post_id))
    for case in cases:
        home = homes[case.dwelling_id]
        present = any(until is None for _, until, _ in spans[people[case.reporter_id]])  # type: ignore[index]
        expected = (
            home.grid_path,
            REACHABLE if present else MOVED_OUT,
            routes.hands_for(area=home.path, grid=home.grid_path),
        )
        said = (case.grid, case.reporter_contact, Hands(case.assignee_post_id, case.assignee_id))
        if said != expected:
            yield f"case {case.number} says {said}, should say {expected}"
