"""The tables every service has beside its own: outbox, inbox, failed events, timers, listeners, answers, audit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from chassis.models import NAMING, TYPES
from chassis.personal import Encrypted

_Serial = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Tables of the chassis, created in every service's database."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = TYPES


class OutboxRow(Base):
    """One announced event; kept after publication as the log of what this service has said."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(_Serial, primary_key=True)
    event_id: Mapped[UUID] = mapped_column(unique=True)
    type: Mapped[str]
    routing_key: Mapped[str]
    subject: Mapped[str]
    sequence: Mapped[int]
    data: Mapped[str]
    correlation_id: Mapped[str | None]
    causation_id: Mapped[str | None]
    traceparent: Mapped[str | None]
    occurred_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    nobody_listens: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    held_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))

    __table_args__ = (
        # Announcing the same step of an aggregate twice breaks here, not at the listeners.
        UniqueConstraint("subject", "sequence"),
        Index(
            "ix_outbox_unpublished",
            "id",
            postgresql_where=text("published_at IS NULL"),
            sqlite_where=text("published_at IS NULL"),
        ),
        Index(
            "ix_outbox_held",
            "subject",
            "id",
            postgresql_where=text("published_at IS NULL AND held_until IS NOT NULL"),
            sqlite_where=text("published_at IS NULL AND held_until IS NOT NULL"),
        ),
    )


class InboxRow(Base):
    """An event one handler has applied; what makes a repetition harmless."""

    __tablename__ = "inbox"

    handler: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    applied_at: Mapped[datetime]


class FailedEvent(Base):
    """An event one handler could not apply, with what is needed to try again or to decide."""

    __tablename__ = "failed_events"

    id: Mapped[int] = mapped_column(_Serial, primary_key=True)
    message_id: Mapped[str]
    handler: Mapped[str]
    type: Mapped[str]
    headers: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    attempts: Mapped[int]
    error: Mapped[str]
    state: Mapped[str]
    next_attempt_at: Mapped[datetime | None]
    failed_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("message_id", "handler"),
        Index("ix_failed_events_due", "state", "next_attempt_at"),
    )


class TimerRun(Base):
    """The last time a timer was due and has run, on whichever replica."""

    __tablename__ = "timers"

    name: Mapped[str] = mapped_column(primary_key=True)
    last_due: Mapped[datetime]


class Listener(Base):
    """A service known to listen to one of this service's events, as written by the set-up."""

    __tablename__ = "listeners"

    routing_key: Mapped[str] = mapped_column(primary_key=True)
    service: Mapped[str] = mapped_column(primary_key=True)


class Answered(Base):
    """The answer to a command that came with an idempotency key, to be given again."""

    __tablename__ = "answered"

    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int]
    kind: Mapped[str]
    body: Mapped[str] = mapped_column(Encrypted())
    etag: Mapped[str] = mapped_column(default="", server_default="")
    """As the header had it; empty for none."""


class Alias(Base):
    """A record of the same person as another, which it counts as for as long as it has a `kept_id`."""

    __tablename__ = "aliases"

    merged_id: Mapped[UUID] = mapped_column(primary_key=True)
    kept_id: Mapped[UUID | None] = mapped_column(index=True)
    version: Mapped[int]


class AuditRow(Base):
    """Something done with personal data that has to be answered for; each row is chained to the one before."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    role: Mapped[str]
    caller: Mapped[str]
    """The subject of the caller's token; empty for an operator on the command line."""
    action: Mapped[str]
    about: Mapped[str]
    """The id of what it was done with; empty when that was nobody in particular."""
    reason: Mapped[str] = mapped_column(Encrypted())
    seal: Mapped[bytes] = mapped_column(LargeBinary)
