"""`doorstep audit`: whether the log of what was done with personal data is as it was written."""

import click

from chassis import audit
from chassis.audit import Head
from chassis.commands.events.parts import any_services, counted, opened


@click.group(name="audit")
def audit_log() -> None:
    """Check the log of what was done with personal data."""


def _noted(context: click.Context, argument: click.Parameter, values: tuple[str, ...]) -> dict[str, Head]:
    found = {}
    for value in values:
        service, _, end = value.partition("=")
        number, _, seal = end.partition(":")
        if not number.isdecimal() or not seal:
            raise click.BadParameter(
                f"{value!r} is not SERVICE=NUMBER:SEAL as `verify` prints it.", context, argument
            )
        if service in found:
            raise click.BadParameter(f"Give one end of {service} only.", context, argument)
        found[service] = Head(int(number), seal)
    return found


@audit_log.command()
@any_services
@click.option(
    "--since",
    "noted",
    metavar="SERVICE=NUMBER:SEAL",
    multiple=True,
    callback=_noted,
    help="An end of the chain printed before: proves that nothing was taken off since.",
)
def verify(*, chosen: tuple[str, ...], noted: dict[str, Head]) -> None:
    """Check the chain of SERVICEs: a row that was changed, removed or moved is named, and the exit status is 1.

    The printed end of each chain, kept where no one who can write the databases can, shows later whether rows were
    taken off the end: give it back with --since.
    """
    if astray := set(noted) - set(chosen):
        raise click.UsageError(f"--since names what is not checked: {', '.join(sorted(astray))}.")
    broken = False
    for service in chosen:
        with opened(service) as own, own.reading() as session:
            for fault in audit.faults(session, noted=noted.get(service)):
                click.secho(f"{service}: {fault}", fg="red")
                broken = True
            end = audit.head(session)
            rows = counted(end.number if end else 0, "row")
            click.echo(f"{service}: {rows}, ends with {service}={end}" if end else f"{service}: {rows}")
    raise SystemExit(1 if broken else 0)


commands = (audit_log,)
