"""Pairs of records that may be one person."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.residents.models.rows import Base

PROPOSED: Final = "proposed"
DISTINCT: Final = "distinct"
MERGED: Final = "merged"


class DuplicatePair(Base):
    """Two records that may be one person, with what speaks for it; `first_id` is the smaller id."""

    __tablename__ = "duplicate_pairs"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    first_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    second_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    score: Mapped[int]
    evidence: Mapped[str]
    """What was found field by field, as JSON: words and points, nobody's data."""
    state: Mapped[str]
    found_at: Mapped[datetime]
    judged_at: Mapped[datetime | None]
    judged_by: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint("first_id < second_id", name="in_order"),
        UniqueConstraint("first_id", "second_id"),
        Index("ix_duplicate_pairs_state", "state", "score", "id"),
    )

    def judge(self, state: str, *, by: UUID | None, now: datetime) -> None:
        """Put on record what somebody found: distinct people, one person, or open again."""
        self.state, self.judged_by, self.judged_at = state, by, now
        self.version += 1
