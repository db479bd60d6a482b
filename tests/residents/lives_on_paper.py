"""What else happens in a community: grids are drawn anew, records merged, posts filled."""

from uuid import UUID

from sqlalchemy import select

from chassis import clock
from chassis.events.tables import Alias
from services.residents.models import Grid, Post
from services.residents.redrawn import Drawn
from services.residents.usecases import merging, posts, redrawing
from tests.residents.lives import AREAS, GRIDS, Life, act


class LifeOnPaper(Life):
    """A life with what the office writes down beside the moves."""

    def a_post(self, at: int) -> UUID:
        """One of the posts there are or were."""
        with self.register.own.reading() as session:
            found = session.scalars(select(Post.id).order_by(Post.id)).all()
        return found[at % len(found)]

    @act
    def redraw(self, count: int, grid: int) -> None:
        path, areas = GRIDS[grid % len(GRIDS)], self.random.sample(AREAS, count % 2 + 1)
        with self.register.own.reading() as session:
            known = session.scalar(select(Grid.id).where(Grid.path == path))
        drawn = [Drawn(path=path, name=None if known else "网格", areas=areas)]
        self.attempt("redraw", lambda session: redrawing.redraw(
            session, drawn, on=self.today, reason="调整网格", now=clock.now()))  # fmt: skip

    @act
    def merge(self, at: int, into: int) -> None:
        one, other = self.anybody(at, gone=True), self.anybody(into)
        if one and other:
            self.attempt(
                "merge",
                lambda session: merging.merge(session, one, other, reason="重复登记", today=self.today),
            )

    @act
    def unmerge(self, at: int) -> None:
        with self.register.own.reading() as session:
            merged = session.scalars(select(Alias.merged_id).order_by(Alias.merged_id)).all()
        if merged:
            self.attempt("unmerge", lambda session: merging.unmerge(
                session, merged[at % len(merged)], reason="并非同一人", today=self.today))  # fmt: skip

    @act
    def appoint(self, post: int, at: int) -> None:
        if person := self.anybody(at):
            self.attempt("appoint", lambda session: posts.appoint(
                session, self.a_post(post), person, since=self.today, term_ends=None))  # fmt: skip

    @act
    def relieve(self, post: int) -> None:
        self.attempt("relieve", lambda session: posts.relieve(session, self.a_post(post), on=self.today))
