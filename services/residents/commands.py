"""Commands of the register."""

from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from chassis import audit, clock, database
from chassis.commands.progress import stages
from chassis.commands.targets import Target
from chassis.files import owners_only
from chassis.web.wording import worded
from services.residents import queries
from services.residents.imports import leases
from services.residents.imports.doubts import DOUBTS
from services.residents.imports.errors import MassMoveOut
from services.residents.imports.report import write_fault_workbook
from services.residents.imports.rows import Place
from services.residents.usecases import duplicates

_WORDS = {
    "move_ins": "迁入 move-ins",
    "move_outs": "退租 move-outs",
    "exchanges": "换租 exchanges",
    "joinings": "新增成员 joined a household",
    "renewals": "续租 renewals",
    "corrections": "合同更正 corrected leases",
    "leavings": "成员迁出 left a household",
    "people_corrected": "人员信息更正 people corrected",
}
_MOST_SHOWN = 30

_MASS_MOVE_OUT = (
    "该花名册将使 {leaving} 户（共 {households} 户）退租，未写入：达到 {least} 户且超过 {per_cent}% 的须先确认。\n"
    "只有一部分的花名册（如错误行）请先补全；确认无误的，加 --allow-mass-move-out。\n"
    "This roster would end {leaving} of {households} tenancies: nothing was taken, because {least} or more that\n"
    "are over {per_cent} % have to be meant. Complete it if it is a part, such as the faulty rows; if it is right,\n"
    "add --allow-mass-move-out."
)


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
    "--allow-mass-move-out",
    is_flag=True,
    help="Take a roster that ends two or more tenancies, over 5 % of all.",
)
@click.option(
    "--faults",
    type=Target(".xlsx"),
    help="Where to write the faulty rows with their reasons (.xlsx).",
)
def import_leases(
    *, file: Path, as_of: datetime | None, dry_run: bool, allow_mass_move_out: bool, faults: Path | None
) -> None:
    """Compare a lease roster (.xlsx, .csv) with the register and take over the difference.

    One row per person, as the city's housing system exports it. Faulty rows are listed with what to do about
    them and nothing of them is taken; running the same file again changes nothing.
    """
    try:
        with stages() as progress:
            result = leases.import_leases(
                database.of("residents"),
                file,
                as_of=as_of.date() if as_of else None,
                dry_run=dry_run,
                allow_mass_move_out=allow_mass_move_out,
                progress=progress,
            )
    except MassMoveOut as refusal:
        raise click.ClickException(_MASS_MOVE_OUT.format(**refusal.facts)) from None
    console = Console()
    found = Table(title="只核对，未写入 · dry run" if dry_run else "导入结果 · taken over", show_header=False)
    for name, count in result.changes.items():
        found.add_row(_WORDS[name], str(count))
    found.add_row("房屋存疑，未改动 left in doubt", str(len(result.in_doubt)))
    found.add_row("有误的行 faulty rows", str(leases.faulty_rows(result)))
    found.add_row("截至 as of", str(result.as_of))
    console.print(found)
    if result.unconfirmed:
        console.print(_MASS_MOVE_OUT.format(**result.unconfirmed.facts), style="yellow", highlight=False)
    if result.resumed:
        console.print("  接续了此前未完成的导入 · went on with an import that had not ended", highlight=False)
    for address, reasons in list(result.doubts.items())[:_MOST_SHOWN]:
        why = " ".join(worded(DOUBTS[each], "zh") for each in reasons)
        console.print(f"  存疑 in doubt {address}: {why}", highlight=False, soft_wrap=True)
    for address, corrected in list(result.corrected.items())[:_MOST_SHOWN]:
        console.print(f"  更正 corrected {address}: {', '.join(corrected)}", highlight=False)
    for fault in result.faults[:_MOST_SHOWN]:
        at = Place(fault.sheet, fault.row).zh()
        console.print(f"  {at}: {fault.problem_zh}", highlight=False, soft_wrap=True)
    for note in result.notes[:_MOST_SHOWN]:
        console.print(f"  提示 note {note.place.zh()}: {note.zh}", highlight=False, soft_wrap=True)
    if faults and result.faults:
        told = audit.handed_over(as_of=result.as_of, rows=leases.faulty_rows(result), in_clear=True)
        with database.of("residents").transaction() as session:
            audit.record(session, "lease_faults.exported", reason=told)
        with open(faults, "wb", opener=owners_only) as target:
            write_fault_workbook(file, result.faults, target)
        console.print(f"错误行已写入 {faults}")


@click.group(name="residents")
def residents_group() -> None:
    """Look after the register."""


@residents_group.command(name="duplicates")
def find_pairs() -> None:
    """Look for records that may be one person, and propose them in pairs to the community office.

    Pairs that somebody judged stay as they were judged. The worker does this once a day by itself.
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
