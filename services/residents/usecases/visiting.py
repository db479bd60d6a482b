"""Writing down visits, and keeping what was promised on them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.access import UNLIMITED, Reach
from chassis.aliases import people_of
from chassis.bulk import insert_rows
from chassis.ids import new_id
from services.residents import queries
from services.residents.errors import (
    EndsBeforeItBegan,
    FollowUpDone,
    FollowUpUnknown,
    HouseholdNotHere,
    OwnerPostUnknown,
    PersonNotInHousehold,
    UseRestricted,
    VisitUnknown,
)
from services.residents.models import FollowUp, Visit, VisitAddendum, VisitedPerson
from services.residents.usecases.caring import note_visit
from services.residents.usecases.verifying import verify_household


def record_visit(
    session: Session,
    household_id: UUID,
    *,
    on: date,
    met: Sequence[UUID],
    visitor_id: UUID | None,
    now: datetime,
    words: Mapping[str, str | None],
    follow_ups: Sequence[Mapping[str, Any]] = (),
    as_recorded: bool = False,
    reach: Reach = UNLIMITED,
) -> Visit:
    """Write down a visit, whom it met, what was said and promised; the plans of those met go on from its day.

    A visit was made where the household lived on its day, to who lived with it then. `as_recorded` notes as well that
    the household was found as the register has it. Raises HouseholdNotHere, PersonNotInHousehold, UseRestricted for
    one who is met, OwnerPostUnknown, NobodyToVerify.
    """
    homes = queries.homes_on(session, household_id, on, reach)
    if not homes:
        raise HouseholdNotHere
    ids = people_of(session, {*homes, *met})
    if not {ids[each] for each in met} <= {ids[each] for each in homes}:
        raise PersonNotInHousehold
    if queries.restricted_among(session, met):
        raise UseRestricted
    _require_owners(session, [each.get("owner_post") for each in follow_ups])
    visit = Visit(
        id=new_id(), household_id=household_id, dwelling_id=next(iter(homes.values())), on=on,
        visitor_id=visitor_id, recorded_at=now, **words,
    )  # fmt: skip
    session.add(visit)
    session.flush()
    insert_rows(session, VisitedPerson, [{"visit_id": visit.id, "person_id": each} for each in set(met)])
    session.add_all(FollowUp(id=new_id(), visit_id=visit.id, **each) for each in follow_ups)
    note_visit(session, met, on=on)
    if as_recorded:
        verify_household(session, household_id, on=on, means="visit", checker_id=visitor_id, now=now)
    return visit


def add_to_visit(
    session: Session,
    visit_id: UUID,
    *,
    text: str,
    visitor_id: UUID | None,
    now: datetime,
    reach: Reach = UNLIMITED,
) -> None:
    """Add to a visit's record; what was written stays. Raises VisitUnknown, UseRestricted."""
    found = queries.visit(session, visit_id, reach)
    if found is None:
        raise VisitUnknown
    if found.withheld:
        raise UseRestricted
    session.add(
        VisitAddendum(id=new_id(), visit_id=visit_id, visitor_id=visitor_id, text=text, recorded_at=now)
    )


def do_follow_up(session: Session, follow_up_id: UUID, *, on: date, reach: Reach = UNLIMITED) -> None:
    """Note that a promise was kept. Raises FollowUpUnknown, FollowUpDone, EndsBeforeItBegan."""
    found = queries.locked_follow_up(session, follow_up_id, reach)
    if found is None:
        raise FollowUpUnknown
    if found.done_on is not None:
        raise FollowUpDone
    made_on = session.get_one(Visit, found.visit_id).on
    if on < made_on:
        raise EndsBeforeItBegan(on=on, since=made_on)
    found.done_on = on


def _require_owners(session: Session, owners: Sequence[UUID | None]) -> None:
    """Posts are public, so that any may be named that is not closed."""
    known = queries.known_posts(session, {each for each in owners if each})
    for number, owner in enumerate(owners, 1):
        if owner is not None and owner not in known:
            raise OwnerPostUnknown(number=number)
