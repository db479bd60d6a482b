"""Changing who lives where: one household at a time, or a whole roster in a few statements."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import clock
from chassis.access import UNLIMITED, Reach
from services.residents import queries
from services.residents.changes import Exchange, Joining, Leaving, MoveIn, MoveOut, RegisterChanges
from services.residents.errors import DwellingOccupiedThen, PersonLivedHereThen
from services.residents.usecases import moves
from services.residents.usecases.desk import Desk
from services.residents.usecases.observing import require_absence
from services.residents.usecases.people import record_people

FOUND_ABSENT = "found_absent"


def move_in(session: Session, move: MoveIn, *, reach: Reach = UNLIMITED) -> None:
    """Let a household take up a dwelling. Raises DwellingOccupiedThen, PersonLivedHereThen."""
    apply_changes(session, RegisterChanges(move_ins=[move]), reach=reach)
    _refuse_two_households(session, move.dwelling_id, move.since)
    _refuse_two_homes(session, [each.person_id for each in move.members], move.since)


def move_out(session: Session, move: MoveOut, *, reach: Reach = UNLIMITED) -> None:
    """Let a household give its dwelling back. Raises AbsenceNotProven for one found absent without evidence."""
    if move.reason == FOUND_ABSENT:
        require_absence(session, move.household_id, on=move.on)
    apply_changes(session, RegisterChanges(move_outs=[move]), reach=reach)


def exchange_dwelling(session: Session, exchange: Exchange, *, reach: Reach = UNLIMITED) -> None:
    """Let a household change its dwelling inside the estate. Raises DwellingOccupiedThen."""
    apply_changes(session, RegisterChanges(exchanges=[exchange]), reach=reach)
    _refuse_two_households(session, exchange.dwelling_id, exchange.on)


def join_household(session: Session, joining: Joining, *, reach: Reach = UNLIMITED) -> None:
    """Let one more person live with a household. Raises PersonLivedHereThen."""
    apply_changes(session, RegisterChanges(joinings=[joining]), reach=reach)
    _refuse_two_homes(session, [joining.member.person_id], joining.on)


def leave_household(session: Session, leaving: Leaving, *, reach: Reach = UNLIMITED) -> None:
    """Let one person leave a household that stays. Raises AbsenceNotProven for one found absent without evidence."""
    if leaving.reason == FOUND_ABSENT:
        require_absence(session, leaving.household_id, on=leaving.on, person_id=leaving.person_id)
    apply_changes(session, RegisterChanges(leavings=[leaving]), reach=reach)


def apply_changes(session: Session, changes: RegisterChanges, *, reach: Reach = UNLIMITED) -> None:
    """Carry out and announce changes together, with a number of statements that does not grow with theirs.

    What is not within reach is not there. Raises the refusal of the first change that breaks a rule; the caller's
    transaction then undoes the rest.
    """
    record_people(session, changes.people, today=max(clock.today(), changes.latest_day))
    desk = Desk.open(session, changes, reach)
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


def _refuse_two_households(session: Session, dwelling_id: UUID, since: date) -> None:
    # Asked after the change, whose locks keep others from the dwelling and the people.
    if until := queries.last_tenancy_end(session, dwelling_id, after=since):
        raise DwellingOccupiedThen(since=since, until=until)


def _refuse_two_homes(session: Session, person_ids: Sequence[UUID], since: date) -> None:
    if until := queries.last_stay_end(session, person_ids, after=since):
        raise PersonLivedHereThen(since=since, until=until)
