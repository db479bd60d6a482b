"""Routing: whose hands a case comes to, by where it is and who holds which post."""

from collections.abc import Iterable
from typing import Final, NamedTuple
from uuid import UUID

from chassis.areas import enclosing
from services.grievances.models import Post


class Hands(NamedTuple):
    """A post and the person who holds it; neither when nobody is there."""

    post_id: UUID | None
    person_id: UUID | None


NOBODY: Final = Hands(None, None)

_LADDER: Final = (("hub_household", "place"), ("grid_worker", "grid"), ("grid_head", "grid"))
"""Kinds of posts and what their areas are areas of, the nearest to people's doors first."""

KINDS: Final = tuple(kind for kind, _ in _LADDER)


class Routes:
    """The posts that are held, by kind, scope and area."""

    def __init__(self, posts: Iterable[Post]) -> None:
        self._held: dict[tuple[str, str, str], Hands] = {}
        for post in posts:
            self._held.setdefault((post.kind, post.scope, post.area), Hands(post.post_id, post.person_id))

    def hands_for(self, *, area: str, grid: str) -> Hands:
        """The nearest post held: up the ladder, and on each step the smallest area."""
        paths = {"place": enclosing(area)[::-1], "grid": enclosing(grid)[::-1]}
        return next(
            (
                self._held[kind, scope, path]
                for kind, scope in _LADDER
                for path in paths[scope]
                if (kind, scope, path) in self._held
            ),
            NOBODY,
        )
