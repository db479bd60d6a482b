"""Looking after people: special groups, and plans of visits that follow where they live."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import audit
from chassis.access import UNLIMITED, Reach
from chassis.aliases import people_of
from chassis.contracts import Event
from chassis.events.outbox import announce_all
from chassis.ids import new_id
from chassis.personal import blind_index
from chassis.versions import require_seen
from contracts.residents import CareVisitDue, CareVisitOverdue
from services.residents import care, queries
from services.residents.errors import (
    CareConsentMissing,
    CarePlanRuns,
    CarePlanUnknown,
    CareTagClosed,
    CareTagHolds,
    CareTagUnknown,
    CareTierUnknown,
    EndsBeforeItBegan,
    NoSuchCareStep,
    NotAtHome,
)
from services.residents.models import CarePlan, CareTag, CareTier
from services.residents.usecases.usable import usable_person

_CODE: Final = re.compile(r"[a-z_]{1,40}")


def tag(
    session: Session,
    person_id: UUID,
    *,
    group: str,
    source: str,
    since: date,
    note: str | None,
    now: datetime,
    reach: Reach = UNLIMITED,
) -> CareTag:
    """Note that a person belongs to a special group; goes on the audit log.

    Raises PersonUnknown, UseRestricted, CareTagHolds, CareConsentMissing for a group that rests on consent.
    """
    person = usable_person(session, person_id, reach, lock=True)
    purpose = care.GROUPS[group].consent
    if purpose and not queries.agrees(queries.ledger(session, person.id, purpose)):
        raise CareConsentMissing(purpose=purpose)
    if any(each.group == group and each.until is None for each in queries.tags_of(session, person.id)):
        raise CareTagHolds
    made = CareTag(
        id=new_id(), person_id=person.id, group=group, source=source, since=since, note=note,
        group_index=blind_index("care_group", f"{person.id} {group}"), recorded_at=now,
    )  # fmt: skip
    session.add(made)
    audit.record(session, "care.tagged", about=person.id)
    return made


def close_tag(session: Session, tag_id: UUID, *, on: date, reach: Reach = UNLIMITED) -> None:
    """Note that a person belongs to a group no longer. Raises CareTagUnknown, CareTagClosed, EndsBeforeItBegan."""
    found = queries.locked_tag(session, tag_id, reach)
    if found is None:
        raise CareTagUnknown
    if found.until is not None:
        raise CareTagClosed
    if on < found.since:
        raise EndsBeforeItBegan(on=on, since=found.since)
    found.until = on
    audit.record(session, "care.tag_closed", about=found.person_id)


def set_tier(
    session: Session,
    code: str,
    *,
    every_days: int,
    grace_days: int,
    after_change_days: int | None = None,
    zh: str | None = None,
    en: str | None = None,
    seen: int | None = None,
) -> CareTier:
    """Change the rhythm or the names of a tier, or set one up; plans take a rhythm up with their next visit.

    Raises CareTierUnknown for one that is not there and has no names, ChangedMeanwhile.
    """
    found = queries.locked_tier(session, code)
    if found is None and zh and en and _CODE.fullmatch(code):
        found = CareTier(code=code, version=0)
    if found is None:
        raise CareTierUnknown
    require_seen(found.version, seen)
    found.every_days, found.grace_days, found.after_change_days = every_days, grace_days, after_change_days
    found.zh, found.en = zh or found.zh, en or found.en
    found.version += 1
    session.add(found)
    return found


def plan_care(
    session: Session, person_id: UUID, *, tier: str, on: date, begin: bool, reach: Reach = UNLIMITED
) -> CarePlan:
    """Put a person who lives here on the care list; the rhythm begins at once, or once the plan is opened.

    Raises PersonUnknown, UseRestricted, CareTierUnknown, NotAtHome, CarePlanRuns.
    """
    person = usable_person(session, person_id, reach, lock=True)
    rhythm = _tier(session, tier)
    home = queries.homes_of(session, [person.id]).get(person.id)
    if home is None or home.until is not None:
        raise NotAtHome
    if queries.runs_for(session, person.id):
        raise CarePlanRuns
    plan = CarePlan(
        id=new_id(), person_id=person.id, dwelling_id=home.dwelling_id, tier=tier,
        state=care.SCREENED, opened_on=on, version=1,
    )  # fmt: skip
    if begin:
        plan.take("open")
        plan.run(on=on, tier=rhythm)
    session.add(plan)
    audit.record(session, "care.planned", about=person.id)
    return plan


def step_plan(
    session: Session,
    plan_id: UUID,
    *,
    step: str,
    on: date,
    tier: str | None = None,
    reason: str | None = None,
    hand_over: str | None = None,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> CarePlan:
    """Open a plan, review it (another tier, from today on), or close it for a reason.

    A plan that a move has closed takes a hand-over note by another `close`. Raises CarePlanUnknown, ChangedMeanwhile,
    EndsBeforeItBegan, NoSuchCareStep, CareTierUnknown.
    """
    plan = queries.locked_plan(session, plan_id, reach)
    if plan is None:
        raise CarePlanUnknown
    require_seen(plan.version, seen)
    if on < plan.opened_on:
        raise EndsBeforeItBegan(on=on, since=plan.opened_on)
    if step == "close" and plan.state == care.CLOSED:
        if not hand_over:
            raise NoSuchCareStep
        plan.version += 1
    elif step == "close":
        plan.end(reason or care.ENDED_BY_HAND[0], on=on)
    else:
        plan.take(step)
        plan.run(on=on, tier=_tier(session, tier or plan.tier))
    if step == "open":
        plan.opened_on = on
    plan.hand_over = hand_over or plan.hand_over
    audit.record(session, f"care.{step}", about=plan.person_id)
    return plan


def announce_due(session: Session, *, today: date) -> None:
    """Say once of each visit that it is due, and once that it is overdue."""
    events: list[tuple[Event, int]] = []
    for plan, grid in queries.plans_to_announce(session, state=care.DUE, today=today):
        plan.take("fall_overdue")
        events.append((CareVisitOverdue(plan_id=plan.id, grid=grid, due_on=_due(plan)), plan.version))
    for plan, grid in queries.plans_to_announce(session, state=care.OPEN, today=today):
        plan.take("fall_due")
        events.append((CareVisitDue(plan_id=plan.id, grid=grid, due_on=_due(plan)), plan.version))
    announce_all(session, events)


def note_visit(session: Session, person_ids: Iterable[UUID], *, on: date) -> None:
    """Let the plans of people who were met go on from that day; one that was opened later is not concerned."""
    for plan in queries.plans_of(session, people_of(session, person_ids)):
        since = max(plan.opened_on, plan.visited_on or date.min)
        if plan.state in (care.OPEN, care.DUE, care.OVERDUE) and since <= on:
            plan.take("visit")
            plan.visited_on = on
            plan.run(on=on, tier=_tier(session, plan.tier))


def follow_moves(session: Session, person_ids: Sequence[UUID], *, today: date) -> None:
    """Let plans follow where their people live by the register: elsewhere, no longer, or after all still here.

    Asks the register and not the news, so that the order of the news does not matter.
    """
    ids, theirs = people_of(session, person_ids), defaultdict[UUID, list[CarePlan]](list)
    for plan in queries.plans_of(session, ids):
        theirs[ids[plan.person_id]].append(plan)
    homes = queries.homes_of(session, theirs) if theirs else {}
    for person_id, plans in theirs.items():
        if (home := homes.get(person_id)) is not None:
            _follow(plans, home, today)


def _follow(plans: list[CarePlan], home: queries.Home, today: date) -> None:
    running = [each for each in plans if each.state != care.CLOSED]
    if home.until is not None:
        reason = care.DIED if home.end_reason == "died" else care.MOVED_OUT
        for plan in running:
            plan.end(reason, on=home.until, stay_id=home.stay_id)
    elif running:
        for plan in running:
            plan.dwelling_id = home.dwelling_id
    else:
        for plan in [each for each in plans if each.stay_id == home.stay_id][-1:]:
            plan.resume(due=today)


def _tier(session: Session, code: str) -> CareTier:
    found = queries.tier(session, code)
    if found is None:
        raise CareTierUnknown
    return found


def _due(plan: CarePlan) -> date:
    return plan.next_due or date.max
