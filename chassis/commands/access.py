"""Commands about who may do what: issue a token, list what roles permit."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import click

from chassis import access, clock, services, settings, tokens
from chassis.access import Caller, Scope
from chassis.areas import EVERYWHERE, is_area
from chassis.ids import new_id

_NOT_HERE: Final = (
    "Doorstep was not set up in this folder, and a token made here would open nothing: go to the folder that has "
    "its data folder (var), or set DOORSTEP_DATA_DIR to it."
)
_LONGEST_MINUTES = int(tokens.LONGEST.total_seconds()) // 60


@click.command(name="access")
def list_access() -> None:
    """Print the page docs/access.md: every permission of every service, who has it, and how far it goes."""
    click.echo(
        "# Access\n\nWho may do what, service by service. `all`: everything; `area`: what lies in the area of their "
        "token; `own`: what is theirs.\n"
    )
    for service in services.names():
        table = access.permissions_of(service)
        known = sorted({role for granted in table.values() for role in granted})
        click.echo(f"## {service}\n\n| permission | {' | '.join(known)} |\n|---|{'---|' * len(known)}")
        for permission, granted in table.items():
            click.echo(f"| `{permission}` | {' | '.join(granted.get(role, '') for role in known)} |")
        click.echo()


@click.command()
@click.option("--role", required=True, help="Whose.")
@click.option("--area", help="A place or grid with a closing slash, such as /huafu/c2/; / is everywhere.")
@click.option("--subject", type=UUID, help="Id of the person or employer the bearer is.")
@click.option(
    "--minutes",
    type=click.IntRange(1, _LONGEST_MINUTES),
    default=60,
    show_default=True,
    help="How long it lasts.",
)
def token(role: str, area: str | None, subject: UUID | None, minutes: int) -> None:
    """Print a signed token: what a request carries as `Authorization: Bearer …`.

    Who holds the signing key can be anybody: keep it where tokens are issued, and give the services the other one.
    """
    if not settings.founded():
        raise click.ClickException(_NOT_HERE)
    known = access.roles()
    if role not in known:
        raise click.UsageError(f"There is no role {role!r}: {', '.join(known)}.")
    if Scope.AREA in known[role] and area is None:
        raise click.UsageError(f"A {role} acts within an area: add --area, such as / or /huafu/c2/.")
    if Scope.OWN in known[role] and subject is None:
        raise click.UsageError(f"A {role} is somebody: add --subject, the id of the person or employer.")
    if area is not None and not is_area(area):
        raise click.UsageError(f"{area!r} is no area: write a path with a closing slash, such as /huafu/c2/.")
    who = Caller(subject=subject or new_id(), role=role, area=area or EVERYWHERE)
    try:
        click.echo(tokens.issue(who, now=clock.now(), lasts=timedelta(minutes=minutes)))
    except tokens.NoSigningKey as missing:
        raise click.ClickException(str(missing)) from None


commands = (token, list_access)
