"""`doorstep events failed`, `show`, `retry`, `discard`: what could not be applied, and what becomes of it."""

from collections.abc import Sequence

import click
from rich.json import JSON
from rich.table import Table
from rich.text import Text
from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from chassis.commands.events.parts import any_services, console, counted, local, one_service, opened
from chassis.events import failures
from chassis.events.failures import DEAD, DISCARDED, WAITING
from chassis.events.tables import FailedEvent

_SHOWN = 100
_COLOURS = {WAITING: "yellow", DEAD: "red", DISCARDED: "bright_black"}

_id = click.IntRange(1, 2**63 - 1)


@click.command()
@any_services
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([WAITING, DEAD, DISCARDED]),
    help="Only these; may be given twice. Without it: waiting and dead.",
)
def failed(*, chosen: tuple[str, ...], states: tuple[str, ...]) -> None:
    """List the events that SERVICEs could not apply: the oldest first, at most 100 a service.

    \b
    waiting    will be tried again by itself, at the time shown
    dead       has failed as often as allowed: mend the cause and `retry`, or `discard`
    discarded  a person has decided against it; kept on record
    """
    table = Table("service", "id", "handler", "type", "state", "tries", "error", "next try", "failed at")
    for column in table.columns:
        column.overflow = "fold"
    hidden = 0
    wanted = FailedEvent.state.in_(states or (WAITING, DEAD))
    for service in chosen:
        with opened(service) as own, own.reading() as session:
            count = session.scalar(select(func.count()).select_from(FailedEvent).where(wanted)) or 0
            hidden += max(count - _SHOWN, 0)
            for row in session.scalars(
                select(FailedEvent)
                .where(wanted)
                .order_by(FailedEvent.id)
                .limit(_SHOWN)
                .options(defer(FailedEvent.body))
            ):
                table.add_row(
                    service, str(row.id), _safe(row.handler), _safe(row.type), _state(row), str(row.attempts),
                    _safe(row.error), local(row.next_attempt_at), local(row.failed_at),
                )  # fmt: skip
    if not table.row_count:
        click.echo("Nothing has failed.")
        return
    console().print(table)
    if hidden:
        click.echo(f"… and {hidden:,} more: name a service or a --state.")


@click.command()
@one_service
@click.argument("number", metavar="ID", type=_id)
def show(*, service: str, number: int) -> None:
    """Show one failed event of SERVICE: its headers and data, and what has been tried.

    ID is the number in `doorstep events failed`. Personal fields stay sealed.
    """
    with opened(service) as own, own.reading() as session:
        row = _found(session, service, [number])[0]
        facts = Table(show_header=False, box=None)
        for name, value in (
            ("event", _safe(row.message_id)),
            ("type", _safe(row.type)),
            ("handler", "none: it could not be read" if row.handler == failures.NO_HANDLER else row.handler),
            ("state", _state(row)),
            ("tries", str(row.attempts)),
            ("error", _safe(row.error)),
            ("failed at", local(row.failed_at)),
            ("next try", local(row.next_attempt_at)),
        ):
            facts.add_row(Text(name, style="bright_black"), value)
        out = console()
        out.print(facts)
        out.print("\n[bold]Headers[/]", JSON(row.headers), "\n[bold]Data[/]", _body(row.body), sep="\n")


@click.command()
@one_service
@click.argument("numbers", metavar="[ID]…", nargs=-1, type=_id)
@click.option(
    "--handler", metavar="H", help="What this handler could not apply; `-` is what could not be read."
)
@click.option("--all", "everything", is_flag=True, help="All that is waiting or dead.")
def retry(*, service: str, numbers: tuple[int, ...], handler: str | None, everything: bool) -> None:
    """Let SERVICE try failed events again now: by ID, by handler, or all of them.

    Dead events become alive again and get one more try at least. The service's worker takes them within a
    second; when it is not running, as soon as it is.
    """
    if [bool(numbers), handler is not None, everything].count(True) != 1:
        raise click.UsageError("Say which: one or more IDs, or --handler H, or --all.")
    with opened(service) as own, own.transaction() as session:
        if numbers:
            _require_undecided(session, service, numbers)
        if handler is not None:
            _require_handler(session, service, handler)
        count = failures.retry(session, ids=numbers or None, handler=handler)
    click.echo(f"{counted(count)} of {service} will be tried again now.")


@click.command()
@one_service
@click.argument("numbers", metavar="ID…", nargs=-1, required=True, type=_id)
@click.option("--yes", is_flag=True, help="Do not ask.")
def discard(*, service: str, numbers: tuple[int, ...], yes: bool) -> None:
    """Decide that failed events shall never take effect in SERVICE.

    They stay on record as discarded. This cannot be taken back, so it lists them and asks first.
    """
    with opened(service) as own, own.reading() as session:
        rows = _require_undecided(session, service, numbers)
    # Outside the transaction: a person may think for as long as they like.
    if not yes:
        for row in rows:
            click.echo(f"  {row.id}  {_safe(row.type)}  {row.handler}  {row.error}")
        click.confirm(f"Shall {counted(len(rows))} never take effect in {service}?", abort=True)
    with opened(service) as own, own.transaction() as session:
        count = failures.discard(session, ids=numbers)
    click.echo(f"{counted(count)} of {service} discarded.")


def _found(session: Session, service: str, numbers: Sequence[int]) -> Sequence[FailedEvent]:
    """These failed events; refuses when one is unknown."""
    statement = select(FailedEvent).where(FailedEvent.id.in_(numbers)).order_by(FailedEvent.id)
    rows = session.scalars(statement).all()
    unknown = sorted(set(numbers) - {row.id for row in rows})
    if unknown:
        raise click.ClickException(
            f"{service} has no failed event {_listed(unknown)}; nothing was done. "
            f"`doorstep events failed {service}` lists what there is."
        )
    return rows


def _require_undecided(session: Session, service: str, numbers: Sequence[int]) -> Sequence[FailedEvent]:
    """These failed events; refuses when one is unknown or has been decided about."""
    rows = _found(session, service, numbers)
    decided = [row.id for row in rows if row.state == DISCARDED]
    if decided:
        raise click.ClickException(f"{_listed(decided)} was discarded before; nothing was done.")
    return rows


def _require_handler(session: Session, service: str, handler: str) -> None:
    undecided = select(FailedEvent.handler).where(FailedEvent.state != DISCARDED).distinct()
    known = sorted(session.scalars(undecided))
    if handler not in known:
        raise click.ClickException(
            f"Nothing has failed in handler {handler!r} of {service}. "
            + (f"Something has in: {', '.join(known)}." if known else "Nothing has failed at all.")
        )


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _safe(text: str) -> Text:
    """What came from outside, without what a terminal or a table would obey."""
    return Text("".join(each if each.isprintable() else "·" for each in text))


def _state(row: FailedEvent) -> Text:
    return Text(row.state, style=_COLOURS.get(row.state, ""))


def _body(body: bytes) -> JSON | Text:
    """The data, or what came instead, as it came."""
    try:
        return JSON(body.decode(), ensure_ascii=False)
    except ValueError:
        return Text(f"This is no JSON: {body!r}")
