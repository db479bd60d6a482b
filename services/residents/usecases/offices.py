"""Which posts there are: their kinds, set up and closed by the office or as grids come and go."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.access import UNLIMITED, Reach
from chassis.events.outbox import announce
from chassis.ids import new_id
from chassis.versions import require_seen
from services.residents import queries
from services.residents.errors import (
    AreaUnknown,
    PostClosed,
    PostKindInUse,
    PostKindUnknown,
    PostsEnough,
    PostUnknown,
    WrongPostKindCode,
)
from services.residents.models import Post, PostKind
from services.residents.usecases.posts import vacate

_CODE = re.compile(r"[a-z_]{1,40}")


def set_kind(session: Session, code: str, *, seen: int | None = None, **given: Any) -> PostKind:
    """Set up a kind of posts, or change one. Raises WrongPostKindCode, PostKindInUse, ChangedMeanwhile."""
    if not _CODE.fullmatch(code):
        raise WrongPostKindCode
    kind = queries.locked_post_kind(session, code) or PostKind(code=code, version=0, **given)
    require_seen(kind.version, seen)
    if kind.scope != given["scope"] and queries.count_posts(session, code):
        raise PostKindInUse
    for name, value in given.items():
        setattr(kind, name, value)
    kind.version += 1
    session.add(kind)
    return kind


def create_posts(session: Session, posts: Sequence[Post]) -> None:
    """Set up posts, vacant until somebody is appointed."""
    session.add_all(posts)
    session.flush()


def set_up_post(session: Session, *, kind: str, area: str, reach: Reach = UNLIMITED) -> Post:
    """Set up one more post of a kind. Raises PostKindUnknown, AreaUnknown, PostsEnough."""
    known = queries.locked_post_kind(session, kind)
    if known is None:
        raise PostKindUnknown
    if not reach.covers(area) or not queries.is_area(session, known.scope, area):
        raise AreaUnknown(area=area)
    count = queries.count_posts(session, kind, area)
    if known.at_most is not None and count >= known.at_most:
        raise PostsEnough(area=area, kind_zh=known.zh, kind=known.en, count=count)
    post = Post(id=new_id(), kind=kind, scope=known.scope, area=area)
    create_posts(session, [post])
    return post


def close_post(
    session: Session, post_id: UUID, *, on: date, seen: int | None = None, reach: Reach = UNLIMITED
) -> None:
    """Close a post that is not wanted any more; its holder is relieved.

    Raises PostUnknown, ChangedMeanwhile, PostClosed.
    """
    post = queries.locked_post(session, post_id, reach)
    if post is None:
        raise PostUnknown
    require_seen(post.version, seen)
    if post.closed_on is not None:
        raise PostClosed(on=post.closed_on)
    _close(session, [post], on)


def open_posts_like(session: Session, sources: Collection[str], targets: Collection[str]) -> None:
    """Give grids posts of the kinds that other grids have, vacant."""
    kinds = sorted({post.kind for post in queries.grid_posts(session, sources) if post.closed_on is None})
    known = {(post.kind, post.area) for post in queries.grid_posts(session, targets)}
    for area in targets:
        for kind in kinds:
            if (kind, area) not in known:
                session.add(Post(id=new_id(), kind=kind, scope="grid", area=area))


def reopen_posts(session: Session, gone: Mapping[str, date]) -> None:
    """Let grids that are there again have the posts they had on the day they were gone."""
    for post in queries.grid_posts(session, gone):
        if post.closed_on == gone[post.area]:
            post.closed_on = None
            post.version += 1


def close_posts(session: Session, grids: Collection[str], *, on: date) -> None:
    """Close the posts of grids that are gone, and relieve their holders."""
    _close(session, [post for post in queries.grid_posts(session, grids) if post.closed_on is None], on)


def _close(session: Session, posts: Sequence[Post], on: date) -> None:
    terms = {each.post_id: each for each in queries.open_terms(session, [post.id for post in posts])}
    for post in posts:
        post.closed_on = on
        post.version += 1
        if term := terms.get(post.id):
            vacated = vacate(post, term, max(on, term.since), "relieved")
            announce(session, vacated, sequence=post.version)
