"""The job supermarket's tables: employers, postings, wishes, and a copy of who lives here."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, MetaData, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from chassis.models import NAMING, TYPES
from chassis.personal import Encrypted
from services.employment.errors import (
    ClosesInThePast,
    PayRangeReversed,
    PostingNotDraft,
    PostingNotOpen,
    WishEndedAlready,
)

DRAFT, PUBLISHED, CLOSED, EXPIRED = "draft", "published", "closed", "expired"
OPEN, ENDED = "open", "ended"
MOVED_OUT = "moved_out"
"""Why a wish ended that is taken up again when the departure is undone."""

_PUBLISHED = text("state = 'published'")
_OPEN = text("state = 'open'")


class Base(DeclarativeBase):
    """Tables of the employment service."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = TYPES


class Employer(Base):
    """An organisation that offers work, known by its unified social credit code."""

    __tablename__ = "employers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    credit_code: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str] = mapped_column(Encrypted())
    registered_at: Mapped[datetime]


class Posting(Base):
    """An offer of work; `version` counts what has been announced about it."""

    __tablename__ = "postings"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    employer_id: Mapped[UUID] = mapped_column(ForeignKey("employers.id"), index=True)
    title: Mapped[str]
    occupation: Mapped[str]
    form: Mapped[str]
    hours: Mapped[str]
    pay_from_fen: Mapped[int]
    pay_to_fen: Mapped[int]
    pay_per: Mapped[str]
    area: Mapped[str]
    headcount: Mapped[int]
    closes_on: Mapped[date]
    state: Mapped[str]
    published_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    close_reason: Mapped[str | None]
    version: Mapped[int]

    __table_args__ = (
        CheckConstraint("pay_from_fen <= pay_to_fen", name="pay_range"),
        # Paths are compared by prefix, which needs the C order of characters on PostgreSQL.
        Index("ix_postings_area", "area", "id", postgresql_ops={"area": "text_pattern_ops"}),
        Index("ix_postings_state", "state", "id"),
        Index("ix_postings_closing", "closes_on", postgresql_where=_PUBLISHED, sqlite_where=_PUBLISHED),
    )

    def begin(self, *, on: date) -> None:
        """Become a draft that nobody sees yet. Raises PayRangeReversed, ClosesInThePast."""
        if self.pay_from_fen > self.pay_to_fen:
            raise PayRangeReversed
        self._refuse_if_past(on)
        self.state, self.version = DRAFT, 0

    def publish(self, *, on: date) -> None:
        """Open to residents. Raises PostingNotDraft, ClosesInThePast."""
        if self.state != DRAFT:
            raise PostingNotDraft
        self._refuse_if_past(on)
        self.state, self.published_on = PUBLISHED, on
        self.version += 1

    def close(self, reason: str, *, on: date) -> None:
        """Take no more applicants: `filled` or `withdrawn`. Raises PostingNotOpen."""
        if self.state != PUBLISHED:
            raise PostingNotOpen
        self.state, self.closed_on, self.close_reason = CLOSED, on, reason
        self.version += 1

    def _refuse_if_past(self, on: date) -> None:
        if self.closes_on < on:
            raise ClosesInThePast(closes_on=self.closes_on)


class Wish(Base):
    """What work a resident looks for; what is left out is welcome in any form."""

    __tablename__ = "wishes"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    occupation: Mapped[str | None]
    form: Mapped[str | None]
    hours: Mapped[str | None]
    pay_from_fen: Mapped[int | None]
    pay_per: Mapped[str | None]
    area: Mapped[str | None]
    recorded_at: Mapped[datetime]
    known_moves: Mapped[int]
    """The last move of the person that was known when the wish was recorded; only later ones can end it."""
    state: Mapped[str]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None]
    version: Mapped[int]

    __table_args__ = (
        CheckConstraint("(pay_from_fen IS NULL) = (pay_per IS NULL)", name="pay_has_a_unit"),
        Index("ix_wishes_person", "person_id", "id"),
        Index("ix_wishes_open", "person_id", postgresql_where=_OPEN, sqlite_where=_OPEN),
    )

    def begin(self, *, known_moves: int) -> None:
        """Be open from now on."""
        self.known_moves, self.state, self.version = known_moves, OPEN, 1

    def end(self, reason: str, *, on: date) -> None:
        """Look for this work no longer. Raises WishEndedAlready."""
        if self.state != OPEN:
            raise WishEndedAlready
        self.state, self.ended_on, self.end_reason = ENDED, on, reason
        self.version += 1

    def take_up_again(self) -> None:
        """Be open after all, since what had ended it did not happen."""
        self.state, self.ended_on, self.end_reason = OPEN, None, None
        self.version += 1


class Resident(Base):
    """Who lives here, since which move. A copy fed by events."""

    __tablename__ = "residents"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    present: Mapped[bool]
    area: Mapped[str]
    grid: Mapped[str]
    until: Mapped[date | None]
    version: Mapped[int]


class JobConsent(Base):
    """Whether a person agrees to be matched with work; who has said nothing is not here. A copy fed by events."""

    __tablename__ = "job_consents"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    given: Mapped[bool]
    on: Mapped[date | None]
    """The day of what they have said last; of before days were kept there is none."""
    version: Mapped[int]


class Departure(Base):
    """That a stay of a person was said to have ended, by which of their moves."""

    __tablename__ = "departures"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    move: Mapped[int] = mapped_column(primary_key=True)
    stay_id: Mapped[UUID]
    until: Mapped[date]
    event_id: Mapped[UUID]


class UndoneDeparture(Base):
    """That a stay goes on after all: what was said of its end until this version did not happen."""

    __tablename__ = "undone_departures"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    stay_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]


class Forgotten(Base):
    """A person who has been erased: what is still on its way about them is not taken down any more."""

    __tablename__ = "forgotten"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
