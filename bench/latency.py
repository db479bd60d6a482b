"""How long a change takes to take effect elsewhere, at fifty events a second."""

import statistics
import threading
import time
from typing import Any

from bench import parts
from bench.messages import moves
from chassis import database
from chassis.events.leadership import Poke
from chassis.events.outbox import announce

RATE = 50
SECONDS = 20
_LOOK_EVERY = 0.001


def measure() -> list[parts.Figure]:
    """Commit at an even pace and watch the roster for the effect, all by one clock."""
    with (
        parts.community("residents", "grievances", "employment", "notifications"),
        parts.workers("residents"),
    ):
        own = database.of("residents")
        watch = _Watch(parts.connect("residents"))
        # Called right after each commit, the first of them before the wake-up word goes out.
        own.after_announcement[:] = [watch.committed, Poke(own)]
        watch.start()
        _announce_evenly(own, watch)
        watch.join()
    waits = sorted(watch.waits)
    half, most = statistics.median(waits) * 1000, waits[int(len(waits) * 0.99)] * 1000
    return [
        parts.Figure(
            "latency p99", most, "ms", "median of the same run", half, most / half, "≤ 50 ms", most <= 50
        )
    ]


def _announce_evenly(own: database.Database, watch: "_Watch") -> None:
    began = time.perf_counter()
    for number, (event, sequence) in enumerate(moves(RATE * SECONDS)):
        time.sleep(max(0.0, began + number / RATE - time.perf_counter()))
        watch.next_id = str(event.stay_id)
        with own.transaction() as session:
            announce(session, event, sequence=sequence)


class _Watch(threading.Thread):
    """Looks every millisecond which changes have taken effect; what it adds is less than two."""

    def __init__(self, connection: Any) -> None:
        super().__init__(daemon=True)
        self._connection = connection
        self._pending: dict[str, float] = {}
        self.waits: list[float] = []
        self.next_id = ""

    def committed(self) -> None:
        """Note the instant after a commit."""
        self._pending[self.next_id] = time.perf_counter()

    def run(self) -> None:
        """Look until everything has been seen."""
        while len(self.waits) < RATE * SECONDS:
            pending = list(self._pending)
            if pending:
                with self._connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT stay_id::text FROM roster WHERE stay_id = ANY(%s::uuid[])", (pending,)
                    )
                    seen = time.perf_counter()
                    for (stay_id,) in cursor.fetchall():
                        self.waits.append(seen - self._pending.pop(stay_id))
            time.sleep(_LOOK_EVERY)
