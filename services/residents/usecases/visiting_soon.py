"""Visits that do not wait for their turn: somebody came to, left or moved with the household of one looked after."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.aliases import people_of
from chassis.events.message import Received
from contracts.residents import (
    ResidentChangedHousehold,
    ResidentExchangedDwelling,
    ResidentMovedIn,
    ResidentMovedOut,
    left_on,
)
from services.residents import care, queries

Change = ResidentMovedIn | ResidentMovedOut | ResidentExchangedDwelling | ResidentChangedHousehold
CHANGES: Final = (ResidentMovedIn, ResidentMovedOut, ResidentExchangedDwelling, ResidentChangedHousehold)
_RECENT: Final = timedelta(days=7)
"""What is further back, as in a roster of last month, is no news any more."""


def visit_soon(session: Session, changes: Sequence[Received[Change]], *, today: date) -> None:
    """Let visits fall due as soon after a change in the household as their tier has it, unless made since."""
    days: dict[UUID, date] = {}
    for event in changes:
        fact = event.data
        on = left_on(fact) or fact.since
        before = fact.from_household_id if isinstance(fact, ResidentChangedHousehold) else fact.household_id
        for household_id in {fact.household_id, before}:
            if on >= today - _RECENT:
                days[household_id] = max(on, days.get(household_id, on))
    members = {
        person_id: days[household_id]
        for person_id, household_id in (queries.living_with(session, days) if days else ())
    }
    if not members:
        return
    ids = people_of(session, members)
    changed = {ids[person_id]: day for person_id, day in members.items()}
    tiers = {tier.code: tier for tier in queries.tiers(session)}
    for plan in queries.plans_of(session, ids):
        wait, day = tiers[plan.tier].after_change_days, changed[ids[plan.person_id]]
        if wait is None or plan.state != care.OPEN or (plan.visited_on or date.min) >= day:
            continue
        due = day + timedelta(days=wait)
        if plan.next_due is None or due < plan.next_due:
            plan.next_due = due
            plan.version += 1
