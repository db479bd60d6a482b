"""A worker that shines, and misbehaves when an event asks it to."""

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import eventlet
from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.events.entrypoints import every, subscribe
from chassis.events.message import Received
from chassis.ids import new_id
from tests.chassis.probe.lamps import LampBroken, LampLit
from tests.chassis.probe.tables import Effect, LampCopy


class EscapedHandlerError(BaseException):
    """An error that no `except Exception` sees."""


def _raise(error: BaseException) -> None:
    raise error


def _compute() -> None:
    while True:
        pass


def _linger() -> None:
    # Tells the test that it has begun, then takes its time as a long handler does.
    Path(os.environ["PROBE_BEGUN"]).touch()
    time.sleep(1.5)


DEEDS: dict[str, Callable[[Session], object]] = {
    "shine": lambda _: None,
    "raise": lambda _: _raise(RuntimeError("13800138000")),
    "escape": lambda _: _raise(EscapedHandlerError()),
    "exit": lambda _: sys.exit(3),
    "timeout": lambda _: _raise(eventlet.Timeout()),
    "wait": lambda _: time.sleep(600),
    "compute": lambda _: _compute(),
    "query": lambda session: session.execute(text("SELECT pg_sleep(600)")),
    "kill": lambda _: os.kill(os.getpid(), signal.SIGKILL),
    "linger": lambda _: _linger(),
}


class LampsWorker:
    """Leaves one effect for every event, and one for every tick."""

    name = "lamps"

    @subscribe(LampLit)
    def shine(self, session: Session, events: list[Received[LampLit]]) -> None:
        """Do the deed, then leave an effect."""
        for event in events:
            DEEDS[event.data.deed](session)
            session.add(
                Effect(
                    handler="shine", event_id=event.id, lamp_id=event.data.lamp_id, sequence=event.sequence
                )
            )

    @subscribe(LampBroken)
    def mend(self, session: Session, events: list[Received[LampBroken]]) -> None:
        """Leave an effect."""
        for event in events:
            session.add(
                Effect(handler="mend", event_id=event.id, lamp_id=event.data.lamp_id, sequence=event.sequence)
            )

    @every(days=7305)
    def tick(self, session: Session, due: datetime) -> None:
        """Leave a row."""
        session.add(LampCopy(id=new_id(), version=1, light="tick"))
