"""Lease rosters that were taken."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.residents.models.rows import Base


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


class LeaseFinding(Base):
    """One thing a roster found: of which kind, at which address."""

    __tablename__ = "lease_findings"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("lease_imports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    address: Mapped[str]
