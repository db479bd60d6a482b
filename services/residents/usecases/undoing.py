"""Undoing a move-out that was recorded by mistake: the stays go on, and every service takes back what followed."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from chassis import audit
from chassis.access import UNLIMITED, Reach
from chassis.aliases import people_of
from chassis.bulk import insert_rows
from chassis.events.outbox import announce_all
from chassis.ids import new_id
from chassis.versions import require_seen
from contracts.residents import ResidentMoveOutUndone
from services.residents import queries
from services.residents.errors import (
    DwellingTakenSince,
    HouseholdNotHere,
    LivesElsewhereSince,
    MembersMerged,
    NothingToUndo,
    PersonUnknown,
)
from services.residents.models import MOVED_OUT, Dwelling, RetractedEnd, Stay
from services.residents.models.tenancies import state_before_move_out
from services.residents.usecases.closing import Taken, write_steps, write_versions


def undo_move_out(
    session: Session,
    household_id: UUID,
    *,
    reason: str,
    now: datetime,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> None:
    """Let a household live on where it was recorded to have left, its notice still given; goes on the audit log.

    Raises HouseholdNotHere, ChangedMeanwhile, NothingToUndo, DwellingTakenSince, LivesElsewhereSince,
    MembersMerged, PersonUnknown for the erased.
    """
    queries.share_map(session)
    found = queries.last_tenancy_of(session, household_id, reach)
    if found is None:
        raise HouseholdNotHere
    tenancy, dwelling = found
    require_seen(tenancy.version, seen)
    if tenancy.until is None or tenancy.end_reason not in MOVED_OUT:
        raise NothingToUndo
    taken = queries.occupants(session, [dwelling.id]) or queries.last_tenancy_end(
        session, dwelling.id, after=tenancy.until
    )
    if taken:
        raise DwellingTakenSince
    stays, on = queries.stays_ended_with(session, tenancy), tenancy.until
    if not stays:
        raise NothingToUndo
    before = state_before_move_out(each.step for each in queries.steps_of(session, tenancy.id))
    tenancy.take("undo_move_out")
    tenancy.state = before
    tenancy.until, tenancy.end_reason, tenancy.end_recorded_at = None, None, None
    session.flush()
    write_steps(session, [Taken(tenancy.id, "undo_move_out", on)], now=now)
    _take_up_again(session, stays, dwelling, now, reach)
    audit.record(session, "move_out.undone", about=household_id, reason=reason)


def undo_leaving(
    session: Session,
    household_id: UUID,
    *,
    person_id: UUID,
    reason: str,
    now: datetime,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> None:
    """Let one person live on with a household they were recorded to have left; goes on the audit log.

    Raises HouseholdNotHere, ChangedMeanwhile, NothingToUndo, LivesElsewhereSince, PersonUnknown for the erased.
    """
    queries.share_map(session)
    found = queries.open_tenancy_of(session, household_id, reach)
    if found is None:
        raise HouseholdNotHere
    require_seen(found[0].version, seen)
    stay = queries.last_stay_in(session, household_id, person_id)
    if stay is None or stay.end_reason not in MOVED_OUT:
        raise NothingToUndo
    # The household may have gone elsewhere since, even there and back.
    if stay.dwelling_id != found[0].dwelling_id or stay.since < found[0].since:
        raise NothingToUndo
    found[0].version += 1
    _take_up_again(session, [stay], found[1], now, reach)
    audit.record(session, "leaving.undone", about=person_id, reason=reason)


def _take_up_again(
    session: Session, stays: Sequence[queries.EndedStay], dwelling: Dwelling, now: datetime, reach: Reach
) -> None:
    people = [each.person_id for each in stays]
    versions = queries.locked_versions(session, people, reach)
    if versions.keys() != set(people):
        raise PersonUnknown
    known = people_of(session, people)
    if len({known[each] for each in people}) < len(people):
        raise MembersMerged
    since = min(each.until for each in stays)
    if queries.at_home(session, people) or queries.lived_elsewhere_since(session, stays, since):
        raise LivesElsewhereSince
    session.execute(
        update(Stay)
        .where(Stay.id.in_([each.id for each in stays]))
        .values(until=None, end_reason=None, end_recorded_at=None)
        .execution_options(synchronize_session=False)
    )
    retracted = [
        {"id": new_id(), "stay_id": each.id, "until": each.until, "end_reason": each.end_reason,
         "recorded_at": each.end_recorded_at, "retracted_at": now}
        for each in stays
    ]  # fmt: skip
    insert_rows(session, RetractedEnd, retracted)
    write_versions(session, Counter(people))
    announce_all(session, [(_undone(each, dwelling), versions[each.person_id] + 1) for each in stays])


def _undone(stay: queries.EndedStay, dwelling: Dwelling) -> ResidentMoveOutUndone:
    return ResidentMoveOutUndone(
        person_id=stay.person_id,
        household_id=stay.household_id,
        stay_id=stay.id,
        dwelling_id=dwelling.id,
        area=dwelling.path,
        grid=dwelling.grid_path,
        since=stay.since,
        until=stay.until,
        reason=stay.end_reason,
    )
