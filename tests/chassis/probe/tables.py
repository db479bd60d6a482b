"""The tables of the probe's service: one row for every effect, so that a second one shows."""

from uuid import UUID

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from chassis.models import NAMING, TYPES


class Base(DeclarativeBase):
    """Tables of the probe."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = TYPES


class Effect(Base):
    """What one handler has done with one event."""

    __tablename__ = "effects"

    id: Mapped[int] = mapped_column(primary_key=True)
    handler: Mapped[str]
    event_id: Mapped[UUID]
    lamp_id: Mapped[UUID]
    sequence: Mapped[int]


class LampCopy(Base):
    """A copy of a lamp, moved forward by its events."""

    __tablename__ = "lamp_copies"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    light: Mapped[str]
