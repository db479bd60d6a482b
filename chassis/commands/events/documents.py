"""`doorstep events catalogue`: the page and the AsyncAPI document of all events."""

from pathlib import Path

import click

from chassis import topology
from chassis.catalogue import files


@click.command()
@click.argument("folder", default="docs", type=click.Path(file_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; exit status 1 when a file is out of date.")
def catalogue(*, folder: Path, check: bool) -> None:
    """Write events.md and asyncapi.yaml into FOLDER (docs), from contracts and subscriptions.

    The same code always gives the same files. Run it after every change to a contract or a subscription.
    """
    wanted = files(topology.topology())
    if check:
        differing = [str(folder / name) for name, text in wanted.items() if _read(folder / name) != text]
        if differing:
            raise click.ClickException(
                f"Out of date: {', '.join(differing)}. Run `doorstep events catalogue {folder}`."
            )
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")
        click.echo(f"✓ {folder / name}")


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
