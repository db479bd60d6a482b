"""Places, grids and dwellings."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from chassis.personal import Encrypted
from services.residents.models.rows import OPEN, Base

EVER: Final = date.min
"""The first day of what has been so for as long as anything is known."""


class Place(Base):
    """A community, cluster (组团), building (幢), unit (单元) or ground-floor space (底商), each in the one above."""

    __tablename__ = "places"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    path: Mapped[str] = mapped_column(unique=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))


class Grid(Base):
    """An area of governance (网格) with people who look after it; grids nest to any depth."""

    __tablename__ = "grids"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    path: Mapped[str] = mapped_column(unique=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("grids.id"))
    is_leaf: Mapped[bool]
    since: Mapped[date] = mapped_column(default=EVER)
    until: Mapped[date | None]
    """The day from which no dwelling lay in it any more."""


class Dwelling(Base):
    """A flat that a household can rent; it lies in exactly one leaf grid."""

    __tablename__ = "dwellings"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    grid_id: Mapped[UUID] = mapped_column(ForeignKey("grids.id"), index=True)
    address: Mapped[str] = mapped_column(unique=True)
    path: Mapped[str] = mapped_column(unique=True)
    grid_path: Mapped[str]
    floor: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)


class WrittenForm(Base):
    """One way in which lease rosters have written a dwelling's address, and the first and last day they spoke of."""

    __tablename__ = "written_forms"

    dwelling_id: Mapped[UUID] = mapped_column(ForeignKey("dwellings.id"), primary_key=True)
    text: Mapped[str] = mapped_column(primary_key=True)
    first_on: Mapped[date]
    last_on: Mapped[date]


class GridPeriod(Base):
    """The time in which a dwelling lay in a grid; those of one dwelling follow each other without gap or overlap."""

    __tablename__ = "grid_periods"

    dwelling_id: Mapped[UUID] = mapped_column(ForeignKey("dwellings.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True, default=EVER)
    grid_id: Mapped[UUID] = mapped_column(ForeignKey("grids.id"))
    until: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("until IS NULL OR until > since", name="lasts"),
        Index("ix_grid_periods_grid", "grid_id"),
        Index("uq_grid_periods_open", "dwelling_id", unique=True, postgresql_where=OPEN, sqlite_where=OPEN),
    )


class Redrawing(Base):
    """One time the grids were drawn anew: from which day on, why, and what it changed."""

    __tablename__ = "redrawings"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    on: Mapped[date]
    reason: Mapped[str] = mapped_column(Encrypted())
    outcome: Mapped[str]
    """Grids opened and closed, and how many dwellings went from which to which; as JSON."""
    recorded_at: Mapped[datetime]
