"""Relay: what was announced goes out in order, and nothing is forgotten on the way."""

from collections.abc import Iterable

import pytest
from sqlalchemy import update

from chassis.database import Database
from chassis.events import outbox
from chassis.events.broker import BrokerAway, Outcome
from chassis.events.message import Message
from chassis.events.tables import OutboxRow
from tests.chassis.builders import FakeBroker, a_lamp_lit, a_relay, announce, announced, returning

LIT, BROKEN = "lamp_lit.v1", "lamp_broken.v1"


def test_events_go_out_in_the_order_they_were_told(lamps: Database):
    broker = FakeBroker()
    events = [a_lamp_lit() for _ in range(20)]
    announce(lamps, *events)

    carried = a_relay(lamps, broker).step()

    assert (carried, broker.sent_subjects) == (20, [each.subject for each in events])


def test_what_the_broker_confirmed_goes_out_once(lamps: Database):
    broker = FakeBroker()
    announce(lamps, a_lamp_lit())
    relay = a_relay(lamps, broker)

    relay.step()
    relay.step()

    assert (len(broker.sent), announced(lamps)[0].published_at is not None) == (1, True)


def test_what_was_not_confirmed_goes_out_again(lamps: Database):
    outcomes = iter([Outcome.UNKNOWN, Outcome.CONFIRMED])
    broker = FakeBroker(lambda _: next(outcomes))
    announce(lamps, a_lamp_lit())
    relay = a_relay(lamps, broker)

    carried = [relay.step(), relay.step()]

    assert (carried, len({each.id for each in broker.sent})) == ([0, 1], 1)


def test_a_row_committed_late_with_a_lower_id_goes_out(lamps: Database):
    broker = FakeBroker()
    relay = a_relay(lamps, broker)
    announce(lamps, a_lamp_lit())
    relay.step()

    late = a_lamp_lit()
    announce(lamps, late)
    with lamps.transaction() as session:
        session.execute(update(OutboxRow).where(OutboxRow.subject == late.subject).values(id=-1))
    relay.step()

    assert broker.sent_subjects[-1] == late.subject


@pytest.mark.parametrize("lamps_url", ["postgresql"], indirect=True)
def test_a_transaction_that_outlasts_the_next_is_carried(lamps: Database):
    broker = FakeBroker()
    relay = a_relay(lamps, broker)
    slow, quick = a_lamp_lit(), a_lamp_lit()

    with lamps.transaction() as session:
        outbox.announce(session, slow, sequence=1)
        announce(lamps, quick)
        relay.step()
    relay.step()

    assert broker.sent_subjects == [quick.subject, slow.subject]


def test_an_event_nobody_listens_to_is_marked_so(lamps: Database):
    announce(lamps, a_lamp_lit())

    carried = a_relay(lamps, returning(LIT)).step()

    (row,) = announced(lamps)
    assert (carried, row.nobody_listens, row.published_at is not None) == (1, True, True)


class Away(FakeBroker):
    """Goes away in the middle of its first batch."""

    def publish(self, messages: Iterable[Message], *, timeout: float) -> list[Outcome]:
        if self.opened == 1:
            raise BrokerAway("gone")
        return super().publish(messages, timeout=timeout)


def test_every_row_waits_while_the_broker_is_away(lamps: Database):
    announce(lamps, a_lamp_lit(), a_lamp_lit())
    relay = a_relay(lamps, Away())

    with pytest.raises(BrokerAway):
        relay.step()

    assert [row.published_at for row in announced(lamps)] == [None, None]


def test_the_relay_connects_anew_after_a_lost_broker(lamps: Database):
    announce(lamps, a_lamp_lit(), a_lamp_lit())
    relay = a_relay(lamps, Away())
    with pytest.raises(BrokerAway):
        relay.step()

    carried = relay.step()

    assert carried == 2


class Watching(FakeBroker):
    """Looks at the database's connections while it is handed something."""

    database: Database
    in_use: int | None = None

    def publish(self, messages: Iterable[Message], *, timeout: float) -> list[Outcome]:
        self.in_use = self.database.engine.pool.checkedout()  # type: ignore[attr-defined]
        return super().publish(messages, timeout=timeout)


def test_no_transaction_is_open_while_it_publishes(lamps: Database):
    announce(lamps, a_lamp_lit())
    broker = Watching()
    broker.database = lamps

    a_relay(lamps, broker).step()

    assert broker.in_use == 0


def test_attempts_are_counted_where_the_broker_keeps_none(lamps: Database):
    announce(lamps, a_lamp_lit())
    broker = FakeBroker(lambda _: Outcome.UNKNOWN)
    broker.counts_attempts = True
    relay = a_relay(lamps, broker)

    relay.step()
    relay.step()

    assert [each.attempts for each in broker.sent] == [0, 1]


def test_a_message_says_what_cloudevents_asks_and_no_more(lamps: Database):
    event = a_lamp_lit()
    announce(lamps, event, sequence=3)
    broker = FakeBroker()

    a_relay(lamps, broker).step()

    (sent,) = broker.sent
    (row,) = announced(lamps)
    assert dict(sent.headers) == {
        "specversion": "1.0",
        "id": str(row.event_id),
        "source": "/doorstep/lamps",
        "type": "lamps.lamp_lit.v1",
        "subject": str(event.lamp_id),
        "time": row.occurred_at.isoformat(),
        "dataschema": "urn:doorstep:lamps.lamp_lit.v1",
        "sequence": 3,
    }
