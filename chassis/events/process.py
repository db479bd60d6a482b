"""A worker process: `python -m chassis.events.process residents …`."""

import eventlet

# The event loop must own the standard library before anything else has taken parts of it.
eventlet.monkey_patch()

import gc  # noqa: E402
import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402

import structlog  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402

from chassis import database, logs, services, settings, topology  # noqa: E402
from chassis.events import health, worker_lock  # noqa: E402
from chassis.events.leadership import Poke  # noqa: E402
from chassis.events.line import StartFailed  # noqa: E402

log = structlog.get_logger(__name__)


def main(names: list[str]) -> int:
    """Run workers until told to stop; returns the exit status."""
    now = settings.current()
    logs.configure(now)
    if now.embedded and not worker_lock.take():
        log.error("worker gives up", reason="another worker process uses this data folder")
        return 1
    runner = ServiceRunner({"broker": topology.broker(), "settings": now})
    for name in names:
        runner.add_service(services.worker_of(name))
        own = database.of(name)
        if not own.is_sqlite:
            own.after_announcement.append(Poke(own))
    stopping = eventlet.event.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.ready() or eventlet.spawn_n(stopping.send))

    def work() -> None:
        runner.start()
        # The libraries never become garbage: each search through them would stop the line for 90 ms.
        gc.collect()
        gc.freeze()
        health.serve(runner, now.worker_port)
        runner.wait()

    try:
        # Beside the wait for the signal: who waits for a broker must be free to go as well.
        ended = eventlet.spawn(work)
        ended.link(lambda _: stopping.ready() or stopping.send())
        stopping.wait()
        if not ended.dead:
            runner.stop()
            log.info("worker stopped", services=names)
            return 0
        ended.wait()
    except StartFailed as failed:
        log.error("worker gives up", reason=str(failed))  # noqa: TRY400 - the sentence says it all
    except settings.WrongSetting as wrong:
        log.error("worker gives up", reason=str(wrong))  # noqa: TRY400 - the sentence says it all
    return 1


if __name__ == "__main__":
    # Threads of libraries must not keep a process alive that has said good-bye.
    sys.stdout.flush()
    os._exit(main(sys.argv[1:]))
