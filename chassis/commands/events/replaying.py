"""`doorstep events replay`: tell one service again what another has announced."""

from datetime import datetime

import click

from chassis.commands.events.log import instant
from chassis.commands.events.parts import counted, known, opened
from chassis.commands.progress import stages
from chassis.events.replay import Replay


@click.command()
@click.option("--from", "source", metavar="SERVICE", required=True, callback=known, help="Whose log.")
@click.option("--to", "target", metavar="SERVICE", required=True, callback=known, help="Who is told.")
@click.option(
    "--since", metavar="TIME", callback=instant, help="Only what was announced since then, as in `tail`."
)
@click.option(
    "--type", "kinds", metavar="T", multiple=True, help="Only this type, such as residents.tenancy_ended.v1."
)
@click.option("--again", is_flag=True, help="Also what has been applied before; handlers bear that.")
def replay(*, source: str, target: str, since: datetime | None, kinds: tuple[str, ...], again: bool) -> None:
    """Tell one service again what another has announced, from its log and in order; nobody else is told.

    For a service that is new, or whose copy was damaged. Both may run meanwhile. What a handler has applied before is
    passed over, unless --again is given. What fails is set aside: see `doorstep events failed`.
    """
    with opened(source) as log, opened(target) as own, stages() as show:
        events = Replay(log, own, since=since, kinds=kinds, again=again)
        if not events.heard:
            raise click.UsageError(f"{target} listens to nothing that {source} announces.")
        if unheard := sorted(set(kinds) - set(events.heard)):
            raise click.UsageError(
                f"{target} does not listen to {', '.join(unheard)}, but to {', '.join(events.heard)}."
            )
        done, total = 0, events.count()
        for some in events.run():
            done += some
            show(f"{source} to {target}", done, max(done, total))
    passed_over = "" if again else "; what had been applied before was passed over"
    click.echo(f"{counted(done)} of {source} told to {target}{passed_over}.")
