"""Knowing whether those who brought a case can still be asked about it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import aliases
from chassis.contracts import Event
from chassis.copies import move_forward
from chassis.events.message import Received
from chassis.events.outbox import announce_all
from chassis.ids import new_id
from contracts.grievances import CaseReporterLeft
from contracts.residents import (
    Move,
    PeopleMerged,
    PeopleUnmerged,
    left_on,
)
from services.grievances import queries
from services.grievances.models import MOVED_OUT, REACHABLE, Case, CaseEntry, Resident

Merger = PeopleMerged | PeopleUnmerged


class Whereabouts(NamedTuple):
    """Whether a person lives here under any of their ids, and else since when no longer."""

    present: bool
    until: date | None

    @property
    def contact(self) -> str:
        """What a case of theirs says."""
        return REACHABLE if self.present else MOVED_OUT


def keep_residents(session: Session, events: Sequence[Received[Move]]) -> None:
    """Note who lives where, and who of those that brought a case has left or is back.

    What a case says follows the copy, which only moves forward: late events change nothing.
    """
    queries.take_desk(session)
    rows = [
        {
            "person_id": each.data.person_id,
            "dwelling_id": each.data.dwelling_id,
            "present": left_on(each.data) is None,
            "until": left_on(each.data),
            "version": each.sequence,
        }
        for each in events
    ]
    move_forward(session, Resident, rows)
    _follow_reporters(session, [(each.data.person_id, each) for each in events])


def keep_aliases(session: Session, events: Sequence[Received[Merger]]) -> None:
    """Note which records count as one person, and whether those who brought a case can be asked as that one.

    The present of a record that was set apart does not say from which: the copy did until now.
    """
    queries.take_desk(session)
    before = aliases.people_of(session, {each.data.merged_id for each in events})
    aliases.follow(session, events)
    news = [
        (person, each)
        for each in events
        for person in (each.data.merged_id, each.data.kept_id, before[each.data.merged_id])
    ]
    _follow_reporters(session, news)


def whereabouts(session: Session, people: Mapping[UUID, UUID]) -> dict[UUID, Whereabouts]:
    """Where people are of whom anything is known, by every id of theirs; `people` has the kept id for each."""
    records = defaultdict[UUID, list[Resident]](list)
    for resident in queries.residents(session, people).values():
        records[people[resident.person_id]].append(resident)
    found = {
        kept: Whereabouts(
            any(each.present for each in known),
            max((each.until for each in known if each.until), default=None),
        )
        for kept, known in records.items()
    }
    return {each: found[kept] for each, kept in people.items() if kept in found}


def _follow_reporters(session: Session, news: Sequence[tuple[UUID, Received[Any]]]) -> None:
    """Let open cases say where those who brought them are, because of the newest event about each."""
    people = aliases.people_of(session, [person for person, _ in news])
    causes = {people[person]: each for person, each in sorted(news, key=lambda each: each[1].sequence)}
    cases = queries.open_cases_reported_by(session, people)
    known = whereabouts(session, people)
    facts = defaultdict[UUID, list[tuple[Event, int]]](list)
    for case in cases:
        now = known.get(case.reporter_id) if case.reporter_id else None
        if case.reporter_id is None or now is None or case.reporter_contact == now.contact:
            continue
        cause = causes[people[case.reporter_id]]
        session.add(_note(case, now, cause))
        if not now.present and now.until is not None:
            facts[cause.id].append((CaseReporterLeft(case_id=case.id, on=now.until), case.version))
    for event in {each.id: each for each in causes.values()}.values():
        announce_all(session, facts[event.id], cause=event)


def _note(case: Case, now: Whereabouts, cause: Received[Any]) -> CaseEntry:
    case.reporter_contact = now.contact
    case.version += 1
    return CaseEntry(
        id=new_id(),
        case_id=case.id,
        # The news of the move may be older than the case.
        at=max(cause.time, case.filed_at),
        kind="reporter_back" if now.present else "reporter_left",
        person_id=case.reporter_id,
        cause_id=cause.id,
    )
