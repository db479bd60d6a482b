"""Who is erased stays erased, whatever about them is still on its way or told again."""

from datetime import date, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis import clock, holdings
from chassis.database import Database
from chassis.events.message import Received
from chassis.holdings import Erased
from chassis.ids import new_id
from chassis.personal import seal
from contracts.residents import ContactChanged, PersonErased, TenancyExpiring
from services.notifications.models import Contact, Message
from tests.notifications.test_merged_recipients import (
    AREA,
    GRID,
    deliver,
    hear,
    moved_in,
    moved_out,
    posted,
    received,
    wished,
)


def erased(person: UUID) -> Received[Any]:
    return received(PersonErased(person_id=person, on=date(2026, 6, 1), reason="requested"), 9)


def reached_by(person: UUID) -> Received[Any]:
    return received(ContactChanged(person_id=person, phone=seal("13800138000")), 2)


def expiring(person: UUID) -> Received[Any]:
    lease = {"tenancy_id": new_id(), "household_id": person, "tenant_id": person, "dwelling_id": person,
             "area": AREA, "grid": GRID, "lease_ends": clock.today() + timedelta(days=30)}  # fmt: skip
    return received(TenancyExpiring(**lease))


def left_of(own: Database, person: UUID) -> list[str]:
    """What is held on a person that erasure takes away."""
    with own.reading() as session:
        held = holdings.held_on(session, "notifications", person)
        return [each.holding.en for each in held if each.holding.erased is Erased.DELETED]


def test_nothing_is_left_whatever_order_the_news_come_in(own: Database):
    people = []
    for order in permutations(range(4)):
        person = new_id()
        news = [moved_in(person), wished(person, occupation="4-07"), reached_by(person), erased(person)]
        for each in order:
            hear(own, news[each])
        people.append(person)

    hear(own, posted())
    deliver(own)

    assert {person: left for person in people if (left := left_of(own, person))} == {}
    with own.reading() as session:
        assert set(session.scalars(select(Contact.phone))) <= {None}


def test_a_wish_told_again_leaves_nothing_of_who_was_erased_and_all_of_others(own: Database):
    gone, here = new_id(), new_id()
    wishes = [wished(each, pay_from_fen=300000, pay_per="month") for each in (gone, here)]
    hear(own, *(moved_in(each) for each in (gone, here)), *wishes)
    hear(own, moved_out(gone), erased(gone))

    hear(own, *wishes)

    assert [left_of(own, each) for each in (gone, here)] == [[], ["Wishes for work, for matching"]]


def test_who_is_erased_before_their_departure_is_known_is_told_nothing(own: Database):
    gone, here = new_id(), new_id()
    hear(own, moved_in(gone), moved_in(here), erased(gone))

    hear(own, expiring(gone), expiring(here))

    with own.reading() as session:
        assert list(session.scalars(select(Message.person_id))) == [here]
