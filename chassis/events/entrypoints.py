"""Entrypoints of a worker: `@subscribe` for events, `@every` for what is due by the clock."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar

from eventlet.event import Event as Signal
from greenlet import GreenletExit
from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR, Entrypoint
from sqlalchemy.orm import Session

from chassis import settings
from chassis.contracts import Event
from chassis.copies import Copy
from chassis.events.deadline import deadline as ends_after
from chassis.events.intake import Subscription
from chassis.events.line import EventLine
from chassis.events.message import Received
from chassis.events.timers import Timer

Method = TypeVar("Method", bound=Callable[..., None])


class HandlerEscaped(Exception):
    """A handler raised something that is no Exception, such as SystemExit; it counts as failed."""


class _OnTheLine(Entrypoint):
    """What both entrypoints share: the line they are on and a call that is a nameko worker."""

    line = EventLine()

    def stop(self) -> None:
        """Take nothing more, finish what is in hand."""
        self.line.drain()

    def call(self, *args: Any) -> None:
        """Run the method as a nameko worker and wait for it; raises what it raises."""
        ended = Signal()

        def note(context: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            del context
            ended.send(exc_info)
            return result, exc_info

        self.container.spawn_worker(self, args, {}, handle_result=note)
        exc_info = ended.wait()
        if exc_info is not None:
            raise exc_info[1]


class Subscribe(_OnTheLine):
    """Calls a method with lists of events."""

    def __init__(self, *contracts: type[Event], keeps: Copy | None = None) -> None:
        super().__init__()
        self.contracts = contracts
        self.keeps = keeps

    def setup(self) -> None:
        """Join the line."""
        self.line.subscriptions.append(
            Subscription(handler=self.method_name, contracts=self.contracts, handle=self.handle)
        )

    def handle(self, session: Session, events: list[Received[Any]]) -> None:
        """Apply events within the caller's transaction."""
        self.call(session, events)


class Every(_OnTheLine):
    """Calls a method when its time has come."""

    def __init__(self, period: timedelta) -> None:
        super().__init__()
        self.period = period

    def setup(self) -> None:
        """Join the line."""
        self.line.timers.append(Timer(name=self.method_name, period=self.period, work=self.work))

    def work(self, session: Session, due: datetime) -> None:
        """Do what is due within the caller's transaction."""
        self.call(session, due)


def subscribe(
    *contracts: type[Event], deadline: float | None = None, keeps: Copy | None = None
) -> Callable[[Method], Method]:
    """Let a method take these events: `def keep_roster(self, session, events)`.

    It is handed lists, in the order of arrival, each event once; it must not commit. It may take `deadline`
    seconds, else as many as the settings say. One that fills a copy names it by `keeps`.
    """
    return lambda method: Subscribe.decorator(*contracts, keeps=keeps)(_bounded(method, deadline))


def every(*, deadline: float | None = None, **period: float) -> Callable[[Method], Method]:
    """Let a method run once per period (`minutes=5`), on one replica: `def expire(self, session, due)`."""
    return lambda method: Every.decorator(timedelta(**period))(_bounded(method, deadline))


def subscriptions_of(worker: type) -> list[type[Event]]:
    """All contracts a worker class listens to."""
    found = {contract for each in handlers_of(worker) for contract in each.contracts}
    return sorted(found, key=lambda contract: contract.type())


def handlers_of(worker: type) -> list[Subscription]:
    """The handlers of a worker class, in the order of the class, to be called without a worker that runs."""
    instance = worker()
    return [
        Subscription(
            handler=name,
            contracts=entrypoint.contracts,
            handle=getattr(instance, name),
            keeps=entrypoint.keeps,
        )
        for name, method in vars(worker).items()
        for entrypoint in getattr(method, ENTRYPOINT_EXTENSIONS_ATTR, ())
        if isinstance(entrypoint, Subscribe)
    ]


def _bounded(method: Method, seconds: float | None) -> Method:
    @wraps(method)
    def bounded(*args: Any) -> None:
        try:
            with ends_after(seconds or settings.current().handler_deadline):
                method(*args)
        except (Exception, GreenletExit):
            raise
        except BaseException as escaped:
            # nameko would let it pass, and the batch would wait for an answer for ever.
            raise HandlerEscaped(type(escaped).__name__) from escaped

    return bounded  # type: ignore[return-value]
