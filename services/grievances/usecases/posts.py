"""Handing cases over when a post changes hands."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.contracts import Event
from chassis.copies import move_forward
from chassis.events.message import Received
from chassis.events.outbox import announce_all
from chassis.ids import new_id
from contracts.grievances import CaseRouted
from contracts.residents import PostFilled, PostVacated
from services.grievances import queries
from services.grievances.models import Case, CaseEntry, Post
from services.grievances.routing import KINDS, Hands, Routes

Change = PostFilled | PostVacated


def keep_posts(session: Session, events: Sequence[Received[Change]]) -> None:
    """Note who holds which post, and hand open cases over, whatever order the events come in."""
    queries.take_desk(session)
    rows = [
        {
            "post_id": each.data.post_id,
            "kind": each.data.kind,
            "scope": each.data.scope,
            "area": each.data.area,
            "person_id": each.data.person_id if isinstance(each.data, PostFilled) else None,
            "version": each.sequence,
        }
        for each in events
    ]
    move_forward(session, Post, rows)
    _reroute(session, [each for each in events if each.data.kind in KINDS])


def _reroute(session: Session, changes: Sequence[Received[Change]]) -> None:
    """Give every open case these posts look after to whoever has it now by the copy."""
    if not changes:
        return
    cases = queries.open_cases_within(
        session,
        places={each.data.area for each in changes if each.data.scope == "place"},
        grids={each.data.area for each in changes if each.data.scope == "grid"},
    )
    routes = Routes(queries.held_posts(session, KINDS))
    facts = defaultdict[UUID, list[tuple[Event, int]]](list)
    for case in cases:
        cause = _last_about(case, changes)
        hands = routes.hands_for(area=case.area, grid=case.grid)
        if cause is not None and hands != Hands(case.assignee_post_id, case.assignee_id):
            session.add(_hand_over(case, hands, cause))
            facts[cause.id].append((CaseRouted(case_id=case.id, **hands._asdict()), case.version))
    for change in {each.id: each for each in changes}.values():
        announce_all(session, facts[change.id], cause=change)


def _last_about(case: Case, changes: Sequence[Received[Change]]) -> Received[Change] | None:
    return next(
        (
            each
            for each in reversed(changes)
            if (case.area if each.data.scope == "place" else case.grid).startswith(each.data.area)
        ),
        None,
    )


def _hand_over(case: Case, hands: Hands, cause: Received[Change]) -> CaseEntry:
    case.assignee_post_id, case.assignee_id = hands
    case.version += 1
    # The news of the change may be older than the case.
    at = max(cause.time, case.filed_at)
    return CaseEntry(id=new_id(), case_id=case.id, at=at, kind="routed", cause_id=cause.id, **hands._asdict())
