"""What the grievances service announces."""

from datetime import date
from typing import Annotated
from uuid import UUID

from chassis.contracts import AreaPath, Event, contract


@contract(name="case_filed", version=1, subject="case_id")
class CaseFiled(Event):
    """Somebody has brought a grievance about a dwelling or its surroundings."""

    case_id: UUID
    number: str
    category: str
    dwelling_id: UUID
    area: Annotated[str, AreaPath]


@contract(name="case_routed", version=1, subject="case_id")
class CaseRouted(Event):
    """A case has come to another pair of hands; without a person, nobody holds the post yet."""

    case_id: UUID
    post_id: UUID | None
    person_id: UUID | None


@contract(name="case_reporter_left", version=1, subject="case_id")
class CaseReporterLeft(Event):
    """The person who brought a case has moved out; the case stays with the dwelling."""

    case_id: UUID
    on: date
