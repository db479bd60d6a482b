"""Handing cases over when a post changes hands."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from chassis.copies import move_forward
from chassis.events.message import Received
from contracts.residents import PostFilled, PostVacated
from services.grievances import queries
from services.grievances.models import Case, Post
from services.grievances.routing import KINDS
from services.grievances.usecases.handing import hand_on

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
    hand_on(session, ((case, _last_about(case, changes)) for case in cases))


def _last_about(case: Case, changes: Sequence[Received[Change]]) -> Received[Change] | None:
    return next(
        (
            each
            for each in reversed(changes)
            if (case.area if each.data.scope == "place" else case.grid).startswith(each.data.area)
        ),
        None,
    )
