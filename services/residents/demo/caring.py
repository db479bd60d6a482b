"""The made-up care list: a small share of people, most of whom were visited in time."""

from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.bulk import insert_rows
from chassis.ids import new_id
from chassis.personal import blind_index
from services.residents import care
from services.residents.models import CarePlan, CareTag, CareTier, Stay, Visit, VisitedPerson

_ONE_IN = 45


def look_after(session: Session, *, seed: int, today: date, now: datetime) -> None:
    """Put some people on the care list and write down the last visits to them."""
    random = Random(f"care {seed}")  # noqa: S311
    every = {each.code: each.every_days for each in session.scalars(select(CareTier))}
    columns = (Stay.person_id, Stay.household_id, Stay.dwelling_id, Stay.since)
    homes = session.execute(
        select(*columns).where(Stay.until.is_(None)).order_by(Stay.dwelling_id, Stay.id)
    ).all()
    by_law = [code for code, group in care.GROUPS.items() if group.consent is None]
    tags, plans, visits, met = [], [], [], []
    for person_id, household_id, dwelling_id, since in homes[::_ONE_IN]:
        group = random.choice(by_law)
        tier = care.GROUPS[group].tier
        visited = today - timedelta(days=int(random.triangular(0, every[tier] * 1.3, every[tier] * 0.6)))
        tags.append(_tag(random, person_id, group, since, now))
        visit = new_id() if visited >= since else None
        if visit:
            visits.append({"id": visit, "household_id": household_id, "dwelling_id": dwelling_id, "on": visited,
                           "situation": "身体平稳，生活能自理。", "recorded_at": now})  # fmt: skip
            met.append({"visit_id": visit, "person_id": person_id})
        last = visited if visit else since
        plans.append({"id": new_id(), "person_id": person_id, "dwelling_id": dwelling_id, "tier": tier,
                      "state": care.OPEN, "opened_on": since, "next_due": last + timedelta(days=every[tier]),
                      "visited_on": visited if visit else None, "version": 1})  # fmt: skip
    for model, rows in ((CareTag, tags), (CarePlan, plans), (Visit, visits), (VisitedPerson, met)):
        insert_rows(session, model, rows)


def _tag(random: Random, person_id: UUID, group: str, since: date, now: datetime) -> dict[str, object]:
    return {
        "id": new_id(), "person_id": person_id, "group": group, "since": since, "recorded_at": now,
        "group_index": blind_index("care_group", f"{person_id} {group}"),
        "source": random.choice(list(care.SOURCES)),
    }  # fmt: skip
