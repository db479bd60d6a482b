"""Lease rosters that were taken."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.residents.models.rows import Base


class LeaseImport(Base):
    """One lease roster taken over to the register, in one run or, after a crash, in several."""

    __tablename__ = "lease_imports"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """Nothing as long as it is unfinished: it is being written, or was cut off."""
    as_of: Mapped[date]
    sha256: Mapped[str]
    rows: Mapped[int]
    faults: Mapped[int]
    ignored: Mapped[int]
    changes: Mapped[str]
    """Counts by kind of what was written so far, as JSON."""

    __table_args__ = (
        Index("uq_lease_imports_unfinished", "sha256", "as_of", unique=True,
              postgresql_where=text("ended_at IS NULL"), sqlite_where=text("ended_at IS NULL")),
    )  # fmt: skip

    @property
    def state(self) -> str:
        """`done` or `unfinished`."""
        return "unfinished" if self.ended_at is None else "done"


class LeaseFinding(Base):
    """One thing a roster found: of which kind, at which address, and of what or why."""

    __tablename__ = "lease_findings"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("lease_imports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    address: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    """The fields that were corrected, or the codes of what is in doubt, with commas between."""
