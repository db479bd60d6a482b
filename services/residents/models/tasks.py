"""What somebody has to see to."""

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.residents.models.rows import Base

HUB_MISSING: Final = "hub_household_missing"
TASKS: Final = {HUB_MISSING: "本楼栋没有党员中心户，请物色并任命"}
"""Kinds of tasks, and what to do."""

_TO_DO = text("done_on IS NULL")


class Task(Base):
    """Something to see to in an area; raised and done by what the register says."""

    __tablename__ = "tasks"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[UUID]
    """What it is about, such as the building."""
    area: Mapped[str]
    raised_on: Mapped[date]
    done_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        Index(
            "uq_tasks_to_do", "kind", "subject_id", unique=True, postgresql_where=_TO_DO, sqlite_where=_TO_DO
        ),
        Index("ix_tasks_area", "area", "id", postgresql_ops={"area": "text_pattern_ops"}),
    )
