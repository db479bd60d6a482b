"""Changing who lives where: one household at a time, or a whole roster in a few statements."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import clock
from chassis.access import UNLIMITED, Reach
from chassis.versions import require_seen
from services.residents import queries
from services.residents.changes import Exchange, Joining, Leaving, MoveIn, MoveOut, RegisterChanges
from services.residents.errors import DeathOfOne, DwellingOccupiedThen, HouseholdNotHere, PersonLivedHereThen
from services.residents.usecases import moves
from services.residents.usecases.desk import Desk
from services.residents.usecases.following import follow_roster
from services.residents.usecases.observing import require_absence
from services.residents.usecases.people import record_people
from services.residents.usecases.reletting import relet

FOUND_ABSENT, DIED = "found_absent", "died"


def move_in(session: Session, move: MoveIn, *, reach: Reach = UNLIMITED) -> None:
    """Let a household take up a dwelling. Raises DwellingOccupiedThen, PersonLivedHereThen."""
    apply_changes(session, RegisterChanges(move_ins=[move]), reach=reach)
    refuse_two_households(session, move.dwelling_id, move.since)
    refuse_two_homes(session, [each.person_id for each in move.members], move.since)


def move_out(session: Session, move: MoveOut, *, seen: int | None = None, reach: Reach = UNLIMITED) -> None:
    """Let a household give its dwelling back.

    Raises HouseholdNotHere, ChangedMeanwhile, AbsenceNotProven for one found absent without evidence, DeathOfOne
    where others live on.
    """
    require_households(session, [move.household_id], seen=seen, reach=reach)
    members = len(queries.open_stays(session, [move.household_id])[move.household_id])
    if move.reason == DIED and members > 1:
        raise DeathOfOne(members=members)
    if move.reason == FOUND_ABSENT:
        require_absence(session, move.household_id, on=move.on)
    apply_changes(session, RegisterChanges(move_outs=[move]), reach=reach)


def exchange_dwelling(
    session: Session, exchange: Exchange, *, seen: int | None = None, reach: Reach = UNLIMITED
) -> None:
    """Let a household change its dwelling inside the estate. Raises ChangedMeanwhile, DwellingOccupiedThen."""
    require_households(session, [exchange.household_id], seen=seen, reach=reach)
    apply_changes(session, RegisterChanges(exchanges=[exchange]), reach=reach)
    refuse_two_households(session, exchange.dwelling_id, exchange.on)


def join_household(
    session: Session, joining: Joining, *, seen: int | None = None, reach: Reach = UNLIMITED
) -> None:
    """Let one more person live with a household. Raises ChangedMeanwhile, PersonLivedHereThen."""
    require_households(session, [joining.household_id], seen=seen, reach=reach)
    apply_changes(session, RegisterChanges(joinings=[joining]), reach=reach)
    refuse_two_homes(session, [joining.member.person_id], joining.on)


def leave_household(
    session: Session, leaving: Leaving, *, seen: int | None = None, reach: Reach = UNLIMITED
) -> None:
    """Let one person leave a household that stays.

    Raises HouseholdNotHere, ChangedMeanwhile, AbsenceNotProven for one found absent without evidence.
    """
    require_households(session, [leaving.household_id], seen=seen, reach=reach)
    if leaving.reason == FOUND_ABSENT:
        require_absence(session, leaving.household_id, on=leaving.on, person_id=leaving.person_id)
    apply_changes(session, RegisterChanges(leavings=[leaving]), reach=reach)


def require_households(
    session: Session, household_ids: Sequence[UUID], *, seen: int | None, reach: Reach
) -> None:
    """Refuse households that are not here, before anything else of them is told, and a first one seen otherwise.

    Locked together, as the change locks them: two who join each other's households wait instead of deadlocking.
    Raises HouseholdNotHere, ChangedMeanwhile.
    """
    queries.share_map(session)
    found = queries.open_tenancies(session, household_ids)
    within = queries.dwelling_places(session, [each.dwelling_id for each in found.values()], reach)
    there = {each.household_id for each in found.values() if each.dwelling_id in within}
    if there != set(household_ids):
        raise HouseholdNotHere
    require_seen(found[household_ids[0]].version, seen)


def apply_changes(session: Session, changes: RegisterChanges, *, reach: Reach = UNLIMITED) -> None:
    """Carry out and announce changes together, with a number of statements that does not grow with theirs.

    What is not within reach is not there. Raises the refusal of the first change that breaks a rule; the caller's
    transaction then undoes the rest.
    """
    today = max(clock.today(), changes.latest_day)
    record_people(session, changes.people, today=today)
    follow_roster(session, changes.people_told, today=today)
    desk = Desk.open(session, changes, reach)
    desk.relate(changes.relations_told)
    for renewal in changes.renewals:
        relet(desk, renewal, renewed=True)
    for correction in changes.corrections:
        relet(desk, correction, renewed=False)
    for move in changes.move_outs:
        moves.move_out(desk, move)
    for leaving in changes.leavings:
        moves.leave(desk, leaving)
    moves.exchange(desk, changes.exchanges)
    for joined in changes.household_joinings:
        moves.join_households(desk, joined)
    for split in changes.splits:
        moves.split(desk, split)
    for joining in changes.joinings:
        moves.join(desk, joining)
    for checking_in in changes.check_ins:
        moves.check_in(desk, checking_in)
    for coming in changes.move_ins:
        moves.move_in(desk, coming)
    desk.write(session)


def refuse_two_households(session: Session, dwelling_id: UUID, since: date) -> None:
    """Refuse a past day on which somebody else still had the dwelling; to be asked after the change.

    Its locks then keep others from the dwelling. Raises DwellingOccupiedThen.
    """
    if until := queries.last_tenancy_end(session, dwelling_id, after=since):
        raise DwellingOccupiedThen(since=since, until=until)


def refuse_two_homes(session: Session, person_ids: Sequence[UUID], since: date) -> None:
    """Refuse a past day on which one of these people still lived elsewhere. Raises PersonLivedHereThen."""
    if until := queries.last_stay_end(session, person_ids, after=since):
        raise PersonLivedHereThen(since=since, until=until)
