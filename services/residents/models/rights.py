"""What people have agreed to."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from chassis.personal import Encrypted
from services.residents.models.rows import Base

_GIVEN = text("withdrawn_on IS NULL")


class Consent(Base):
    """A person's consent to one purpose: to which notice, when, by what means, and when it was withdrawn."""

    __tablename__ = "consents"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    purpose: Mapped[str]
    notice: Mapped[str]
    given_on: Mapped[date]
    channel: Mapped[str]
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    """The guardian who consented for the person."""
    proof: Mapped[str] = mapped_column(Encrypted())
    """Where the proof is, such as the number of a signed sheet."""
    withdrawn_on: Mapped[date | None]

    __table_args__ = (
        Index(
            "uq_consents_given",
            "person_id",
            "purpose",
            "notice",
            "given_on",
            unique=True,
            postgresql_where=_GIVEN,
            sqlite_where=_GIVEN,
        ),
    )
