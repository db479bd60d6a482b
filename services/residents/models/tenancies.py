"""Tenancies: the states they go through, as a table of steps, and the record of each step."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.residents.errors import StepOutOfOrder
from services.residents.models.rows import OPEN, Base

STATES: Final = {
    "allocated": "已配租",
    "signed": "已签约",
    "checked_in": "已入住",
    "active": "在租",
    "renewing": "续租办理中",
    "exchanging": "换租办理中",
    "terminating": "退租办理中",
    "inspected": "已验房",
    "settled": "已结算",
    "ended": "已终止",
}
"""What a tenancy can be."""

ALLOCATED, SIGNED, CHECKED_IN, ACTIVE, ENDED = "allocated", "signed", "checked_in", "active", "ended"
RESERVED: Final = (ALLOCATED, SIGNED)
"""The dwelling is taken and nobody lives in it yet."""
_AT_EASE: Final = (CHECKED_IN, ACTIVE)
_LIVED_IN: Final = tuple(each for each in STATES if each not in {*RESERVED, ENDED})


class Step(NamedTuple):
    """Something that is done with a tenancy: what it is called, when it may be done, what the tenancy is then."""

    zh: str
    after: tuple[str, ...]
    leads_to: str


STEPS: Final = {
    "allocate": Step("配租", (), ALLOCATED),
    "sign": Step("签约", (ALLOCATED,), SIGNED),
    "release": Step("放弃配租", RESERVED, ENDED),
    "check_in": Step("入住", (SIGNED,), CHECKED_IN),
    "activate": Step("起租", (CHECKED_IN,), ACTIVE),
    "move_in": Step("直接入住", (), ACTIVE),
    "apply_for_renewal": Step("申请续租", _AT_EASE, "renewing"),
    "decline_renewal": Step("不予续租", ("renewing",), ACTIVE),
    "renew": Step("续租", (*_AT_EASE, "renewing"), ACTIVE),
    "plan_exchange": Step("申请换租", _AT_EASE, "exchanging"),
    "drop_exchange": Step("取消换租", ("exchanging",), ACTIVE),
    "exchange": Step("换租", (*_AT_EASE, "renewing", "exchanging"), ENDED),
    "exchange_into": Step("换入", RESERVED, ACTIVE),
    "give_notice": Step("申请退租", (*_AT_EASE, "renewing"), "terminating"),
    "withdraw_notice": Step("撤回退租", ("terminating", "inspected"), ACTIVE),
    "inspect": Step("验房", ("terminating",), "inspected"),
    "settle": Step("结算", ("inspected",), "settled"),
    "move_out": Step("退租", _LIVED_IN, ENDED),
    "join_household": Step("并户", _LIVED_IN, ENDED),
    "undo_move_out": Step("撤销退租", (ENDED,), ACTIVE),
}
"""Everything that can be done. Who does not go step by step moves in and out with one."""

PLAIN_STEPS: Final = (
    "release",
    "activate",
    "apply_for_renewal",
    "decline_renewal",
    "plan_exchange",
    "drop_exchange",
    "give_notice",
    "withdraw_notice",
    "inspect",
    "settle",
)
"""Steps that need no more than a day."""

MOVED_OUT: Final = ("tenancy_ended", "left_household", "died", "found_absent")
"""Reasons for which people leave the community; what ends for another is followed by something."""


def state_after(state: str, step: str) -> str:
    """What a tenancy is after a step. Raises StepOutOfOrder."""
    wanted = STEPS[step]
    if state not in wanted.after:
        raise StepOutOfOrder(
            step_zh=wanted.zh,
            step=step.replace("_", " "),
            state_zh=STATES[state],
            state=state.replace("_", " "),
        )
    return wanted.leads_to


def state_before_move_out(steps: Iterable[str]) -> str:
    """What a tenancy was before its last move-out, by all its steps in order."""
    state = before = ACTIVE
    for step in steps:
        if step == "move_out":
            before = state
        state = before if step == "undo_move_out" else STEPS[step].leads_to
    return before


class Tenancy(Base):
    """A household's right to a dwelling, from its allocation on; mirrors the city's contract."""

    __tablename__ = "tenancies"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    household_id: Mapped[UUID] = mapped_column(ForeignKey("households.id"))
    dwelling_id: Mapped[UUID] = mapped_column(ForeignKey("dwellings.id"))
    contract_number: Mapped[str]
    """Empty until there is one."""
    since: Mapped[date]
    lease_ends: Mapped[date | None]
    until: Mapped[date | None]
    end_reason: Mapped[str | None]
    state: Mapped[str] = mapped_column(default=ACTIVE)
    expiry_told: Mapped[date | None]
    """The end of a lease that has been announced as near."""
    recorded_at: Mapped[datetime | None]
    end_recorded_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_starts"),
        CheckConstraint("(until IS NULL) = (state <> 'ended')", name="ended_has_a_day"),
        Index("ix_tenancies_dwelling", "dwelling_id"),
        Index("ix_tenancies_household", "household_id"),
        Index("ix_tenancies_lease_ends", "lease_ends", "id", postgresql_where=OPEN, sqlite_where=OPEN),
        Index(
            "uq_tenancies_open_dwelling",
            "dwelling_id",
            unique=True,
            postgresql_where=OPEN,
            sqlite_where=OPEN,
        ),
        Index(
            "uq_tenancies_open_household",
            "household_id",
            unique=True,
            postgresql_where=OPEN,
            sqlite_where=OPEN,
        ),
    )

    def take(self, step: str) -> None:
        """Go on by a step. Raises StepOutOfOrder."""
        self.state = state_after(self.state, step)
        self.version += 1


class FormerLease(Base):
    """The terms of a tenancy until another day, and until which instant they were what was known."""

    __tablename__ = "former_leases"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenancy_id: Mapped[UUID] = mapped_column(ForeignKey("tenancies.id"), index=True)
    contract_number: Mapped[str]
    lease_ends: Mapped[date | None]
    until: Mapped[date | None]
    """The day from which a renewal holds instead; None where they had been written down wrongly."""
    replaced_at: Mapped[datetime]


class TenancyStep(Base):
    """What was done with a tenancy, on which day, and who wrote it down when. Rows are only added."""

    __tablename__ = "tenancy_steps"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenancy_id: Mapped[UUID] = mapped_column(ForeignKey("tenancies.id"), index=True)
    step: Mapped[str]
    day: Mapped[date]
    recorded_at: Mapped[datetime]
    role: Mapped[str]
    caller: Mapped[str]
