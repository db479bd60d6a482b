"""People, whether they live here or not."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from chassis.personal import Encrypted, EncryptedDate
from services.residents.models.rows import Base


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
    guardian_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    version: Mapped[int] = mapped_column(default=0)
