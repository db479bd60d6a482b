"""Forgetting people who have been erased."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from chassis import holdings
from chassis.bulk import insert_into
from chassis.events.message import Received
from contracts.residents import PersonErased
from services.grievances import queries
from services.grievances.models import Forgotten


def forget_people(session: Session, events: Sequence[Received[PersonErased]]) -> None:
    """Erase what is held on people: what an open case says once it is settled, all else now."""
    queries.take_desk(session)
    people = sorted({each.data.person_id for each in events})
    rows = [{"person_id": each} for each in people]
    session.execute(insert_into(session, Forgotten).on_conflict_do_nothing(), rows)
    holdings.erase(session, "grievances", people)
