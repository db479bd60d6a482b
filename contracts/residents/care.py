"""Facts about visits that are to be made; neither why somebody is visited nor who it is."""

from datetime import date
from uuid import UUID

from chassis.contracts import Event, contract
from contracts.residents.values import Area


@contract(name="care_visit_due", version=1, subject="plan_id")
class CareVisitDue(Event):
    """A visit by a care plan is due in a grid."""

    plan_id: UUID
    grid: Area
    due_on: date


@contract(name="care_visit_overdue", version=1, subject="plan_id")
class CareVisitOverdue(Event):
    """A visit by a care plan was not made in time."""

    plan_id: UUID
    grid: Area
    due_on: date
