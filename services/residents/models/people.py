"""People, whether they live here or not."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from chassis.personal import Encrypted, EncryptedDate
from services.residents.models.rows import Base

_RESTRICTED = text("restricted_since IS NOT NULL")


class Person(Base):
    """A person the community knows, living here or not."""

    __tablename__ = "people"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Encrypted())
    id_type: Mapped[str] = mapped_column(default="none")
    id_number: Mapped[str | None] = mapped_column(Encrypted())
    id_number_index: Mapped[bytes | None] = mapped_column(LargeBinary(), unique=True)
    phone: Mapped[str | None] = mapped_column(Encrypted())
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(), index=True)
    restricted_since: Mapped[date | None]
    """Since when these data may be kept and nothing else."""
    erased_on: Mapped[date | None]
    birth_date: Mapped[date | None] = mapped_column(EncryptedDate())
    namesake_index: Mapped[bytes | None] = mapped_column(LargeBinary(), index=True)
    """Of name and birth date together; of those without a birth date nothing."""
    hukou: Mapped[str | None]
    """Where the person is registered (户籍地): district (GB/T 2260), town or village by 6, 9 or 12 digits."""
    identity_noted_on: Mapped[date | None]
    """The last day on which somebody said at the desk who this is; a roster of an earlier day says less."""
    contact_noted_on: Mapped[date | None]
    """The same of how the person can be reached."""
    guardian_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    recorded_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        Index("ix_people_restricted", "id", postgresql_where=_RESTRICTED, sqlite_where=_RESTRICTED),
    )
