"""`doorstep keys` and `doorstep rekey`: new keys, and old ones done away with."""

import click

from chassis import rekeying
from chassis.commands.events.parts import any_services, opened
from chassis.commands.progress import stages
from chassis.keys import new_keys
from chassis.personal import CannotOpen


@click.command()
def keys() -> None:
    """Print a fresh set of keys to put into the environment of every process."""
    for name, value in new_keys().items():
        click.echo(f"DOORSTEP_{name.upper()}={value}")


@click.command()
@any_services
@click.option(
    "--check", is_flag=True, help="Only count what is still written with an older key; exit 1 if any is."
)
def rekey(*, chosen: tuple[str, ...], check: bool) -> None:
    """Write the personal data of SERVICEs anew with the newest of DOORSTEP_PERSONAL_DATA_KEYS.

    Without that setting the keys are those in `keys.json` of the data folder, newest first, commas between.

    \b
    1. Put a new key (`doorstep keys`) in front of the old one, and restart every process.
    2. Run this; the services go on working meanwhile. Stopped half-way, it goes on when it is run again.
    3. When `doorstep rekey --check` finds nothing, take the old key away. Backups still need it.
    """  # noqa: D301 - the mark that click leaves the lines as they are
    left = 0
    for service in chosen:
        with opened(service) as own, stages() as show:
            for what in rekeying.remaining(own):
                done, name = 0, f"{service}.{what.table.name}"
                if check:
                    click.echo(f"{name}: {what.rows:,} rows with an older key")
                    left += what.rows
                    continue
                show(name, 0, what.rows)
                try:
                    for some in rekeying.rekey(own, what):
                        done += some
                        show(name, done, max(what.rows, done))
                except CannotOpen as missing:
                    raise click.ClickException(f"{name}: {missing}") from None
    if check:
        raise SystemExit(1 if left else 0)
    left = sum(what.rows for service in chosen for what in _remaining(service))
    if left:
        raise click.ClickException(f"{left:,} rows were in use and wait for another run.")
    click.echo("Everything is written with the newest key.")


def _remaining(service: str) -> list[rekeying.Remaining]:
    with opened(service) as own:
        return rekeying.remaining(own)


commands = (keys, rekey)
