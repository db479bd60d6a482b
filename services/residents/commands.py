"""Commands of the register."""

from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from chassis import clock, database
from chassis.commands.progress import stages
from services.residents import queries
from services.residents.imports import leases
from services.residents.imports.report import write_fault_workbook
from services.residents.usecases import duplicates

_WORDS = {
    "move_ins": "迁入 move-ins",
    "move_outs": "退租 move-outs",
    "exchanges": "换租 exchanges",
    "joinings": "新增成员 joined a household",
    "leavings": "成员迁出 left a household",
}


@click.group(name="import")
def import_group() -> None:
    """Take over data from other systems."""


@import_group.command(name="leases")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day the roster speaks of; its title or today when left out.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option(
    "--allow-mass-move-out", is_flag=True, help="Take a roster that ends more than 5 % of tenancies."
)
@click.option(
    "--faults",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the faulty rows with their reasons (.xlsx).",
)
def import_leases(
    *, file: Path, as_of: datetime | None, dry_run: bool, allow_mass_move_out: bool, faults: Path | None
) -> None:
    """Compare a lease roster (.xlsx, .csv) with the register and take over the difference.

    One row per person, as the city's housing system exports it. Faulty rows are listed with what to do about
    them and nothing of them is taken; running the same file again changes nothing.
    """
    with stages() as progress:
        result = leases.import_leases(
            database.of("residents"),
            file,
            as_of=as_of.date() if as_of else None,
            dry_run=dry_run,
            allow_mass_move_out=allow_mass_move_out,
            progress=progress,
        )
    console = Console()
    found = Table(title="只核对，未写入 · dry run" if dry_run else "导入结果 · taken over", show_header=False)
    for name, count in result.changes.items():
        found.add_row(_WORDS[name], str(count))
    found.add_row("房屋存疑，未改动 left in doubt", str(len(result.in_doubt)))
    found.add_row("有误的行 faulty rows", str(len({fault.row for fault in result.faults})))
    found.add_row("截至 as of", str(result.as_of))
    console.print(found)
    if result.in_doubt:
        console.print(f"  存疑房屋 in doubt: {', '.join(result.in_doubt[:50])}", highlight=False)
    for fault in result.faults[:30]:
        console.print(f"  第 {fault.row} 行: {fault.problem_zh}", highlight=False, soft_wrap=True)
    if faults and result.faults:
        write_fault_workbook(file, result.faults, faults)
        console.print(f"错误行已写入 {faults}")


@click.group(name="residents")
def residents_group() -> None:
    """Look after the register."""


@residents_group.command(name="duplicates")
def find_pairs() -> None:
    """Look for records that may be one person, and propose them in pairs to the community office.

    Pairs that somebody judged stay as they were judged. Takes seconds at full size: run it every night.
    """
    own = database.of("residents")
    with stages() as progress:
        progress("reading", 0, 1)
        with own.reading() as session:
            profiles = queries.profiles(session)
        progress("reading", 1, 1)
        found = duplicates.find_duplicates(profiles, lambda done, of: progress("comparing", done, of))
        with own.transaction() as session:
            new, waiting = duplicates.propose(session, found, now=clock.now())
    click.echo(
        f"{len(profiles):,} records: {new:,} new pairs, {waiting:,} to judge (GET /residents/duplicates)"
    )


commands = (import_group, residents_group)
