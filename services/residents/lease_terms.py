"""The terms a lease had and has, as they are known now or were known at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services.residents.models import FormerLease, Tenancy, TenancyStep
from services.residents.models.tenancies import ENDED, STEPS

_WRITTEN_WITH: Final = ("move_in", "sign", "exchange_into")
"""The steps by which a tenancy comes to its first terms."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a lease said: from which day to which, and from which instant to which that was what was known."""

    contract_number: str
    lease_ends: date | None
    since: date
    until: date | None
    corrected: bool
    recorded_at: datetime | None
    replaced_at: datetime | None


def terms_of(
    tenancy: Tenancy,
    steps: Sequence[TenancyStep],
    former: Sequence[FormerLease],
    *,
    known_at: datetime | None,
) -> list[Terms]:
    """Every term of a tenancy in the order in which they were written down; none before the contract is signed.

    `steps` and `former` are all of the tenancy's, in order. What was written down before instants were kept counts
    as known from the first.
    """
    recorded = next((each.recorded_at for each in steps if each.step in _WRITTEN_WITH), tenancy.recorded_at)
    since, found = tenancy.since, list[Terms]()
    for each in former:
        if not _known(recorded, known_at):
            return found
        replaced = _known(each.replaced_at, known_at)
        found.append(
            Terms(
                contract_number=each.contract_number, lease_ends=each.lease_ends, since=since,
                until=each.until if replaced else None, corrected=replaced and each.until is None,
                recorded_at=recorded, replaced_at=each.replaced_at if replaced else None,
            )
        )  # fmt: skip
        since, recorded = each.until or since, each.replaced_at
    if tenancy.lease_ends is not None and _known(recorded, known_at):
        found.append(
            Terms(
                contract_number=tenancy.contract_number, lease_ends=tenancy.lease_ends, since=since,
                until=_end(tenancy, steps, known_at), corrected=False,
                recorded_at=recorded, replaced_at=None,
            )
        )  # fmt: skip
    return found


def _end(tenancy: Tenancy, steps: Sequence[TenancyStep], known_at: datetime | None) -> date | None:
    """The day a tenancy ended, or was known to have ended before that was taken back."""
    if tenancy.until is not None and _known(tenancy.end_recorded_at, known_at):
        return tenancy.until
    last = next((each for each in reversed(steps) if _known(each.recorded_at, known_at)), None)
    return last.day if known_at and last and STEPS[last.step].leads_to == ENDED else None


def _known(at: datetime | None, known_at: datetime | None) -> bool:
    return at is None or known_at is None or at <= known_at
