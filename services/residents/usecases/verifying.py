"""Checking the register, and noting what casts doubt on it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from chassis import aliases
from chassis.access import UNLIMITED, Reach
from chassis.bulk import insert_into, insert_rows
from chassis.events.message import Received
from chassis.ids import new_id
from contracts.residents import PeopleMerged, PeopleUnmerged
from services.residents import checks, queries
from services.residents.errors import (
    HouseholdNotHere,
    NobodyToVerify,
    PersonNotInHousehold,
    VerificationUnknown,
    VerificationWithdrawn,
)
from services.residents.models import Doubt, Stay, Verification, VerifiedStay


def verify_household(
    session: Session,
    household_id: UUID,
    *,
    on: date,
    means: str,
    checker_id: UUID | None,
    now: datetime,
    in_question: Collection[UUID] = (),
    reach: Reach = UNLIMITED,
) -> Verification:
    """Note that a household's record was found right, but for members in question.

    Settles what cast doubt on it; members in question become a new doubt. Raises HouseholdNotHere,
    PersonNotInHousehold, NobodyToVerify.
    """
    if not queries.is_household_here(session, household_id, reach):
        raise HouseholdNotHere
    members = queries.open_stays(session, [household_id])[household_id]
    left_out = _members(session, members, in_question)
    right = [stay.id for person, stay in members.items() if person not in left_out and stay.since <= on]
    if not right:
        raise NobodyToVerify(on=on)
    done = Verification(
        id=new_id(), household_id=household_id, on=on, means=means, checker_id=checker_id, recorded_at=now
    )
    note_checks(session, {done: right})
    _settle(session, done)
    if left_out:
        doubt(session, [household_id], ground=checks.QUESTIONED, on=on)
    return done


def note_checks(session: Session, found: Mapping[Verification, Sequence[UUID]]) -> None:
    """Write down checks with the stays that each found as recorded, with few statements."""
    session.add_all(found)
    session.flush()
    rows = [
        {"verification_id": check.id, "stay_id": stay} for check, stays in found.items() for stay in stays
    ]
    insert_rows(session, VerifiedStay, rows)
    _write_days(session, [each["stay_id"] for each in rows])


def withdraw_verification(
    session: Session, verification_id: UUID, *, now: datetime, reach: Reach = UNLIMITED
) -> None:
    """Take back a check made by mistake: days and doubts are as they would be without it.

    Raises VerificationUnknown, VerificationWithdrawn.
    """
    done = queries.locked_verification(session, verification_id, reach)
    if done is None:
        raise VerificationUnknown
    if done.withdrawn_at is not None:
        raise VerificationWithdrawn
    done.withdrawn_at = now
    session.flush()
    stays = select(VerifiedStay.stay_id).where(VerifiedStay.verification_id == done.id)
    _write_days(session, session.scalars(stays).all())
    _forget_questions(session, done)
    standing = {each.ground for each in queries.unsettled_doubts(session, [done.household_id])}
    back = (Doubt.settled_by == done.id, Doubt.ground.not_in(standing))
    session.execute(
        _change(Doubt, *back).values(
            settled_on=_of_next(Verification.on), settled_by=_of_next(Verification.id)
        )
    )


def doubt(session: Session, household_ids: Iterable[UUID], *, ground: str, on: date) -> None:
    """Note a ground for checking these households; one that stands already is of the later day from then on."""
    rows = [
        {"id": new_id(), "household_id": each, "ground": ground, "since": on} for each in set(household_ids)
    ]
    insert = insert_into(session, Doubt)
    insert = insert.on_conflict_do_update(
        index_elements=[Doubt.household_id, Doubt.ground],
        index_where=Doubt.settled_on.is_(None),
        set_={"since": insert.excluded.since},
        where=Doubt.since < insert.excluded.since,
    )
    for some in queries.in_chunks(rows):
        session.execute(insert, some)


def doubt_records_of(
    session: Session, events: Sequence[Received[PeopleMerged | PeopleUnmerged]], *, on: date
) -> None:
    """Let households be checked when records of a member were merged or set apart."""
    people = [person for each in events for person in (each.data.merged_id, each.data.kept_id)]
    households = queries.households_of_people(session, people)
    doubt(session, households, ground=checks.MERGED, on=on)


def _members(
    session: Session, members: dict[UUID, queries.OpenStay], in_question: Collection[UUID]
) -> set[UUID]:
    """The ids under which people in question live in the household."""
    kept = aliases.people_of(session, {*members, *in_question})
    asked = {kept[each] for each in in_question}
    found = {each for each in members if kept[each] in asked}
    if len(found) < len(asked):
        raise PersonNotInHousehold
    return found


def _of_next(column: Any) -> Any:
    """Of the first other check that settles a doubt: of its day or later, and written down after it."""
    standing = select(column).where(
        Verification.household_id == Doubt.household_id,
        Verification.on >= Doubt.since,
        Verification.id > Doubt.id,
        Verification.withdrawn_at.is_(None),
    )
    return standing.order_by(Verification.id).limit(1).scalar_subquery()


def _forget_questions(session: Session, done: Verification) -> None:
    """Let nobody be in question whom this check left out; it is the last one written down before that doubt."""
    raised_by = select(Verification.id).where(
        Verification.household_id == Doubt.household_id, Verification.id < Doubt.id
    )
    raised_by = raised_by.order_by(Verification.id.desc()).limit(1)
    of_it = (
        Doubt.household_id == done.household_id,
        Doubt.ground == checks.QUESTIONED,
        Doubt.settled_on.is_(None),
        raised_by.scalar_subquery() == done.id,
    )
    session.execute(delete(Doubt).where(*of_it).execution_options(synchronize_session=False))


def _settle(session: Session, done: Verification) -> None:
    before = (Doubt.household_id == done.household_id, Doubt.settled_on.is_(None), Doubt.since <= done.on)
    session.execute(_change(Doubt, *before).values(settled_on=done.on, settled_by=done.id))


def _write_days(session: Session, stay_ids: Sequence[UUID]) -> None:
    """Let stays say the day of their last check that was not withdrawn."""
    last = (
        select(Verification.on)
        .join(VerifiedStay, VerifiedStay.verification_id == Verification.id)
        .where(VerifiedStay.stay_id == Stay.id, Verification.withdrawn_at.is_(None))
        .order_by(Verification.on.desc())
        .limit(1)
        .scalar_subquery()
    )
    for some in queries.in_chunks(stay_ids):
        session.execute(_change(Stay, Stay.id.in_(some)).values(verified_on=last))


def _change(model: type[Stay | Doubt], *conditions: Any) -> Any:
    return update(model).where(*conditions).execution_options(synchronize_session=False)
