"""Who holds which post, and whether they may."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from chassis.access import Reach
from chassis.aliases import all_ids, kept, stands_for
from chassis.areas import within
from chassis.events.tables import Alias
from services.residents.models import Dwelling, Person, Post, Stay, Term


def open_terms(session: Session, post_ids: Sequence[UUID]) -> list[Term]:
    """Terms of posts that run."""
    return list(session.scalars(select(Term).where(Term.post_id.in_(post_ids), Term.until.is_(None))))


def terms_held_by(session: Session, person_ids: Sequence[UUID], *, kind: str) -> list[tuple[Post, Term]]:
    """Posts of a kind these people hold, locked."""
    statement = (
        select(Post, Term)
        .join(Term, Term.post_id == Post.id)
        .where(Term.person_id.in_(person_ids), Term.until.is_(None), Post.kind == kind)
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


def terms_lost_by_moving(
    session: Session, person_ids: Sequence[UUID], *, kind: str
) -> list[tuple[Post, Term]]:
    """Posts of a kind that are vacant since these people moved out, locked, with the terms that ended so."""
    held = aliased(Term)
    taken = select(held.id).where(held.post_id == Post.id, held.until.is_(None))
    statement = (
        select(Post, Term)
        .join(Term, Term.post_id == Post.id)
        .where(
            Term.person_id.in_(person_ids), Term.end_reason == "moved_out", Post.kind == kind, ~taken.exists()
        )
        .order_by(Post.id, Term.until, Term.id)
        .with_for_update()
    )
    newest = {post.id: (post, term) for post, term in session.execute(statement)}
    return list(newest.values())


def stays_that_go_on(session: Session, stay_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these stays have not ended."""
    return set(session.scalars(select(Stay.id).where(Stay.id.in_(stay_ids), Stay.until.is_(None))))


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
    """Posts with the terms that run."""
    statement: Any = select(Post, Term, Person).outerjoin(
        Term, (Term.post_id == Post.id) & Term.until.is_(None)
    )
    statement = statement.outerjoin(Alias, stands_for(Term.person_id))
    statement = statement.outerjoin(Person, Person.id == kept(Term.person_id)).where(reach.over(Post.area))
    if area is not None:
        statement = statement.where(within(Post.area, area))
    if vacant is not None:
        statement = statement.where(Term.id.is_(None) if vacant else Term.id.is_not(None))
    return statement
