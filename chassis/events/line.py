"""The line between a worker and its broker: takes, applies, relays, tries again, keeps time, and drains."""

import itertools
import time
from collections.abc import Callable, Sequence
from typing import Any

import eventlet
import structlog
from eventlet.event import Event as Signal
from nameko.extensions import SharedExtension

from chassis import clock, database, rekeying
from chassis.events import housekeeping, metrics, status
from chassis.events.ahead import ReadingAhead
from chassis.events.broker import Broker, BrokerAway, WrongTopology
from chassis.events.failpoints import failpoint
from chassis.events.failures import cause_of
from chassis.events.intake import Intake, Subscription
from chassis.events.leadership import leadership_of
from chassis.events.message import Delivery
from chassis.events.relay import BATCH, Relay
from chassis.events.timers import Timer, run_if_due
from chassis.events.trouble import database_away
from chassis.personal import CannotOpen
from chassis.settings import Settings

log = structlog.get_logger(__name__)

_BUSY_PAUSE = 0.02
_IDLE_PAUSE = 1.0
_LONGEST_PAUSE = 5.0
_MEASURE_EVERY = 3
"""Looks between two measurements: each opens a connection to the broker."""


class StartFailed(Exception):
    """The worker could not get to work in time; the process ends so that somebody notices."""


class EventLine(SharedExtension):
    """One per worker: everything it does with events, in a handful of green threads."""

    broker: Broker
    settings: Settings

    def __init__(self) -> None:
        super().__init__()
        self.subscriptions: list[Subscription] = []
        self.timers: list[Timer] = [*housekeeping.TIMERS]
        self._stopping = False
        self._threads: list[Any] = []
        self._ready = Signal()
        self._in_hand_since: float | None = None
        self._consumer: ReadingAhead | None = None

    def setup(self) -> None:
        """Learn where to work from the container's configuration."""
        self.broker = self.container.config["broker"]
        self.settings = self.container.config["settings"]
        self.service: str = self.container.service_name
        self.database = database.of(self.service)

    def start(self) -> None:
        """Begin, and come back when events are being taken. Raises StartFailed after the deadline."""
        # As written in the class: a service's copies come before what is decided by them.
        order = list(vars(self.container.service_cls))
        self.subscriptions.sort(key=lambda each: order.index(each.handler))
        self._intake = Intake(self.database, self.subscriptions, self.settings)
        for loop in (self._consume, self._relay, self._retry, self._watch):
            self._threads.append(self.container.spawn_managed_thread(loop))
        for timer in self.timers:
            self._threads.append(self.container.spawn_managed_thread(self._keep_time(timer), timer.name))
        with eventlet.Timeout(self.settings.start_deadline, StartFailed(self._not_ready())):
            self._ready.wait()
        log.info("worker ready", service=self.service, handlers=len(self.subscriptions))

    def drain(self) -> None:
        """Take nothing more, finish and acknowledge what was taken, let go of everything."""
        self._stopping = True
        with eventlet.Timeout(self.settings.stop_deadline, False):  # noqa: FBT003 - the library's way to be silent
            for thread in self._threads:
                thread.wait()

    def trouble(self) -> str | None:
        """Why this worker is not fit to work, or None."""
        if self._consumer is None:
            return "not connected to the broker"
        since = self._in_hand_since
        if since is not None and time.monotonic() - since > 10 * self.settings.handler_deadline:
            return "one batch has been in hand for too long"
        return None

    def _not_ready(self) -> str:
        return (
            f"{self.service}: not ready after {self.settings.start_deadline:g} s; is `doorstep setup` done?"
        )

    def _persistently(self, what: str, step: Callable[[], None]) -> None:
        """Do a step again and again, waiting longer after each trouble another try can mend."""
        pause = 0.1
        hopeless_since: float | None = None
        while not self._stopping:
            try:
                step()
                pause, hopeless_since = 0.1, None
                continue
            except (WrongTopology, CannotOpen) as wrong:
                hopeless_since = hopeless_since or time.monotonic()
                if time.monotonic() - hopeless_since > self.settings.start_deadline:
                    raise StartFailed(str(wrong)) from None
                reason = str(wrong)
            except BrokerAway as away:
                reason = str(away)
            except Exception as error:
                if not database_away(error):
                    raise
                reason = "the database is away"
            log.warning("waiting", service=self.service, what=what, reason=reason)
            self._sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._stopping and (left := until - time.monotonic()) > 0:
            eventlet.sleep(min(left, 0.2))

    def _consume(self) -> None:
        self._persistently("events", self._take_until_told)

    def _take_until_told(self) -> None:
        status.require_schema(self.database)
        rekeying.require_keys(self.database)
        self._intake.wake_known()
        line = self.broker.consumer(self.service, prefetch=2 * self.settings.batch_size)
        consumer = ReadingAhead(line, self._intake.foresee)
        self._consumer = consumer
        try:
            if not self._ready.ready():
                self._ready.send()
            while not self._stopping:
                self._apply(consumer, consumer.receive(self.settings.batch_size, timeout=0.5))
            consumer.cancel()
            while rest := consumer.receive(self.settings.batch_size, timeout=0):
                self._apply(consumer, rest)
        finally:
            self._consumer = None
            self._in_hand_since = None
            consumer.close()

    def _apply(self, consumer: ReadingAhead, deliveries: Sequence[Delivery]) -> None:
        if not deliveries:
            return
        self._in_hand_since = time.monotonic()
        pause = 0.1
        while True:
            try:
                self._intake.apply(deliveries)
                break
            except Exception as error:
                # Nothing is acknowledged while the database is away; it all comes back if we must go.
                if not database_away(error) or self._stopping:
                    raise
                log.warning("waiting", service=self.service, what="events", reason="the database is away")
            self._sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        failpoint("before-ack")
        consumer.acknowledge(deliveries)
        self._in_hand_since = None

    def _relay(self) -> None:
        leadership = leadership_of(self.database)
        relay = Relay(self.database, self.broker, self.settings)
        pause = _BUSY_PAUSE

        def carry() -> None:
            nonlocal pause
            if not leadership.held():
                self._sleep(_IDLE_PAUSE)
                return
            carried = relay.step()
            pause = _BUSY_PAUSE if carried else min(2 * pause, _IDLE_PAUSE)
            if carried < BATCH:
                leadership.wait(pause)

        try:
            self._persistently("outbox", carry)
        finally:
            relay.close()
            leadership.release()

    def _retry(self) -> None:
        def look() -> None:
            while not self._stopping and self._intake.retry_next():
                eventlet.sleep(0)
            self._sleep(_IDLE_PAUSE)

        self._persistently("failed events", look)

    def _watch(self) -> None:
        """Keep the gauges true."""
        looks = itertools.count()

        def look() -> None:
            since = self._in_hand_since
            metrics.in_flight(self.service, time.monotonic() - since if since else 0)
            if next(looks) % _MEASURE_EVERY == 0:
                status.measure(self.database, self.broker)
            self._sleep(_LONGEST_PAUSE)

        self._persistently("gauges", look)

    def _keep_time(self, timer: Timer) -> Callable[[], None]:
        def look() -> None:
            try:
                run_if_due(self.database, timer)
            except Exception as error:
                if database_away(error):
                    raise
                log.error("timer failed", timer=timer.name, cause=cause_of(error))  # noqa: TRY400 - ids only
                self._sleep(_LONGEST_PAUSE)
                return
            self._sleep(min(timer.seconds_to_next(clock.now()) + 0.01, _LONGEST_PAUSE))

        return lambda: self._persistently(timer.name, look)
