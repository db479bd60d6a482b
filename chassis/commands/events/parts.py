"""What these commands share: finding services, opening their databases, printing."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from rich.console import Console
from sqlalchemy.exc import DBAPIError

from chassis import database, services, settings
from chassis.database import Database
from chassis.events.status import require_schema
from chassis.events.trouble import database_away

_WIDTH_OF_A_FILE = 160


def known(context: click.Context, argument: click.Parameter, value: str) -> str:
    """The name of a service that there is."""
    if value not in services.names():
        wrong = f"there is no service {value!r}, only {', '.join(services.names())}."
        raise click.BadParameter(wrong, context, argument)
    return value


def _all_known(context: click.Context, argument: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The services named, once each; all when none was."""
    return tuple(known(context, argument, each) for each in dict.fromkeys(values)) or services.names()


one_service = click.argument("service", callback=known)
any_services = click.argument("chosen", metavar="[SERVICE]…", nargs=-1, callback=_all_known)


@contextmanager
def opened(service: str) -> Iterator[Database]:
    """The database of a service, set up; a database that is away is told in a sentence."""
    own = database.of(service)
    try:
        require_schema(own)
        yield own
    except DBAPIError as error:
        if not database_away(error):
            raise
        raise click.ClickException(
            f"The database of {service} cannot be reached: is it running, and is "
            f"DOORSTEP_{service.upper()}_DATABASE_URL right?"
        ) from None


def console() -> Console:
    """Where to print: as wide as the window, or wide enough for a file."""
    return Console(width=None if sys.stdout.isatty() else _WIDTH_OF_A_FILE)


def local(instant: datetime | None) -> str:
    """An instant on the community's clocks."""
    if instant is None:
        return "–"
    return instant.astimezone(settings.current().timezone).strftime("%Y-%m-%d %H:%M:%S")


def counted(count: int, what: str = "event") -> str:
    """`1 event`, `3 events`."""
    return f"{count} {what}{'' if count == 1 else 's'}"
