"""Commands that become a process of the system."""

import os
import sys

import click
from sqlalchemy.exc import SQLAlchemyError

from chassis import database, rekeying, services, settings
from chassis.events.trouble import database_away, table_missing


@click.command()
@click.argument("service", required=False)
def api(service: str | None) -> None:
    """Serve the API of SERVICE, or of all services, on one port."""
    _known(service)
    for each in (service,) if service else services.names():
        _require_keys(each)
    os.execvp(sys.executable, gunicorn(service))  # noqa: S606 - our own interpreter


@click.command()
@click.argument("service", nargs=-1)
def worker(service: tuple[str, ...]) -> None:
    """Run the worker of SERVICE: event handlers, timers, the outbox relay.

    Without a SERVICE all workers run in one process. Start as many as you like; with the embedded broker it must
    be one process with all of them.
    """
    for each in service:
        _known(each)
    if settings.current().embedded and service and set(service) != set(services.names()):
        raise click.UsageError(
            "The embedded broker needs all workers in one process: name none, or set DOORSTEP_BROKER_URL."
        )
    command = [sys.executable, "-m", "chassis.events.process", *(service or services.names())]
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter


commands = (api, worker)


def gunicorn(service: str | None) -> list[str]:
    """The command that serves one API, or all."""
    now = settings.current()
    target = f"one('{service}')" if service else "everything()"
    return [
        sys.executable, "-m", "gunicorn", f"chassis.web.serve:{target}",
        "--bind", f"{now.host}:{now.port}",
        "--worker-class", "gthread", "--threads", str(now.threads), "--workers", "1",
        # A thread may read a large upload for minutes; the process still answers.
        "--timeout", "600", "--graceful-timeout", "20", "--no-control-socket",
        "--log-level", "warning",
    ]  # fmt: skip


def _require_keys(service: str) -> None:
    """Not to serve what cannot be read; a database that is away or empty now is told by `/readyz`."""
    own = database.of(service)
    try:
        rekeying.require_keys(own)
    except SQLAlchemyError as error:
        if not (database_away(error) or table_missing(error)):
            raise
    finally:
        own.engine.dispose()


def _known(service: str | None) -> None:
    if service is not None and service not in services.names():
        raise click.UsageError(f"There is no service {service!r}: {', '.join(services.names())}.")
