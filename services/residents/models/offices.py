"""Posts in the community, the terms in which people hold them, and the roster."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.residents.models.rows import OPEN, Base


class PostKind(Base):
    """What posts there can be; the community sets them up as its rules have them."""

    __tablename__ = "post_kinds"

    code: Mapped[str] = mapped_column(primary_key=True)
    zh: Mapped[str]
    en: Mapped[str]
    scope: Mapped[str]
    """Whether such a post is for a `place` or for a `grid`."""
    lives_there: Mapped[bool]
    """Whether its holder has to live in its area, and loses it by moving away."""
    at_most: Mapped[int | None]
    """How many such posts one area may have."""
    version: Mapped[int] = mapped_column(default=1)


class Post(Base):
    """An office in the community with a place or grid of its own, such as hub-household keeper."""

    __tablename__ = "posts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    scope: Mapped[str]
    area: Mapped[str]
    version: Mapped[int] = mapped_column(default=0)
    closed_on: Mapped[date | None]
    """Since when there is no such post any more, because its grid is gone or it is not wanted."""

    __table_args__ = (Index("ix_posts_area", "area", "kind"),)


class Term(Base):
    """The time a person holds a post."""

    __tablename__ = "terms"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("posts.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    since: Mapped[date]
    term_ends: Mapped[date | None]
    until: Mapped[date | None]
    end_reason: Mapped[str | None]

    __table_args__ = (
        Index("uq_terms_open_post", "post_id", unique=True, postgresql_where=OPEN, sqlite_where=OPEN),
    )


class RosterEntry(Base):
    """A line of the roster: who lived where, from when to when. A copy fed by events."""

    __tablename__ = "roster"

    stay_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    household_id: Mapped[UUID]
    dwelling_id: Mapped[UUID]
    area: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    version: Mapped[int]

    __table_args__ = (
        # Paths are compared by prefix, which needs the C order of characters on PostgreSQL.
        Index("ix_roster_area", "area", "stay_id", postgresql_ops={"area": "text_pattern_ops"}),
    )
