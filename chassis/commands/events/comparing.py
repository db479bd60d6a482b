"""`doorstep events drift` and `resync`: what copies say against what their owners have, and telling them anew."""

import click
from rich.table import Table

from chassis.commands.events.parts import any_services, console, counted, known, opened
from chassis.commands.progress import stages
from chassis.events import drift as comparing
from chassis.events.drift import CannotCompare, Found
from chassis.events.resync import kept_copies, tell

_SHOWN = 20


@click.command()
@any_services
@click.option("--repair", is_flag=True, help="Take the owner's word for every row that differs.")
def drift(*, chosen: tuple[str, ...], repair: bool) -> None:
    """Compare the copies that SERVICEs keep with their owners, row by row, and name what differs.

    Everything may go on working: what is announced and not applied yet is counted as behind and is no difference.
    With --repair the rows that differ are told anew through their handlers, with all that follows from it. Exit
    status 1 when something differs, or still does.
    """
    left: list[Found] = []
    with stages() as show:
        for kept in [each for each in kept_copies() if each.keeper in chosen]:
            with opened(kept.owner) as owner, opened(kept.keeper) as keeper:
                try:
                    found = comparing.examine(kept, owner, keeper, show)
                    if repair and found.differences:
                        told = found
                        comparing.repair(told, owner, keeper)
                        found = comparing.examine(kept, owner, keeper)
                        click.echo(f"{kept.name}: {counted(len(told.differences), 'row')} told anew")
                except CannotCompare as cannot:
                    raise click.ClickException(str(cannot)) from None
            left.append(found)
    console().print(_table(left))
    for each in left:
        _name(each)
    if any(each.differences for each in left):
        raise SystemExit(1)


@click.command()
@click.option("--from", "source", metavar="SERVICE", required=True, callback=known, help="Whose state.")
@click.option("--to", "target", metavar="SERVICE", required=True, callback=known, help="Who is told.")
@click.option("--copy", "names", metavar="TABLE", multiple=True, help="Only this copy; may be given twice.")
def resync(*, source: str, target: str, names: tuple[str, ...]) -> None:
    """Tell one service the present state of all that it keeps copies of, whether or not the log still has it.

    For a service that is new, or whose copy lost rows. Both may run meanwhile. A row that says something newer stays;
    what is wrong is found and mended by `doorstep events drift --repair`.
    """
    copies = [each for each in kept_copies() if (each.owner, each.keeper) == (source, target)]
    if not copies:
        raise click.UsageError(f"{target} keeps no copy of what {source} has.")
    known_names = {each.copy.table.name: each for each in copies}
    if unknown := [name for name in names if name not in known_names]:
        raise click.UsageError(
            f"{target} keeps no {', '.join(unknown)} of what {source} has, but {', '.join(known_names)}."
        )
    wanted = [known_names[name] for name in dict.fromkeys(names)] if names else copies
    with opened(source) as owner, opened(target) as keeper, stages() as show:
        for kept in wanted:
            done = 0
            for some in tell(kept, owner, keeper, None):
                done += some
                show(kept.name, done, None)
            show(kept.name, done, done)
    click.echo(f"{target} was told the present of {', '.join(each.copy.table.name for each in wanted)}.")


def _table(found: list[Found]) -> Table:
    table = Table("copy", "of", "rows", "behind", "missing", "unknown", "different")
    for each in found:
        kinds = [one.kind for one in each.differences]
        counts = [kinds.count(kind) for kind in ("missing", "unknown", "different")]
        table.add_row(each.kept.name, each.kept.owner, f"{each.rows:,}", f"{each.behind:,}",
                      *(f"[red]{count:,}[/]" if count else "0" for count in counts))  # fmt: skip
    return table


def _name(found: Found) -> None:
    for each in found.differences[:_SHOWN]:
        key, columns = " ".join(map(str, each.key)), ", ".join(each.columns)
        click.echo(f"{found.kept.name} {key}: {each.kind} {columns}".rstrip())
    hidden = len(found.differences) - _SHOWN
    if hidden > 0:
        click.echo(f"… and {hidden:,} more")
