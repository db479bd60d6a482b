"""Writing ends and version steps of many rows with few statements."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from chassis import access
from chassis.bulk import insert_rows
from chassis.ids import new_id
from services.residents.models import FormerRelation, Person, Stay, Tenancy, TenancyStep
from services.residents.models.tenancies import ENDED
from services.residents.queries import in_chunks


class End(NamedTuple):
    """One row that ends."""

    id: UUID
    on: date
    reason: str


class Taken(NamedTuple):
    """A step that a tenancy has taken."""

    tenancy_id: UUID
    step: str
    day: date


class Related(NamedTuple):
    """A member who stands to the tenant otherwise from a day on; on the first day of the stay: always has."""

    stay_id: UUID
    before: str
    relation: str
    on: date


def write_ends(
    session: Session, model: type[Tenancy] | type[Stay], ends: Iterable[End], *, now: datetime
) -> None:
    """Close rows; one statement for all that end on one day for one reason."""
    more = {"state": ENDED, "version": Tenancy.version + 1} if model is Tenancy else {}
    together: defaultdict[tuple[date, str], list[UUID]] = defaultdict(list)
    for end in ends:
        together[end.on, end.reason].append(end.id)
    for (on, reason), ids in together.items():
        for some in in_chunks(ids):
            session.execute(
                update(model)
                .where(model.id.in_(some))
                .values(until=on, end_reason=reason, end_recorded_at=now, **more)
                .execution_options(synchronize_session=False)
            )


def write_touched(session: Session, tenancy_ids: Iterable[UUID]) -> None:
    """Move the versions of tenancies on under which other people live now."""
    for some in in_chunks(tenancy_ids):
        session.execute(
            update(Tenancy)
            .where(Tenancy.id.in_(some))
            .values(version=Tenancy.version + 1)
            .execution_options(synchronize_session=False)
        )


def write_relations(session: Session, changed: Iterable[Related], *, now: datetime) -> None:
    """Let members stand to the tenant otherwise, and remember how they stood before."""
    together: defaultdict[str, list[UUID]] = defaultdict(list)
    former = list[dict[str, Any]]()
    for each in changed:
        together[each.relation].append(each.stay_id)
        before = {"relation": each.before, "until": each.on, "replaced_at": now}
        former.append({"id": new_id(), "stay_id": each.stay_id, **before})
    insert_rows(session, FormerRelation, former)
    for relation, ids in together.items():
        for some in in_chunks(ids):
            session.execute(
                update(Stay)
                .where(Stay.id.in_(some))
                .values(relation=relation)
                .execution_options(synchronize_session=False)
            )


def write_steps(session: Session, taken: Iterable[Taken], *, now: datetime) -> None:
    """Put on record what was done with tenancies, and by whom."""
    who = access.caller.get()
    by: dict[str, Any] = {"role": who.role if who else "", "caller": str(who.subject) if who else ""}
    rows = [{"id": new_id(), **each._asdict(), "recorded_at": now, **by} for each in taken]
    insert_rows(session, TenancyStep, rows)


def write_versions(session: Session, steps: Counter[UUID]) -> None:
    """Move people's versions on by the number of facts announced about each."""
    together: defaultdict[int, list[UUID]] = defaultdict(list)
    for person_id, count in steps.items():
        together[count].append(person_id)
    for count, ids in together.items():
        for some in in_chunks(ids):
            session.execute(
                update(Person)
                .where(Person.id.in_(some))
                .values(version=Person.version + count)
                .execution_options(synchronize_session=False)
            )
