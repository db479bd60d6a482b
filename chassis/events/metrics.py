"""What the event machinery tells Prometheus."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Gauge, Histogram

_HANDLER_SECONDS = Histogram(
    "doorstep_handler_seconds",
    "Time of one handler call",
    ["service", "handler"],
    buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
_APPLIED = Counter("doorstep_events_applied", "Events applied", ["service", "handler"])
_DUPLICATES = Counter("doorstep_events_duplicate", "Events that had been applied before", ["service"])
_SET_ASIDE = Counter(
    "doorstep_events_set_aside", "Events put into the failed-event store", ["service", "why"]
)
_PUBLISHED = Counter("doorstep_outbox_published", "Events the broker has confirmed", ["service"])
_UNROUTABLE = Counter("doorstep_outbox_unroutable", "Events that missed a known listener", ["service"])
_OUTBOX_AGE = Gauge("doorstep_outbox_age_seconds", "Age of the oldest unpublished event", ["service"])
_QUEUED = Gauge("doorstep_queue_messages", "Messages waiting in the service's queue", ["service"])
_DEAD = Gauge("doorstep_events_dead", "Failed events that wait for a person", ["service"])
_IN_FLIGHT = Gauge("doorstep_oldest_in_flight_seconds", "Age of the batch being applied", ["service"])


@contextmanager
def handling(service: str, handler: str, events: int) -> Iterator[None]:
    """Time one handler call and count its events when it succeeds."""
    with _HANDLER_SECONDS.labels(service, handler).time():
        yield
    _APPLIED.labels(service, handler).inc(events)


def duplicates(service: str, count: int) -> None:
    """Count events that were dropped because they had been applied."""
    if count:
        _DUPLICATES.labels(service).inc(count)


def set_aside(service: str, why: str) -> None:
    """Count an event that could not be applied."""
    _SET_ASIDE.labels(service, why).inc()


def published(service: str, count: int) -> None:
    """Count events the broker has taken over."""
    _PUBLISHED.labels(service).inc(count)


def unroutable(service: str, count: int) -> None:
    """Count events that came back although somebody listens to them."""
    _UNROUTABLE.labels(service).inc(count)


def in_flight(service: str, seconds: float) -> None:
    """Say how long the batch in hand has been in hand."""
    _IN_FLIGHT.labels(service).set(seconds)


def gauges(service: str, *, outbox_age: float, queued: int, dead: int) -> None:
    """Say how a service stands."""
    _OUTBOX_AGE.labels(service).set(outbox_age)
    _QUEUED.labels(service).set(queued)
    _DEAD.labels(service).set(dead)
