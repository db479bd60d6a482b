"""The register's tables: places, grids, people, households, tenancies, stays, posts, rosters."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from chassis.models import NAMING, TYPES
from chassis.personal import Encrypted

_OPEN = text("until IS NULL")


class Base(DeclarativeBase):
    """Tables of the residents service."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = TYPES


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


class Person(Base):
    """A person the community knows, living here or not."""

    __tablename__ = "people"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Encrypted())
    id_number: Mapped[str | None] = mapped_column(Encrypted())
    id_number_index: Mapped[bytes | None] = mapped_column(LargeBinary(), unique=True)
    phone: Mapped[str | None] = mapped_column(Encrypted())
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(), index=True)
    birth_date: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=0)


class Household(Base):
    """People who share a dwelling under one tenancy."""

    __tablename__ = "households"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)


class Tenancy(Base):
    """A household's right to a dwelling; mirrors the city's contract."""

    __tablename__ = "tenancies"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    household_id: Mapped[UUID] = mapped_column(ForeignKey("households.id"))
    dwelling_id: Mapped[UUID] = mapped_column(ForeignKey("dwellings.id"))
    contract_number: Mapped[str]
    since: Mapped[date]
    lease_ends: Mapped[date]
    until: Mapped[date | None]
    end_reason: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_starts"),
        Index(
            "uq_tenancies_open_dwelling",
            "dwelling_id",
            unique=True,
            postgresql_where=_OPEN,
            sqlite_where=_OPEN,
        ),
        Index(
            "uq_tenancies_open_household",
            "household_id",
            unique=True,
            postgresql_where=_OPEN,
            sqlite_where=_OPEN,
        ),
    )


class Stay(Base):
    """A person's residence in a dwelling as a member of a household, from a day to a day."""

    __tablename__ = "stays"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    household_id: Mapped[UUID] = mapped_column(ForeignKey("households.id"), index=True)
    dwelling_id: Mapped[UUID] = mapped_column(ForeignKey("dwellings.id"), index=True)
    relation: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    end_reason: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_starts"),
        Index("uq_stays_open_person", "person_id", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN),
    )


class Post(Base):
    """An office in the community with a place or grid of its own, such as hub-household keeper."""

    __tablename__ = "posts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    scope: Mapped[str]
    area: Mapped[str]
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("kind", "area"),)


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
        Index("uq_terms_open_post", "post_id", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN),
    )


class RosterEntry(Base):
    """A line of a grid's roster: who lived where, in the grid as it was drawn then. A copy fed by events."""

    __tablename__ = "roster"

    stay_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    household_id: Mapped[UUID]
    dwelling_id: Mapped[UUID]
    area: Mapped[str]
    grid: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    version: Mapped[int]

    __table_args__ = (
        # Paths are compared by prefix, which needs the C order of characters on PostgreSQL.
        Index("ix_roster_grid", "grid", "stay_id", postgresql_ops={"grid": "text_pattern_ops"}),
        Index("ix_roster_area", "area", "stay_id", postgresql_ops={"area": "text_pattern_ops"}),
    )


class LeaseImport(Base):
    """One run of a lease roster against the register, with what it found."""

    __tablename__ = "lease_imports"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    as_of: Mapped[date]
    sha256: Mapped[str]
    rows: Mapped[int]
    faults: Mapped[int]
    ignored: Mapped[int]
    changes: Mapped[str]
    """Counts by kind, as JSON."""
