"""Notifications' tables: copies of people and wishes, and the persisted stages of every notice."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from chassis.models import NAMING, TYPES
from chassis.personal import Encrypted

_Serial = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Tables of the notifications service."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = TYPES


class Recipient(Base):
    """A person who lives or lived here, and where: a copy of the residents' register."""

    __tablename__ = "recipients"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    present: Mapped[bool]
    area: Mapped[str]
    grid: Mapped[str]
    version: Mapped[int]

    __table_args__ = (Index("ix_recipients_area", "area", postgresql_ops={"area": "text_pattern_ops"}),)


class Contact(Base):
    """How a person can be reached outside the inbox: a copy of the residents' register."""

    __tablename__ = "contacts"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    phone: Mapped[str | None] = mapped_column(Encrypted())
    version: Mapped[int]


class Interest(Base):
    """A resident's wish for work: a copy of the employment service's."""

    __tablename__ = "interests"

    wish_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(index=True)
    open: Mapped[bool]
    occupation: Mapped[str | None]
    form: Mapped[str | None]
    hours: Mapped[str | None]
    pay_from_fen: Mapped[int | None]
    pay_per: Mapped[str | None]
    area: Mapped[str | None]
    version: Mapped[int]


class Posting(Base):
    """A job posting's state as far as sending is concerned: a copy of the employment service's."""

    __tablename__ = "postings"

    posting_id: Mapped[UUID] = mapped_column(primary_key=True)
    open: Mapped[bool]
    version: Mapped[int]


class Notice(Base):
    """Something to be told to many: the first stage, one for each event that causes it."""

    __tablename__ = "notices"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    cause_id: Mapped[UUID] = mapped_column(unique=True)
    kind: Mapped[str]
    subject_id: Mapped[UUID]
    title: Mapped[str]
    facts: Mapped[str]
    """What the message says beside its title, as JSON."""
    created_at: Mapped[datetime]
    closes_on: Mapped[date | None]
    matched: Mapped[int] = mapped_column(default=0)
    delivered: Mapped[int | None]
    delivered_at: Mapped[datetime | None]
    version: Mapped[int]


class Match(Base):
    """A person a notice is for, and why: the second stage, once per notice and person."""

    __tablename__ = "matches"

    notice_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    reasons: Mapped[str]


class Message(Base):
    """A notice in a person's inbox: the third stage, once per notice, person and channel."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(_Serial, primary_key=True)
    notice_id: Mapped[UUID]
    person_id: Mapped[UUID]
    channel: Mapped[str]
    reasons: Mapped[str]
    sent_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("notice_id", "person_id", "channel"),
        Index("ix_messages_inbox", "person_id", "id"),
        Index(
            "ix_messages_unread",
            "person_id",
            postgresql_where=text("read_at IS NULL"),
            sqlite_where=text("read_at IS NULL"),
        ),
    )


class Restriction(Base):
    """Whether a person's data may be kept only: nothing is matched or sent then. A copy fed by events."""

    __tablename__ = "restrictions"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    restricted: Mapped[bool]
    version: Mapped[int]


class JobConsent(Base):
    """Whether a person agrees to be matched with work; who has said nothing is not here. A copy fed by events."""

    __tablename__ = "job_consents"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    given: Mapped[bool]
    on: Mapped[date]
    version: Mapped[int]


class Forgotten(Base):
    """A person who has been erased: what is still on its way about them is not taken down any more."""

    __tablename__ = "forgotten"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
