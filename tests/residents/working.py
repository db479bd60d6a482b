"""What the people of the other services do in a random life, knowing only what has come to them."""

from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from chassis import clock
from chassis.database import Database
from chassis.errors import Refusal
from chassis.ids import new_id
from services.employment.models import Resident as Seeker
from services.employment.models import Wish
from services.employment.usecases.wishes import record_wishes
from services.grievances.models import Dwelling
from services.grievances.models import Resident as Reporter
from services.grievances.usecases.filing import Grievance, file_cases

_SHANGHAI = ZoneInfo("Asia/Shanghai")


def wish(own: Database, chance: Random) -> None:
    """Somebody known looks for work."""
    person = _one(own, Seeker.person_id, chance)
    if person is None:
        return
    wanted = Wish(id=new_id(), person_id=person, occupation="4-07", recorded_at=clock.now())
    try:
        with own.transaction() as session:
            record_wishes(session, [wanted])
    except Refusal:
        return


def complain(own: Database, chance: Random) -> None:
    """Somebody known complains about a dwelling that is known."""
    person, dwelling = _one(own, Reporter.person_id, chance), _one(own, Dwelling.dwelling_id, chance)
    if person is None or dwelling is None:
        return
    grievance = Grievance(
        dwelling=dwelling,
        reporter_id=person,
        category="noise",
        description="楼上夜里装修",
        filed_at=clock.now(),
    )
    with own.transaction() as session:
        file_cases(session, [grievance], zone=_SHANGHAI)


def _one(own: Database, column: Any, chance: Random) -> UUID | None:
    with own.reading() as session:
        known = session.scalars(select(column).order_by(column)).all()
    return chance.choice(known) if known else None
