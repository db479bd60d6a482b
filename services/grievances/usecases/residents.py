"""Knowing whether those who brought a case can still be asked about it."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.contracts import Event
from chassis.copies import move_forward
from chassis.events.message import Received
from chassis.events.outbox import announce_all
from chassis.ids import new_id
from contracts.grievances import CaseReporterLeft
from contracts.residents import ResidentExchangedDwelling, ResidentMovedIn, ResidentMovedOut
from services.grievances import queries
from services.grievances.models import MOVED_OUT, REACHABLE, Case, CaseEntry, Resident

Move = ResidentMovedIn | ResidentMovedOut | ResidentExchangedDwelling


def keep_residents(session: Session, events: Sequence[Received[Move]]) -> None:
    """Note who lives where, and who of those that brought a case has left or is back.

    What a case says follows the copy, which only moves forward: late events change nothing.
    """
    queries.take_desk(session)
    rows = [
        {
            "person_id": each.data.person_id,
            "dwelling_id": each.data.dwelling_id,
            "present": not isinstance(each.data, ResidentMovedOut),
            "until": each.data.until if isinstance(each.data, ResidentMovedOut) else None,
            "version": each.sequence,
        }
        for each in events
    ]
    move_forward(session, Resident, rows)
    _follow_reporters(session, events)


def _follow_reporters(session: Session, events: Sequence[Received[Move]]) -> None:
    newest = {each.data.person_id: each for each in sorted(events, key=lambda each: each.sequence)}
    cases = queries.open_cases_reported_by(session, newest)
    known = queries.residents(session, {case.reporter_id for case in cases if case.reporter_id})
    facts = defaultdict[UUID, list[tuple[Event, int]]](list)
    for case in cases:
        resident = known[case.reporter_id] if case.reporter_id else None
        if resident is None or case.reporter_contact == (REACHABLE if resident.present else MOVED_OUT):
            continue
        cause = newest[resident.person_id]
        session.add(_note(case, resident, cause))
        if resident.until is not None:
            facts[cause.id].append((CaseReporterLeft(case_id=case.id, on=resident.until), case.version))
    for event in newest.values():
        announce_all(session, facts[event.id], cause=event)


def _note(case: Case, resident: Resident, cause: Received[Move]) -> CaseEntry:
    case.reporter_contact = REACHABLE if resident.present else MOVED_OUT
    case.version += 1
    return CaseEntry(
        id=new_id(),
        case_id=case.id,
        # The news of the move may be older than the case.
        at=max(cause.time, case.filed_at),
        kind="reporter_back" if resident.present else "reporter_left",
        person_id=resident.person_id,
        cause_id=cause.id,
    )
