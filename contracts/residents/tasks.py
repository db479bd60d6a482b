"""Facts about what somebody has to see to."""

from datetime import date
from uuid import UUID

from chassis.contracts import Event, contract
from contracts.residents.values import Area


@contract(name="task_raised", version=1, subject="task_id")
class TaskRaised(Event):
    """Somebody has to see to something in an area, such as a building without a hub household."""

    task_id: UUID
    kind: str
    subject_id: UUID
    area: Area
    on: date


@contract(name="task_done", version=1, subject="task_id")
class TaskDone(Event):
    """What was to be seen to has been."""

    task_id: UUID
    kind: str
    subject_id: UUID
    area: Area
    on: date
