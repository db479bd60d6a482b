"""`doorstep events tail`: what services have announced, as it comes."""

import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import click
from sqlalchemy import select

from chassis import clock, settings
from chassis.commands.events.parts import any_services, local, opened
from chassis.events.tables import OutboxRow

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LOOK_SECONDS = 0.5
_LATE = 1000
"""Rows further back than the newest that are looked at again: ids commit out of order."""

_COLUMNS = (
    OutboxRow.id, OutboxRow.occurred_at, OutboxRow.type, OutboxRow.subject, OutboxRow.sequence,
    OutboxRow.correlation_id, OutboxRow.published_at, OutboxRow.nobody_listens, OutboxRow.held_until,
)  # fmt: skip


def instant(context: click.Context, option: click.Parameter, value: str | None) -> datetime | None:
    """Read a time ago or an instant; without a zone it is the community's."""
    if value is None:
        return None
    ago = re.fullmatch(r"(\d{1,5})([smhd])", value)
    if ago:
        return clock.now() - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        wrong = f"{value!r} is no time: write 30s, 10m, 2h, 7d, or 2026-05-16T09:30."
        raise click.BadParameter(wrong, context, option) from None
    return read if read.tzinfo else read.replace(tzinfo=settings.current().timezone)


@click.command()
@any_services
@click.option("--type", "kind", metavar="T", help="Only types that contain this, such as `moved_out`.")
@click.option(
    "--since",
    metavar="TIME",
    callback=instant,
    help="All since then: 30s, 10m, 2h, 7d ago, or 2026-05-16T09:30.",
)
@click.option(
    "-n",
    "--lines",
    type=click.IntRange(0, 100_000),
    default=20,
    show_default=True,
    help="How many to begin with when no --since is given.",
)
@click.option("-f", "--follow", is_flag=True, help="Go on with what is announced from now, until Ctrl-C.")
def tail(
    *, chosen: tuple[str, ...], kind: str | None, since: datetime | None, lines: int, follow: bool
) -> None:
    """Show what SERVICEs have announced, one event a line, the newest last.

    \b
    when  type  subject  sequence  correlation id  where it is

    An event is `published` when the broker has it, `waiting` when the relay will take it next, `held` when
    the broker did not take it and the relay tries again, `unheard` when nobody listens to its type.
    """
    readers = [_Reader(service, kind) for service in chosen]
    found = [row for each in readers for row in each.first(since=since, lines=lines)]
    found.sort(key=lambda row: (row.occurred_at, row.type, row.id))
    _print(found if since else found[len(found) - min(lines, len(found)) :])
    try:
        while follow:
            time.sleep(_LOOK_SECONDS)
            _print(sorted((row for each in readers for row in each.more()), key=lambda row: row.occurred_at))
    except KeyboardInterrupt:
        return


class _Reader:
    """Reads one service's outbox, every row once."""

    def __init__(self, service: str, kind: str | None) -> None:
        self._service = service
        self._kind = kind
        self._seen: set[int] = set()

    def first(self, *, since: datetime | None, lines: int) -> list[Any]:
        """The rows since then, or the last ones; what came before them counts as seen."""
        wanted = self._rows()
        if since is not None:
            wanted = wanted.where(OutboxRow.occurred_at >= since).order_by(OutboxRow.id)
        else:
            wanted = wanted.order_by(OutboxRow.id.desc()).limit(lines)
        with opened(self._service) as own, own.reading() as session:
            newest = select(OutboxRow.id).order_by(OutboxRow.id.desc()).limit(_LATE)
            self._seen = set(session.scalars(newest))
            return list(session.execute(wanted).all())

    def more(self) -> Iterator[Any]:
        """The rows that have appeared since the last look."""
        floor = max(self._seen, default=0) - _LATE
        with opened(self._service) as own, own.reading() as session:
            rows = session.execute(self._rows().where(OutboxRow.id > floor).order_by(OutboxRow.id)).all()
        yield from (row for row in rows if row.id not in self._seen)
        self._seen = {each for each in self._seen if each > floor} | {row.id for row in rows}

    def _rows(self) -> Any:
        return select(*_COLUMNS).where(OutboxRow.type.contains(self._kind or "", autoescape=True))


def _print(rows: list[Any]) -> None:
    for row in rows:
        where, colour = _where(row)
        click.echo(
            f"{local(row.occurred_at)}  {click.style(f'{row.type:44}', bold=True)}  {row.subject}  "
            f"{row.sequence:>4}  {row.correlation_id or '–':36}  {click.style(where, fg=colour)}"
        )


def _where(row: Any) -> tuple[str, str]:
    if row.nobody_listens:
        return "unheard", "bright_black"
    if row.published_at is not None:
        return "published", "green"
    if row.held_until is not None:
        return "held", "red"
    return "waiting", "yellow"
