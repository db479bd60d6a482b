"""Stock nameko: `@event_handler`, one message and one transaction at a time in each of its ten workers."""

# The event loop must own the standard library before anything else has taken parts of it.
import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from datetime import UTC, datetime  # noqa: E402
from typing import Any  # noqa: E402
from uuid import UUID  # noqa: E402

from nameko.events import event_handler  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402
from sqlalchemy import create_engine  # noqa: E402
from sqlalchemy.dialects.postgresql import insert  # noqa: E402
from sqlalchemy.engine import make_url  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from chassis.events.tables import InboxRow  # noqa: E402
from contracts.residents import ResidentMovedIn  # noqa: E402
from services.residents.models import RosterEntry  # noqa: E402

_url = make_url(os.environ["DOORSTEP_RESIDENTS_DATABASE_URL"]).set(drivername="postgresql+psycopg2")
engine = create_engine(_url, pool_size=10)
_COPIED = ("stay_id", "person_id", "household_id", "dwelling_id", "area", "since")


class Stock:
    """The roster handler as one would write it on nameko and SQLAlchemy alone, with an inbox."""

    name = "stock"

    @event_handler("residents", "resident_moved_in.v1")
    def keep(self, body: dict[str, Any]) -> None:
        """Apply one event in one transaction."""
        fact = ResidentMovedIn.schema.load(body)
        line = {**{each: fact[each] for each in _COPIED}, "version": 1}
        taken = {"handler": "keep", "event_id": UUID(body["stay_id"]), "applied_at": datetime.now(UTC)}
        keep = insert(RosterEntry).values(line)
        keep = keep.on_conflict_do_update(
            index_elements=["stay_id"],
            set_={each: keep.excluded[each] for each in line if each != "stay_id"},
            where=RosterEntry.version < keep.excluded.version,
        )
        with Session(engine) as session, session.begin():
            take = insert(InboxRow).values(taken).on_conflict_do_nothing().returning(InboxRow.event_id)
            if session.scalar(take) is not None:
                session.execute(keep)


def main() -> None:
    """Run until terminated; with `declare` only long enough for nameko to declare its queue."""
    runner = ServiceRunner({"AMQP_URI": os.environ["DOORSTEP_BROKER_URL"]})
    runner.add_service(Stock)
    runner.start()
    if "declare" in sys.argv:
        runner.stop()
        return
    stopped = eventlet.event.Event()
    signal.signal(signal.SIGTERM, lambda *_: eventlet.spawn_n(stopped.send))
    stopped.wait()
    os._exit(0)


if __name__ == "__main__":
    main()
