"""Forgetting people who have been erased."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from chassis import forgotten, holdings
from chassis.events.message import Received
from contracts.residents import PersonErased
from services.employment.models import Forgotten


def forget_people(session: Session, events: Sequence[Received[PersonErased]]) -> None:
    """Erase what is held on people, and take down nothing of them that comes later."""
    people = sorted({each.data.person_id for each in events})
    forgotten.remember(session, Forgotten, people)
    holdings.erase(session, "employment", people)
