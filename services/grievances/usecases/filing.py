"""Bringing a case, and being done with it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from chassis import aliases
from chassis.access import UNLIMITED, Reach
from chassis.areas import enclosing
from chassis.bulk import insert_into
from chassis.contracts import Event
from chassis.events.outbox import announce_all
from chassis.ids import new_id
from chassis.versions import require_seen
from contracts.addresses import keys_of
from contracts.grievances import CaseFiled, CaseRouted
from services.grievances import queries
from services.grievances.errors import CaseUnknown, DwellingUnknown, ReporterUnknown
from services.grievances.models import (
    ANONYMOUS,
    OPEN,
    Case,
    CaseCounter,
    CaseEntry,
    Dwelling,
)
from services.grievances.routing import KINDS, NOBODY, Routes
from services.grievances.usecases.residents import Whereabouts, whereabouts


@dataclass(frozen=True, kw_only=True)
class Grievance:
    """What somebody brings: about a dwelling, by its id or as people write its address, in their name or none."""

    dwelling: UUID | str
    category: str
    description: str
    filed_at: datetime
    reporter_id: UUID | None = None


def file_cases(
    session: Session, grievances: Sequence[Grievance], *, zone: ZoneInfo, reach: Reach = UNLIMITED
) -> list[Case]:
    """Enter grievances as cases, with a number of statements that does not grow with theirs.

    `zone` is that of the community's calendar days. Who may bring only their own cases brings them under their own
    name or under none, about any dwelling; others bring those of people within their reach. Raises DwellingUnknown,
    ReporterUnknown.
    """
    queries.share_desk(session)
    dwellings = _dwellings(session, grievances)
    people = aliases.people_of(session, {each.reporter_id for each in grievances if each.reporter_id})
    reporters = whereabouts(session, people)
    near = {people[each] for each in queries.people_within(session, people, reach)}
    numbers = _Numbers(session, Counter(each.filed_at.astimezone(zone).date() for each in grievances))
    routes = _routes(session, dwellings.values())
    cases = []
    for grievance in grievances:
        dwelling = dwellings.get(grievance.dwelling)
        if dwelling is None or not (reach.owner or reach.covers(dwelling.area, dwelling.grid)):
            raise DwellingUnknown
        if grievance.reporter_id and people[grievance.reporter_id] not in near:
            raise ReporterUnknown
        hands = routes.hands_for(area=dwelling.area, grid=dwelling.grid)
        case = Case(
            id=new_id(),
            number=numbers.next(grievance.filed_at.astimezone(zone).date()),
            dwelling_id=dwelling.dwelling_id,
            area=dwelling.area,
            grid=dwelling.grid,
            reporter_id=grievance.reporter_id,
            reporter_contact=_contact(grievance.reporter_id, reporters),
            category=grievance.category,
            description=grievance.description,
            state=OPEN,
            filed_at=grievance.filed_at,
            assignee_post_id=hands.post_id,
            assignee_id=hands.person_id,
            version=1 if hands == NOBODY else 2,
        )
        cases.append(case)
    session.add_all(cases)
    session.flush()
    session.add_all(entry for case in cases for entry in _first_entries(case))
    announce_all(session, [fact for case in cases for fact in _first_facts(case)])
    return cases


def settle_case(
    session: Session, case_id: UUID, *, now: datetime, seen: int | None = None, reach: Reach = UNLIMITED
) -> Case:
    """Be done with a case. Raises CaseUnknown, ChangedMeanwhile, AlreadySettled."""
    queries.share_desk(session)
    case = queries.locked_case(session, case_id, reach)
    if case is None:
        raise CaseUnknown
    require_seen(case.version, seen)
    case.settle(now=now)
    if queries.is_forgotten(session, case.reporter_id):
        case.description = ""
    session.add(CaseEntry(id=new_id(), case_id=case.id, at=now, kind="settled"))
    return case


class _Numbers:
    """Case numbers such as MQ-20260516-0001, counted anew every day."""

    def __init__(self, session: Session, wanted: Counter[date]) -> None:
        self._session = session
        # In one order everywhere, so that two who count on the same days wait instead of deadlocking.
        self._next = {day: self._take(day, wanted[day]) for day in sorted(wanted)}

    def next(self, day: date) -> str:
        """The next number of a day."""
        number = self._next[day]
        self._next[day] += 1
        return f"MQ-{day:%Y%m%d}-{number:04}"

    def _take(self, day: date, count: int) -> int:
        """Count a day on; returns the first of the numbers taken."""
        statement = insert_into(self._session, CaseCounter).values(day=day, last=count)
        statement = statement.on_conflict_do_update(
            index_elements=["day"], set_={"last": CaseCounter.last + statement.excluded.last}
        )
        last: int = self._session.scalar(statement.returning(CaseCounter.last))
        return last - count + 1


def _dwellings(session: Session, grievances: Sequence[Grievance]) -> dict[UUID | str, Dwelling]:
    named = {each.dwelling for each in grievances}
    ids = {each for each in named if isinstance(each, UUID)}
    keys = {each: keys_of(each) for each in named if isinstance(each, str)}
    found: dict[UUID | str, Dwelling] = {}
    for dwelling in queries.dwellings(
        session, ids=ids, addresses={key for each in keys.values() for key in each}
    ):
        found[dwelling.dwelling_id] = found[dwelling.address] = dwelling
    for text, possible in keys.items():
        for key in possible:
            if key in found:
                found[text] = found[key]
    return found


def _routes(session: Session, dwellings: Iterable[Dwelling]) -> Routes:
    areas = {area for each in dwellings for path in (each.area, each.grid) for area in enclosing(path)}
    return Routes(queries.held_posts(session, KINDS, areas=areas))


def _contact(reporter_id: UUID | None, known: dict[UUID, Whereabouts]) -> str:
    if reporter_id is None:
        return ANONYMOUS
    if reporter_id not in known:
        raise ReporterUnknown
    return known[reporter_id].contact


def _first_entries(case: Case) -> list[CaseEntry]:
    filed = CaseEntry(id=new_id(), case_id=case.id, at=case.filed_at, kind="filed")
    if case.assignee_post_id is None:
        return [filed]
    routed = CaseEntry(
        id=new_id(),
        case_id=case.id,
        at=case.filed_at,
        kind="routed",
        post_id=case.assignee_post_id,
        person_id=case.assignee_id,
    )
    return [filed, routed]


def _first_facts(case: Case) -> list[tuple[Event, int]]:
    filed = CaseFiled(
        case_id=case.id,
        number=case.number,
        category=case.category,
        dwelling_id=case.dwelling_id,
        area=case.area,
    )
    if case.assignee_post_id is None:
        return [(filed, 1)]
    routed = CaseRouted(case_id=case.id, post_id=case.assignee_post_id, person_id=case.assignee_id)
    return [(filed, 1), (routed, 2)]
