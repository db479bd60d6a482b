"""`doorstep events prune`: remove from the log and the memory of events what is old."""

import click

from chassis import clock
from chassis.commands.events.parts import any_services, opened
from chassis.commands.progress import stages
from chassis.events import housekeeping


@click.command()
@any_services
@click.option("--dry-run", is_flag=True, help="Only say how much there is.")
def prune(*, chosen: tuple[str, ...], dry_run: bool) -> None:
    """Remove old events from the databases of SERVICEs, while they run.

    Workers do this by themselves every hour, some at a time; this does all at once, after a change of
    DOORSTEP_LOG_DAYS or DOORSTEP_INBOX_DAYS say. What is not published stays, and so does the newest event of each
    kind about every subject.
    """
    for service in chosen:
        with opened(service) as own:
            with own.reading() as session:
                found = housekeeping.prunable(session, clock.now())
            if not dry_run:
                with stages() as show:
                    done, total = 0, sum(found)
                    while done < total:
                        with own.transaction() as session:
                            removed = sum(housekeeping.prune(session, clock.now()))
                        if not removed:
                            break
                        done += removed
                        show(f"{service}: pruning", done, max(done, total))
        verb = "could go" if dry_run else "removed"
        click.echo(f"{service}: {found.announced:,} announced, {found.applied:,} applied {verb}")
