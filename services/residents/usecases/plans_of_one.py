"""One person, one care plan: what becomes of plans when records are merged and set apart again."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.aliases import people_of
from services.residents import care, queries
from services.residents.models import CarePlan
from services.residents.usecases.caring import follow_moves


def end_duplicate_plans(session: Session, kept_id: UUID, *, on: date) -> None:
    """Of the plans that run for one person under several ids, let the closest go on and the others end.

    Closest is who is visited most often; a plan that was not opened yet comes last, of equals that of the kept record
    first.
    """
    days = {tier.code: tier.every_days for tier in queries.tiers(session)}

    def distance(plan: CarePlan) -> tuple[bool, int, bool]:
        return plan.state == care.SCREENED, days[plan.tier], plan.person_id != kept_id

    running = [each for each in queries.plans_of(session, people_of(session, [kept_id])) if _runs(each)]
    for plan in sorted(running, key=distance)[1:]:
        plan.end(care.DUPLICATE, on=on)


def bring_back_plans(session: Session, *person_ids: UUID, today: date) -> None:
    """Let each of the people who were taken for one have the plan back that ended for it, if they live here."""
    for person_id in person_ids:
        plans = queries.plans_of(session, people_of(session, [person_id]))
        if not any(_runs(each) for each in plans):
            for plan in [each for each in plans if each.end_reason == care.DUPLICATE][-1:]:
                plan.resume(due=today)
    session.flush()
    follow_moves(session, person_ids, today=today)


def _runs(plan: CarePlan) -> bool:
    return plan.state != care.CLOSED
