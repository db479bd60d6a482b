"""Places, grids and dwellings."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.residents.models.rows import Base


class Place(Base):
    """A community, cluster (组团), building (幢) or unit (单元), each within the one above."""

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
