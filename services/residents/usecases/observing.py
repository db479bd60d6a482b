"""What is seen at doors: it casts doubt, and decides only when two people saw the same on two days."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.access import UNLIMITED, Reach
from chassis.aliases import kept_id
from chassis.ids import new_id
from services.residents import checks, queries
from services.residents.errors import AbsenceNotProven, HouseholdNotHere, PersonNotInHousehold
from services.residents.models import Observation
from services.residents.usecases.verifying import doubt


def observe(
    session: Session,
    household_id: UUID,
    *,
    seen: str,
    on: date,
    person_id: UUID | None,
    note: str | None,
    checker_id: UUID | None,
    now: datetime,
    reach: Reach = UNLIMITED,
) -> Observation:
    """Note what somebody saw or heard of a household or one member; absence casts doubt on the record.

    Raises HouseholdNotHere, PersonNotInHousehold.
    """
    if not queries.is_household_here(session, household_id, reach):
        raise HouseholdNotHere
    if person_id is not None and _stay_of(session, household_id, person_id) is None:
        raise PersonNotInHousehold
    noted = Observation(
        id=new_id(),
        household_id=household_id,
        person_id=person_id,
        seen=seen,
        on=on,
        checker_id=checker_id,
        note=note,
        recorded_at=now,
    )
    session.add(noted)
    session.flush()
    if seen in checks.ABSENT:
        doubt(session, [household_id], ground=checks.OBSERVED, on=on)
    return noted


def require_absence(session: Session, household_id: UUID, *, on: date, person_id: UUID | None = None) -> None:
    """Raises AbsenceNotProven unless two people saw on two days, until `on`, that a household or member is gone.

    Only what was seen where they live now, after the last check that found them, and after they, or of a household
    anybody, were last seen at home, counts.
    """
    if person_id is None:
        stays = list(queries.open_stays(session, [household_id])[household_id].values())
    else:
        stay = _stay_of(session, household_id, person_id)
        stays = [stay] if stay else []
    found = max((each.verified_on or checks.NEVER for each in stays), default=checks.NEVER)
    since = min((each.since for each in stays), default=on)
    absent: list[Observation] = []
    for each in queries.observations_of(session, household_id, person_id, anybody_home=True):
        if each.seen == checks.HOME:
            absent.clear()
        elif found < each.on and since <= each.on <= on and each.checker_id is not None:
            absent.append(each)
    if not any(
        one.checker_id != other.checker_id and one.on != other.on for one in absent for other in absent
    ):
        raise AbsenceNotProven


def _stay_of(session: Session, household_id: UUID, person_id: UUID) -> queries.OpenStay | None:
    members = queries.open_stays(session, [household_id])[household_id]
    wanted = kept_id(session, person_id)
    return next((stay for each, stay in members.items() if kept_id(session, each) == wanted), None)
