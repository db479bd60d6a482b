"""Intake: every event takes effect once, and only the guilty one is set aside."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from chassis import context
from chassis.database import Database
from chassis.events.intake import Subscription
from chassis.events.message import Received
from chassis.events.tables import InboxRow
from chassis.ids import new_id
from tests.chassis.builders import (
    SECRET,
    DeadlockError,
    PoisonError,
    ServerGoneError,
    a_delivery,
    a_lamp_lit,
    again,
    an_intake,
    breaking,
    effects,
    failed,
    ids,
    shine,
    the_failed,
)
from tests.chassis.probe.lamps import LampBroken, LampLit


def test_an_event_takes_effect(lamps: Database):
    delivery = a_delivery()

    an_intake(lamps).apply([delivery])

    assert effects(lamps) == ids(delivery)


def test_an_event_that_comes_again_changes_nothing(lamps: Database):
    delivery = a_delivery()
    intake = an_intake(lamps)

    for _ in range(3):
        intake.apply([again(delivery, comebacks=1)])

    assert effects(lamps) == ids(delivery)


def test_an_event_thrice_in_one_batch_takes_effect_once(lamps: Database):
    one, other = a_delivery(), a_delivery()

    an_intake(lamps).apply([one, other, again(one), again(one)])

    assert effects(lamps) == ids(one, other)


def test_a_handler_gets_its_events_in_order_of_arrival(lamps: Database):
    deliveries = [a_delivery(sequence=number) for number in range(50)]

    an_intake(lamps).apply(deliveries)

    assert effects(lamps) == ids(*deliveries)


def test_a_poison_lets_its_neighbours_take_effect(lamps: Database):
    before, poison, after = a_delivery(), a_delivery(a_lamp_lit(deed="raise")), a_delivery()

    an_intake(lamps).apply([before, poison, after])

    assert effects(lamps) == ids(before, after)


def test_only_the_poison_is_set_aside(lamps: Database):
    poison = a_delivery(a_lamp_lit(deed="raise"))

    an_intake(lamps).apply([a_delivery(), poison, a_delivery()])

    assert [each.message_id for each in failed(lamps)] == [poison.message_id]


def test_a_poison_among_copies_of_itself_is_kept_once(lamps: Database):
    poison = a_delivery(a_lamp_lit(deed="raise"))

    an_intake(lamps).apply([poison, again(poison), again(poison)])

    assert len(failed(lamps)) == 1


def test_what_failed_leaves_nothing_half_done(lamps: Database):
    def half(session: Session, events: Sequence[Received[Any]]) -> None:
        shine(session, events)
        session.flush()
        raise PoisonError

    an_intake(lamps, handle=half).apply([a_delivery()])

    with lamps.reading() as session:
        inbox = session.scalars(select(InboxRow)).all()
    assert (effects(lamps), inbox) == ([], [])


def test_one_handler_failing_leaves_the_other_its_effect(lamps: Database):
    def fail(session: Session, events: Sequence[Received[Any]]) -> None:
        raise PoisonError

    delivery = a_delivery()
    subscriptions = [Subscription("fail", (LampLit,), fail), Subscription("shine", (LampLit,), shine)]

    an_intake(lamps, subscriptions=subscriptions).apply([delivery])

    assert (effects(lamps), the_failed(lamps).handler) == (ids(delivery), "fail")


def test_a_handler_gets_only_what_it_subscribed_to(lamps: Database):
    lit, broken = a_delivery(), a_delivery(LampBroken(lamp_id=new_id()))
    got: list[UUID] = []

    def note(session: Session, events: Sequence[Received[Any]]) -> None:
        got.extend(each.id for each in events)

    subscriptions = [Subscription("note", (LampLit,), note), Subscription("shine", (LampBroken,), shine)]
    an_intake(lamps, subscriptions=subscriptions).apply([lit, broken])

    assert (got, effects(lamps)) == (ids(lit), ids(broken))


def test_the_text_of_an_error_is_never_kept(lamps: Database):
    an_intake(lamps).apply([a_delivery(a_lamp_lit(deed="raise"))])

    error = the_failed(lamps).error
    assert ("PoisonError in shine:" in error, SECRET in error) == (True, False)


def test_a_lost_database_marks_nothing_failed(lamps: Database):
    intake = an_intake(lamps, handle=breaking(ServerGoneError, times=1))

    with pytest.raises(OperationalError):
        intake.apply([a_delivery()])

    assert (failed(lamps), effects(lamps)) == ([], [])


def test_a_batch_works_once_the_database_is_back(lamps: Database):
    delivery = a_delivery()
    intake = an_intake(lamps, handle=breaking(ServerGoneError, times=1))
    with pytest.raises(OperationalError):
        intake.apply([delivery])

    intake.apply([delivery])

    assert effects(lamps) == ids(delivery)


def test_a_database_lost_halfway_marks_nothing_failed(lamps: Database):
    lost = breaking(ServerGoneError, times=1)

    def fail_together(session: Session, events: Sequence[Received[Any]]) -> None:
        if len(events) > 1:
            raise PoisonError
        lost(session, events)

    with pytest.raises(OperationalError):
        an_intake(lamps, handle=fail_together).apply([a_delivery(), a_delivery()])

    assert failed(lamps) == []


def test_a_deadlock_is_tried_again_at_once(lamps: Database):
    deliveries = [a_delivery(), a_delivery()]

    an_intake(lamps, handle=breaking(DeadlockError, times=2)).apply(deliveries)

    assert (effects(lamps), failed(lamps)) == (ids(*deliveries), [])


def test_a_deadlock_without_end_is_set_aside(lamps: Database):
    an_intake(lamps, handle=breaking(DeadlockError, times=100)).apply([a_delivery()])

    assert the_failed(lamps).state == "waiting"


def test_what_a_handler_announces_keeps_the_correlation(lamps: Database):
    seen: list[str | None] = []

    def look(session: Session, events: Sequence[Received[Any]]) -> None:
        seen.append(context.correlation_id.get())

    an_intake(lamps, handle=look).apply([a_delivery(headers={"correlationid": "request-0001"})])

    assert (seen, context.correlation_id.get()) == (["request-0001"], None)
