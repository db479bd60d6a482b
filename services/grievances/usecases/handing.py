"""Handing open cases on when who looks after them has changed."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.contracts import Event
from chassis.events.message import Received
from chassis.events.outbox import announce_all
from chassis.ids import new_id
from contracts.grievances import CaseRouted
from services.grievances import queries
from services.grievances.models import Case, CaseEntry
from services.grievances.routing import KINDS, Hands, Routes


def hand_on(session: Session, cases: Iterable[tuple[Case, Received[Any] | None]]) -> None:
    """Give every case to whoever has it now by the copies, because of what happened to it; None changes nothing."""
    routes = Routes(queries.held_posts(session, KINDS))
    facts = defaultdict[UUID, list[tuple[Event, int]]](list)
    causes: dict[UUID, Received[Any]] = {}
    for case, cause in cases:
        hands = routes.hands_for(area=case.area, grid=case.grid)
        if cause is not None and hands != Hands(case.assignee_post_id, case.assignee_id):
            session.add(_handed_over(case, hands, cause))
            causes[cause.id] = cause
            facts[cause.id].append((CaseRouted(case_id=case.id, **hands._asdict()), case.version))
    for cause in causes.values():
        announce_all(session, facts[cause.id], cause=cause)


def _handed_over(case: Case, hands: Hands, cause: Received[Any]) -> CaseEntry:
    case.assignee_post_id, case.assignee_id = hands
    case.version += 1
    # The news of the change may be older than the case.
    at = max(cause.time, case.filed_at)
    return CaseEntry(id=new_id(), case_id=case.id, at=at, kind="routed", cause_id=cause.id, **hands._asdict())
