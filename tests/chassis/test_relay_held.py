"""Relay: an event that missed a known listener keeps its place, and its subject waits with it."""

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import update

from chassis.database import Database
from chassis.events.broker import Outcome
from chassis.events.relay import record_listeners
from chassis.events.tables import OutboxRow
from chassis.ids import new_id
from tests.chassis.builders import FakeBroker, a_lamp_lit, a_relay, announce, announced, returning
from tests.chassis.probe.lamps import LampBroken

LIT, BROKEN = "lamp_lit.v1", "lamp_broken.v1"


def end_the_hold(lamps: Database) -> None:
    with lamps.transaction() as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(update(OutboxRow).where(OutboxRow.held_until.is_not(None)).values(held_until=past))


def alarms() -> float:
    return REGISTRY.get_sample_value("doorstep_outbox_unroutable_total", {"service": "lamps"}) or 0


def test_an_event_that_missed_its_listener_is_kept(lamps: Database):
    record_listeners(lamps, [(LIT, "night")])
    announce(lamps, a_lamp_lit())

    carried = a_relay(lamps, returning(LIT)).step()

    assert (carried, announced(lamps)[0].published_at) == (0, None)


def test_an_event_that_missed_its_listener_alarms(lamps: Database):
    record_listeners(lamps, [(LIT, "night")])
    announce(lamps, a_lamp_lit())
    before = alarms()

    a_relay(lamps, returning(LIT)).step()

    assert alarms() == before + 1


def test_a_kept_event_goes_out_once_its_binding_is_back(lamps: Database):
    record_listeners(lamps, [(LIT, "night")])
    announce(lamps, a_lamp_lit())
    broker = returning(LIT)
    relay = a_relay(lamps, broker)
    relay.step()

    broker.answer = lambda _: Outcome.CONFIRMED
    end_the_hold(lamps)
    carried = relay.step()

    assert (carried, announced(lamps)[0].published_at is not None) == (1, True)


@pytest.mark.parametrize("outcome", [Outcome.RETURNED, Outcome.REFUSED])
def test_a_kept_event_is_not_tried_without_a_pause(lamps: Database, outcome: Outcome):
    record_listeners(lamps, [(LIT, "night")])
    announce(lamps, a_lamp_lit())
    broker = FakeBroker(lambda _: outcome)
    relay = a_relay(lamps, broker)

    relay.step()
    relay.step()

    assert len(broker.sent) == 1


def test_a_kept_event_holds_back_its_own_subject_only(lamps: Database):
    record_listeners(lamps, [(LIT, "night")])
    lamp, other = new_id(), new_id()
    announce(lamps, a_lamp_lit(lamp))
    broker = returning(LIT)
    relay = a_relay(lamps, broker)
    relay.step()

    announce(lamps, LampBroken(lamp_id=lamp), LampBroken(lamp_id=other), sequence=2)
    relay.step()

    assert broker.sent_subjects == [str(lamp), str(other)]


def test_a_kept_event_is_never_overtaken_by_a_later_one(lamps: Database):
    record_listeners(lamps, [(LIT, "night")])
    lamp = new_id()
    announce(lamps, a_lamp_lit(lamp))
    broker = returning(LIT)
    relay = a_relay(lamps, broker)
    relay.step()

    announce(lamps, LampBroken(lamp_id=lamp), sequence=2)
    end_the_hold(lamps)
    relay.step()

    assert [each.routing_key for each in broker.sent] == [LIT, LIT]


def test_held_back_events_follow_in_order(lamps: Database):
    record_listeners(lamps, [(LIT, "night")])
    lamp = new_id()
    announce(lamps, a_lamp_lit(lamp))
    broker = returning(LIT)
    relay = a_relay(lamps, broker)
    relay.step()
    announce(lamps, LampBroken(lamp_id=lamp), sequence=2)

    broker.answer = lambda _: Outcome.CONFIRMED
    end_the_hold(lamps)
    relay.step()
    relay.step()

    assert [each.headers["sequence"] for each in broker.sent] == [1, 1, 2]
