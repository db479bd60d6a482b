"""Raising tasks for what is missing in the register, and letting them be done once it is there."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from chassis.bulk import insert_into
from chassis.contracts import Event
from chassis.events.message import Received
from chassis.events.outbox import announce_all
from chassis.ids import new_id
from contracts.residents import TaskDone, TaskRaised
from services.residents import queries
from services.residents.models import Place, Task
from services.residents.models.tasks import HUB_MISSING
from services.residents.usecases.posts import HUB_HOUSEHOLD


def see_to_hub_households(session: Session, *, today: date, cause: Received[Any] | None = None) -> None:
    """Raise a task for each building that nobody serves as hub household, once; let it be done when somebody does."""
    missing = {each.id: each for each in queries.buildings_without(session, HUB_HOUSEHOLD)}
    standing = queries.tasks_to_do(session, HUB_MISSING)
    events: list[tuple[Event, int]] = []
    for task in standing:
        if task.subject_id not in missing:
            task.done_on = today
            task.version += 1
            events.append((TaskDone(**_of(task), on=today), task.version))
    known = {each.subject_id for each in standing}
    new = (_raised(session, each, today) for each in missing.values() if each.id not in known)
    events += [(TaskRaised(**_of(task), on=today), task.version) for task in new if task is not None]
    announce_all(session, events, cause=cause)


def _raised(session: Session, building: Place, today: date) -> Task | None:
    """The new task; None when somebody else has raised it in the same moment."""
    row = {"id": new_id(), "kind": HUB_MISSING, "subject_id": building.id, "area": building.path,
           "raised_on": today, "version": 1}  # fmt: skip
    insert = insert_into(session, Task).values(row).on_conflict_do_nothing().returning(Task.id)
    return session.get(Task, row["id"]) if session.scalar(insert) is not None else None


def _of(task: Task) -> dict[str, Any]:
    return {"task_id": task.id, "kind": task.kind, "subject_id": task.subject_id, "area": task.area}
