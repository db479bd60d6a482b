"""Who lives where: households, their tenancies and the stays of their members."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.residents.models.rows import OPEN, Base


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
            postgresql_where=OPEN,
            sqlite_where=OPEN,
        ),
        Index(
            "uq_tenancies_open_household",
            "household_id",
            unique=True,
            postgresql_where=OPEN,
            sqlite_where=OPEN,
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
    verified_on: Mapped[date | None]
    """The last day on which somebody checked it and found it right."""

    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_starts"),
        Index("uq_stays_open_person", "person_id", unique=True, postgresql_where=OPEN, sqlite_where=OPEN),
    )
