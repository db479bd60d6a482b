"""The probe's one table."""

from uuid import UUID

from sqlalchemy import BigInteger, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from chassis.models import NAMING, TYPES


class Base(DeclarativeBase):
    """Tables of the probe."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = TYPES


class Effect(Base):
    """One effect of one event; nothing in the table keeps a second one out."""

    __tablename__ = "effects"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    event_id: Mapped[UUID]
