"""Special groups, care plans and the visits of the people's diary (民情日记)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from chassis.personal import Encrypted
from services.residents import care
from services.residents.errors import NoSuchCareStep
from services.residents.models.rows import Base

_HOLDS = text("until IS NULL")
_RUNS = text("state <> 'closed'")


class CareTag(Base):
    """That a person belongs to a special group; which one is encrypted, as it tells of health or hardship."""

    __tablename__ = "care_tags"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    group: Mapped[str] = mapped_column(Encrypted())
    group_index: Mapped[bytes] = mapped_column(LargeBinary())
    """Of person and group together: tells that two tags are alike, and nothing else."""
    source: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(Encrypted())
    recorded_at: Mapped[datetime]

    __table_args__ = (
        Index("uq_care_tags_holds", "group_index", unique=True, postgresql_where=_HOLDS, sqlite_where=_HOLDS),
    )


class CareTier(Base):
    """How often people of a tier are visited; the community sets the days."""

    __tablename__ = "care_tiers"

    code: Mapped[str] = mapped_column(primary_key=True)
    zh: Mapped[str]
    en: Mapped[str]
    every_days: Mapped[int]
    grace_days: Mapped[int]
    """After these days a visit that is due is overdue."""
    after_change_days: Mapped[int | None]
    """How soon a visit is due after somebody came to the household, left it or moved with it; None: in its turn."""
    version: Mapped[int] = mapped_column(default=1)


class CarePlan(Base):
    """That a person is visited in a rhythm, until it is closed."""

    __tablename__ = "care_plans"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    dwelling_id: Mapped[UUID] = mapped_column(ForeignKey("dwellings.id"), index=True)
    tier: Mapped[str] = mapped_column(ForeignKey("care_tiers.code"))
    state: Mapped[str]
    opened_on: Mapped[date]
    next_due: Mapped[date | None]
    visited_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None]
    stay_id: Mapped[UUID | None]
    """The stay whose end has closed it."""
    hand_over: Mapped[str | None] = mapped_column(Encrypted())
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        Index("uq_care_plans_runs", "person_id", unique=True, postgresql_where=_RUNS, sqlite_where=_RUNS),
        Index("ix_care_plans_due", "state", "next_due"),
    )

    def take(self, step: str) -> None:
        """Go a step. Raises NoSuchCareStep where the state does not allow it."""
        allowed, into = care.STEPS[step]
        if self.state not in allowed:
            raise NoSuchCareStep
        self.state = into
        self.version += 1

    def run(self, *, on: date, tier: CareTier) -> None:
        """Begin the rhythm of a tier on a day."""
        self.tier, self.next_due = tier.code, on + timedelta(days=tier.every_days)

    def is_overdue(self, today: date, *, grace_days: int) -> bool:
        """Whether the days of grace after the due day are over."""
        return self.next_due is not None and self.next_due + timedelta(days=grace_days) < today

    def end(self, reason: str, *, on: date, stay_id: UUID | None = None) -> None:
        """Visit no longer. Raises NoSuchCareStep."""
        self.take("close")
        self.ended_on, self.end_reason, self.stay_id, self.next_due = on, reason, stay_id, None

    def resume(self, *, due: date) -> None:
        """Go on, since what had ended it was undone. Raises NoSuchCareStep."""
        self.take("resume")
        self.ended_on, self.end_reason, self.stay_id, self.next_due = None, None, None, due


class Visit(Base):
    """A visit to a household, as written down in the diary."""

    __tablename__ = "visits"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    household_id: Mapped[UUID] = mapped_column(ForeignKey("households.id"), index=True)
    dwelling_id: Mapped[UUID] = mapped_column(ForeignKey("dwellings.id"), index=True)
    on: Mapped[date] = mapped_column(index=True)
    visitor_id: Mapped[UUID | None]
    situation: Mapped[str | None] = mapped_column(Encrypted())
    difficulties: Mapped[str | None] = mapped_column(Encrypted())
    demands: Mapped[str | None] = mapped_column(Encrypted())
    action: Mapped[str | None] = mapped_column(Encrypted())
    recorded_at: Mapped[datetime]


class VisitedPerson(Base):
    """Somebody who was met on a visit."""

    __tablename__ = "visited_people"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)


class VisitAddendum(Base):
    """What was added to a visit's record later; the record itself stays as it was written."""

    __tablename__ = "visit_addenda"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), index=True)
    visitor_id: Mapped[UUID | None]
    text: Mapped[str | None] = mapped_column(Encrypted())
    recorded_at: Mapped[datetime]


class FollowUp(Base):
    """What was promised on a visit, by whom and until when."""

    __tablename__ = "follow_ups"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), index=True)
    what: Mapped[str | None] = mapped_column(Encrypted())
    owner_post: Mapped[UUID | None] = mapped_column(ForeignKey("posts.id"))
    due_on: Mapped[date] = mapped_column(index=True)
    done_on: Mapped[date | None]
