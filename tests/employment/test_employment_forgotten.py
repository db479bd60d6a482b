"""Who is erased stays erased, whatever about them is still on its way or told again."""

from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from chassis import holdings
from chassis.database import Database
from chassis.events.message import Received
from chassis.holdings import Erased
from chassis.ids import new_id
from contracts.residents import PersonErased
from services.employment.errors import ResidentUnknown
from services.employment.worker import EmploymentWorker
from tests.employment.wishes import a_wish, hear, moved_in, moved_out, received, record, undone


def erased(person: UUID) -> Received[Any]:
    return received(PersonErased(person_id=person, on=date(2026, 6, 1), reason="requested"), 9)


def take(own: Database, event: Received[Any]) -> None:
    if isinstance(event.data, PersonErased):
        with own.transaction() as session:
            EmploymentWorker().forget_people(session, [event])
    else:
        hear(own, event)


def left_of(own: Database, person: UUID) -> list[str]:
    """What is held on a person that erasure takes away."""
    with own.reading() as session:
        held = holdings.held_on(session, "employment", person)
        return [each.holding.en for each in held if each.holding.erased is not Erased.KEPT]


def test_nothing_is_left_whatever_order_the_news_come_in(own: Database):
    people = []
    for order in permutations(range(4)):
        person = new_id()
        hear(own, moved_in(1, person))
        record(own, a_wish(person_id=person))
        news = [moved_out(2, person), undone(3, person), moved_out(4, person), erased(person)]
        for each in order:
            take(own, news[each])
        people.append(person)

    assert {person: left for person in people if (left := left_of(own, person))} == {}


def test_no_wish_is_recorded_of_who_was_erased_before_their_departure_is_known(own: Database):
    person = new_id()
    take(own, moved_in(1, person))
    take(own, erased(person))

    with pytest.raises(ResidentUnknown):
        record(own, a_wish(person_id=person))
