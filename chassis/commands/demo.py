"""`doorstep demo`: a believable community, made through the same use cases as a real one."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import click
from rich.console import Console

from chassis import database, services, settings, topology
from chassis.commands.progress import stages
from chassis.events import worker_lock
from chassis.events.status import status_of

console = Console(stderr=True)

Progress = Callable[[str, int, int | None], None]
_QUIET_LOOKS = 3


@click.command()
@click.option(
    "--scale",
    type=click.FloatRange(0.001, 1.0),
    default=1.0,
    show_default=True,
    help="1.0 is 19,000 households with 51,000 people.",
)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed gives the same community."
)
@click.option("--if-empty", is_flag=True, help="Do nothing when there is a community already.")
def demo(*, scale: float, seed: int, if_empty: bool) -> None:
    """Load a made-up community with three years of history into empty databases.

    Needs `doorstep setup` before. Everything goes through the services' own use cases, and the events that
    follow are delivered before the command ends; it starts workers for that when none are running. It also
    writes next month's lease roster, with a few hundred changes and some faulty rows, to the data folder.
    """
    if there_is_a_community():
        if if_empty:
            return
        raise click.ClickException("There is a community already: the demo needs empty databases.")
    unfinished = _unfinished()
    settings.private_folder(unfinished.parent)
    unfinished.touch()
    began = time.monotonic()
    counts: dict[str, int] = {}
    with stages() as progress, _workers():
        for name, part in _parts():
            counts |= part.load(scale=scale, seed=seed, progress=_named(name, progress))
            deliver_all(_named(name, progress))
    unfinished.unlink()
    made = ", ".join(f"{count:,} {what}" for what, count in counts.items())
    console.print(f"[green]✓[/] {made} in {time.monotonic() - began:.0f} s")


def there_is_a_community() -> bool:
    """Whether the databases hold one, made up or real. Raises ClickException when one was left half made up."""
    unfinished = _unfinished()
    if unfinished.exists():
        raise click.ClickException(
            f"Loading the demo was interrupted. Start over with empty databases: remove {unfinished.parent}/ "
            "(on PostgreSQL, drop and create the databases as well)."
        )
    return not all(part.is_empty() for _, part in _parts() if hasattr(part, "is_empty"))


def deliver_all(progress: Progress) -> None:
    """Wait until every announced event has reached its listeners."""
    most = quiet = 0
    while quiet < _QUIET_LOOKS:
        left = _undelivered()
        most = max(most, left)
        progress("events to their listeners", most - left, most)
        quiet = quiet + 1 if left == 0 else 0
        time.sleep(0.2)


def _unfinished() -> Path:
    return settings.current().data_dir / "demo.unfinished"


def _parts() -> list[tuple[str, ModuleType]]:
    parts = [(name, part) for name in services.names() if (part := services.optional_part(name, "demo"))]
    return sorted(parts, key=lambda each: getattr(each[1], "STAGE", 2))


def _undelivered() -> int:
    states = [status_of(database.of(name), topology.broker()) for name in services.names()]
    return sum(each.unpublished + each.queued for each in states)


def _named(service: str, progress: Progress) -> Progress:
    return lambda stage, done, total: progress(f"{service}: {stage}", done, total)


@contextmanager
def _workers() -> Iterator[None]:
    """Run workers for as long as the data are loaded, unless some are running."""
    if _are_running():
        yield
        return
    command = [sys.executable, "-m", "chassis.events.process", *services.names()]
    child = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own command
    try:
        yield
    finally:
        child.terminate()
        child.wait(settings.current().stop_deadline + 5)


def _are_running() -> bool:
    if settings.current().embedded:
        return worker_lock.is_held()
    return all(topology.broker().depth(name)[1] for name in services.names())


commands = (demo,)
