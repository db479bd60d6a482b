"""What is to be seen to, and what is missing."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from chassis.access import Reach
from chassis.areas import within
from services.residents.models import Place, Post, Task, Term


def tasks(*, done: bool, area: str | None, reach: Reach) -> Select[Any]:
    """Tasks that are to be done, or have been."""
    statement = select(Task).where(Task.done_on.is_not(None) if done else Task.done_on.is_(None))
    statement = statement.where(reach.over(Task.area))
    return statement if area is None else statement.where(within(Task.area, area))


def tasks_to_do(session: Session, kind: str) -> list[Task]:
    """Tasks of a kind that are to be done, locked."""
    wanted = select(Task).where(Task.kind == kind, Task.done_on.is_(None)).order_by(Task.id)
    return list(session.scalars(wanted.with_for_update()))


def buildings_without(session: Session, kind: str) -> list[Place]:
    """Buildings of which nobody holds a post of a kind, in the order of their paths."""
    held = select(Post.id).join(Term, Term.post_id == Post.id)
    held = held.where(Post.kind == kind, Post.area == Place.path, Term.until.is_(None))
    wanted = select(Place).where(Place.kind == "building", ~held.exists())
    return list(session.scalars(wanted.order_by(Place.path)))
