"""`doorstep settings`: every setting, for people and for the page of the documentation."""

import click
from rich.console import Console
from rich.table import Table

from chassis import settings


@click.command(name="settings")
@click.option("--markdown", is_flag=True, help="Print the page docs/settings.md.")
def list_settings(*, markdown: bool) -> None:
    """List every setting with its default and meaning."""
    if markdown:
        click.echo("# Settings\n\nEvery setting is an environment variable, read once at the start.\n")
        click.echo("| variable | default | meaning |\n|---|---|---|")
        for name, default, meaning in settings.table():
            click.echo(f"| `{name}` | {f'`{default}`' if default else ''} | {meaning} |")
        return
    table = Table()
    table.add_column("variable", overflow="fold")
    table.add_column("default", overflow="fold")
    table.add_column("meaning")
    for row in settings.table():
        table.add_row(*row)
    Console().print(table)


commands = (list_settings,)
