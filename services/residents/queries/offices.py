"""Who holds which post, and whether they may."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from chassis.access import Reach
from chassis.aliases import all_ids, kept, stands_for
from chassis.areas import within
from chassis.events.tables import Alias
from services.residents.models import Dwelling, Grid, Person, Place, Post, PostKind, Stay, Term


def open_terms(session: Session, post_ids: Sequence[UUID]) -> list[Term]:
    """Terms of posts that run."""
    return list(session.scalars(select(Term).where(Term.post_id.in_(post_ids), Term.until.is_(None))))


def last_term_end(session: Session, post_id: UUID) -> date | None:
    """Until when a post was held before; None if it never was."""
    return session.scalar(select(func.max(Term.until)).where(Term.post_id == post_id))


def post_kinds(session: Session) -> list[PostKind]:
    """What posts there can be."""
    return list(session.scalars(select(PostKind).order_by(PostKind.scope, PostKind.code)))


def post_kind(session: Session, code: str) -> PostKind | None:
    """A kind of posts as it is."""
    return session.get(PostKind, code)


def locked_post_kind(session: Session, code: str) -> PostKind | None:
    """A kind of posts of which nobody else sets one up now."""
    return session.scalar(select(PostKind).where(PostKind.code == code).with_for_update())


def count_posts(session: Session, kind: str, area: str | None = None) -> int:
    """How many posts there are of a kind, everywhere or for exactly one area."""
    found = select(func.count()).select_from(Post).where(Post.kind == kind, Post.closed_on.is_(None))
    return session.scalar(found if area is None else found.where(Post.area == area)) or 0


def is_area(session: Session, scope: str, path: str) -> bool:
    """Whether there is a place, or now a grid, with a path."""
    found = select(Place.id).where(Place.path == path)
    if scope == "grid":
        found = select(Grid.id).where(Grid.path == path, Grid.until.is_(None))
    return session.scalar(found) is not None


def one_post(session: Session, post_id: UUID, reach: Reach) -> Post | None:
    """A post, also one that is closed."""
    return session.scalar(select(Post).where(Post.id == post_id, reach.over(Post.area)))


def known_posts(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Which of these posts there are."""
    return set(session.scalars(select(Post.id).where(Post.id.in_(ids), Post.closed_on.is_(None))))


def terms_of(post_id: UUID) -> Select[Any]:
    """Who has held a post, with the person."""
    statement: Any = select(Term, Person).outerjoin(Alias, stands_for(Term.person_id))
    return statement.join(Person, Person.id == kept(Term.person_id)).where(Term.post_id == post_id)


def held_posts(session: Session, person_ids: Collection[UUID]) -> set[UUID]:
    """Who of these people holds or has held a post."""
    return set(session.scalars(select(Term.person_id).where(Term.person_id.in_(person_ids))))


def terms_held_by(session: Session, person_ids: Collection[UUID]) -> list[tuple[Post, Term]]:
    """Posts these people hold because they live there, locked."""
    statement = (
        select(Post, Term)
        .join(Term, Term.post_id == Post.id)
        .where(Term.person_id.in_(person_ids), Term.until.is_(None), _neighbourly())
        .order_by(Post.id)
        .with_for_update()
    )
    return [(post, term) for post, term in session.execute(statement)]


def terms_over(session: Session, *, today: date) -> list[tuple[Post, Term]]:
    """Posts whose holder's term has ended until a day, locked."""
    statement = (
        select(Post, Term)
        .join(Term, Term.post_id == Post.id)
        .where(Term.until.is_(None), Term.term_ends <= today)
        .order_by(Post.id)
        .with_for_update()
    )
    return [(post, term) for post, term in session.execute(statement)]


def terms_lost_by_moving(session: Session, person_ids: Collection[UUID]) -> list[tuple[Post, Term]]:
    """Open posts for neighbours that nobody has held since these people moved out, locked, with those terms."""
    held = aliased(Term)
    taken = select(held.id).where(
        held.post_id == Post.id,
        or_(held.until.is_(None), and_(held.since >= Term.until, held.id != Term.id)),
    )
    statement = (
        select(Post, Term)
        .join(Term, Term.post_id == Post.id)
        .where(
            Term.person_id.in_(person_ids),
            Term.end_reason == "moved_out",
            Post.closed_on.is_(None),
            _neighbourly(),
            ~taken.exists(),
        )
        .order_by(Post.id, Term.until, Term.id)
        .with_for_update()
    )
    newest = {post.id: (post, term) for post, term in session.execute(statement)}
    return list(newest.values())


def stays_within(
    session: Session, person_id: UUID, area: str, *, since: date
) -> list[tuple[date, date | None]]:
    """From when to when a person lived in an area, after a day, in order."""
    statement = (
        select(Stay.since, Stay.until)
        .join(Dwelling, Dwelling.id == Stay.dwelling_id)
        .where(Stay.person_id.in_(all_ids(person_id)), within(Dwelling.path, area))
        .where(or_(Stay.until.is_(None), Stay.until > since))
        .order_by(Stay.since, Stay.id)
    )
    return [(row.since, row.until) for row in session.execute(statement)]


def lives_within(session: Session, person_id: UUID, area: str) -> bool:
    """Whether a person lives in an area now."""
    return (
        session.scalar(
            select(Stay.id)
            .join(Dwelling, Dwelling.id == Stay.dwelling_id)
            .where(Stay.person_id.in_(all_ids(person_id)), Stay.until.is_(None), within(Dwelling.path, area))
        )
        is not None
    )


def lives_since(session: Session, person_id: UUID) -> date:
    """The day a person's present stay began."""
    return session.scalars(select(Stay.since).where(Stay.person_id == person_id, Stay.until.is_(None))).one()


def locked_post(session: Session, post_id: UUID, reach: Reach) -> Post | None:
    """A post that nobody else fills or vacates now."""
    return session.scalar(select(Post).where(Post.id == post_id, reach.over(Post.area)).with_for_update())


def posts(*, area: str | None, vacant: bool | None, reach: Reach) -> Select[Any]:
    """Posts that there are, with the terms that run."""
    statement: Any = select(Post, Term, Person).outerjoin(
        Term, (Term.post_id == Post.id) & Term.until.is_(None)
    )
    statement = statement.outerjoin(Alias, stands_for(Term.person_id))
    statement = statement.outerjoin(Person, Person.id == kept(Term.person_id))
    statement = statement.where(reach.over(Post.area), Post.closed_on.is_(None))
    if area is not None:
        statement = statement.where(within(Post.area, area))
    if vacant is not None:
        statement = statement.where(Term.id.is_(None) if vacant else Term.id.is_not(None))
    return statement


def _neighbourly() -> ColumnElement[bool]:
    """Whether a post is for somebody who lives in its area."""
    return Post.kind.in_(select(PostKind.code).where(PostKind.lives_there))
