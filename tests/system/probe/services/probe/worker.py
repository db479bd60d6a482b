"""What the probe does: one effect an event, or mischief."""

import os
import signal
import time
from pathlib import Path

from contracts.probe import Asked
from services.probe.models import Effect
from sqlalchemy.orm import Session

from chassis.events.entrypoints import subscribe
from chassis.events.message import Received

_DIARY = Path(os.environ["PROBE_DIARY"])


class ProbeWorker:
    """Does as it is asked."""

    name = "probe"

    @subscribe(Asked)
    def obey(self, session: Session, events: list[Received[Asked]]) -> None:
        """Write down each try where no rollback reaches it, then have the effect or fail."""
        for event in events:
            with _DIARY.open("a") as diary:
                diary.write(f"{event.id} {event.data.deed}\n")
            session.add(Effect(event_id=event.id))
            if event.data.deed == "raise":
                raise ValueError("as asked")
            if event.data.deed == "die":
                os.kill(os.getpid(), signal.SIGKILL)
            if event.data.deed == "sleep":
                time.sleep(3600)
            while event.data.deed == "spin":
                pass
