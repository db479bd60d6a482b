"""Who checked which record, and what casts doubt on it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from chassis.personal import Encrypted
from services.residents.models.rows import Base

_UNSETTLED = text("settled_on IS NULL")


class Verification(Base):
    """A check of a household's record that found it right, for the members it was about."""

    __tablename__ = "verifications"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    household_id: Mapped[UUID] = mapped_column(ForeignKey("households.id"), index=True)
    on: Mapped[date]
    means: Mapped[str]
    checker_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class VerifiedStay(Base):
    """A stay that a check found as recorded."""

    __tablename__ = "verified_stays"

    verification_id: Mapped[UUID] = mapped_column(ForeignKey("verifications.id"), primary_key=True)
    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stays.id"), primary_key=True, index=True)


class Doubt(Base):
    """A reason to check a household's record, until a check settles it."""

    __tablename__ = "doubts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    household_id: Mapped[UUID] = mapped_column(ForeignKey("households.id"))
    ground: Mapped[str]
    since: Mapped[date]
    settled_on: Mapped[date | None]
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("verifications.id"), index=True)

    __table_args__ = (
        Index(
            "uq_doubts_unsettled",
            "household_id",
            "ground",
            unique=True,
            postgresql_where=_UNSETTLED,
            sqlite_where=_UNSETTLED,
        ),
    )


class Observation(Base):
    """What somebody saw or heard about a household, or about one member of it, at the door."""

    __tablename__ = "observations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    household_id: Mapped[UUID] = mapped_column(ForeignKey("households.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    """The member it is about; of the whole household when left out."""
    seen: Mapped[str]
    on: Mapped[date]
    checker_id: Mapped[UUID | None]
    note: Mapped[str | None] = mapped_column(Encrypted())
    recorded_at: Mapped[datetime]
