"""Who lives where: households and the stays of their members, with what was believed of them before."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.residents.models.rows import OPEN, Base


class Household(Base):
    """People who share a dwelling under one tenancy; `version` counts what has been announced about it."""

    __tablename__ = "households"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    version: Mapped[int] = mapped_column(default=0)


class Stay(Base):
    """A person's residence in a dwelling as a member of a household, from a day to a day.

    What was written down before instants were kept has none, and counts as known from the first.
    """

    __tablename__ = "stays"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    household_id: Mapped[UUID] = mapped_column(ForeignKey("households.id"), index=True)
    dwelling_id: Mapped[UUID] = mapped_column(ForeignKey("dwellings.id"), index=True)
    relation: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    end_reason: Mapped[str | None]
    recorded_at: Mapped[datetime | None]
    end_recorded_at: Mapped[datetime | None]
    verified_on: Mapped[date | None]
    """The last day on which somebody checked it and found it right."""

    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_starts"),
        Index("uq_stays_open_person", "person_id", unique=True, postgresql_where=OPEN, sqlite_where=OPEN),
    )


class FormerRelation(Base):
    """How a member stood to the tenant until another day, and until which instant that was what was known."""

    __tablename__ = "former_relations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stays.id"), index=True)
    relation: Mapped[str]
    until: Mapped[date]
    replaced_at: Mapped[datetime]


class RetractedEnd(Base):
    """The end of a stay that was believed from one instant to another, and did not happen."""

    __tablename__ = "retracted_ends"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stays.id"), index=True)
    until: Mapped[date]
    end_reason: Mapped[str]
    recorded_at: Mapped[datetime | None]
    retracted_at: Mapped[datetime]
