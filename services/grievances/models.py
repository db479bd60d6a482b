"""The tables of grievances: cases, their timelines and numbers, and copies of dwellings, residents, posts."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from chassis.models import NAMING, TYPES
from chassis.personal import Encrypted
from services.grievances.errors import AlreadySettled

CATEGORIES: Final = {
    "noise": "噪声扰民",
    "dogs": "不文明养犬",
    "lifts": "电梯故障",
    "neighbours": "邻里纠纷",
    "facilities": "公共设施",
    "other": "其他",
}
"""What a case can be about."""

OPEN, SETTLED = "open", "settled"
REACHABLE, MOVED_OUT, ANONYMOUS = "reachable", "moved_out", "anonymous"

_OPEN = text("state = 'open'")


class Base(DeclarativeBase):
    """Tables of the grievances service."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = TYPES


class Case(Base):
    """A grievance about a dwelling or its surroundings, from the day it is brought until it is settled."""

    __tablename__ = "cases"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    dwelling_id: Mapped[UUID] = mapped_column(index=True)
    area: Mapped[str]
    grid: Mapped[str]
    reporter_id: Mapped[UUID | None]
    reporter_contact: Mapped[str]
    category: Mapped[str]
    description: Mapped[str] = mapped_column(Encrypted())
    state: Mapped[str]
    filed_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    words_erased_on: Mapped[date | None]
    """Since when nothing is left of what was said, as its time was over."""
    assignee_post_id: Mapped[UUID | None]
    assignee_id: Mapped[UUID | None]
    version: Mapped[int]

    timeline: Mapped[list["CaseEntry"]] = relationship(
        lazy="raise", viewonly=True, order_by="(CaseEntry.at, CaseEntry.id)"
    )

    __table_args__ = (
        Index("ix_cases_filed", "filed_at", "id"),
        # Paths are compared by prefix, which needs the C order of characters on PostgreSQL.
        Index("ix_cases_area", "area", postgresql_ops={"area": "text_pattern_ops"}),
        Index("ix_cases_assignee", "assignee_id"),
        Index("ix_cases_open_reporter", "reporter_id", postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index(
            "ix_cases_open_area",
            "area",
            postgresql_where=_OPEN,
            sqlite_where=_OPEN,
            postgresql_ops={"area": "text_pattern_ops"},
        ),
        Index(
            "ix_cases_open_grid",
            "grid",
            postgresql_where=_OPEN,
            sqlite_where=_OPEN,
            postgresql_ops={"grid": "text_pattern_ops"},
        ),
    )

    def settle(self, *, now: datetime) -> None:
        """Be done with. Raises AlreadySettled."""
        if self.state != OPEN:
            raise AlreadySettled
        self.state, self.settled_at = SETTLED, now
        self.version += 1


class CaseEntry(Base):
    """One line of a case's timeline; codes and ids only."""

    __tablename__ = "case_entries"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    at: Mapped[datetime]
    kind: Mapped[str]
    post_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    cause_id: Mapped[UUID | None]
    """The event that brought this about, if it was one."""

    __table_args__ = (UniqueConstraint("case_id", "kind", "cause_id"),)


class CaseCounter(Base):
    """How many cases were numbered on a day."""

    __tablename__ = "case_counters"

    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


class Dwelling(Base):
    """Where a dwelling lies. A copy fed by events."""

    __tablename__ = "dwellings"

    dwelling_id: Mapped[UUID] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(index=True)
    area: Mapped[str]
    grid: Mapped[str]
    version: Mapped[int]


class Resident(Base):
    """Who lives or has lived where. A copy fed by events."""

    __tablename__ = "residents"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    dwelling_id: Mapped[UUID]
    present: Mapped[bool]
    until: Mapped[date | None]
    version: Mapped[int]


class Post(Base):
    """Who holds which post. A copy fed by events."""

    __tablename__ = "posts"

    post_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    scope: Mapped[str]
    area: Mapped[str]
    person_id: Mapped[UUID | None]
    version: Mapped[int]

    __table_args__ = (Index("ix_posts_area", "area"),)


class Forgotten(Base):
    """A person who has been erased: what they said in a case that was still open goes when it is settled."""

    __tablename__ = "forgotten"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
