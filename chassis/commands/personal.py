"""Commands about personal data: what is held on a person, and what is kept no longer."""

import json
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import click
from rich.table import Table

from chassis import audit, clock, holdings, retention, services
from chassis.commands.events.parts import any_services, console, opened
from chassis.commands.progress import stages
from chassis.commands.targets import Target
from chassis.files import owners_only
from chassis.holdings import Section
from chassis.workbooks import Sheet, write_workbook

Found = dict[str, list[Section]]


@click.command(name="export-person")
@click.argument("person", type=click.UUID)
@click.argument("file", type=Target(".xlsx", ".json"))
@click.option("--reason", required=True, help="Why; it goes on record with the export.")
def export_person(*, person: UUID, file: Path, reason: str) -> None:
    """Write all that every service holds on PERSON (an id) to FILE: a workbook (.xlsx) or JSON (.json).

    This is what a person may ask for under art. 45 of the Personal Information Protection Law.
    """
    found: Found = {}
    for service in services.names():
        with opened(service) as own, own.transaction() as session:
            found[service] = holdings.held_on(session, service, person)
            if found[service]:
                audit.record(session, "person.exported", about=person, reason=reason)
    rows = sum(len(section.rows) for sections in found.values() for section in sections)
    if not rows:
        raise click.ClickException(f"Nothing is held on {person}: take the id from the register.")
    with open(file, "wb", opener=owners_only) as target:
        if file.suffix == ".json":
            text = json.dumps(_told(found), ensure_ascii=False, indent=2, default=str)
            target.write(text.encode())
        else:
            write_workbook(_sheets(found), target)
    click.echo(f"{rows} rows written to {file}")


def _told(found: Found) -> dict[str, list[dict[str, object]]]:
    return {service: [each.told() for each in sections] for service, sections in found.items()}


def _sheets(found: Found) -> Iterable[Sheet]:
    taken: set[str] = set()
    yield holdings.cover(section for sections in found.values() for section in sections)
    for service, sections in found.items():
        for section in sections:
            title, headings, rows = section.sheet()
            yield (title if title not in taken else f"{title} {service}"), headings, rows
            taken.add(title)


@click.command(name="retention")
@any_services
@click.option("--dry-run", is_flag=True, help="Only say how much there is.")
def keep_no_longer(*, chosen: tuple[str, ...], dry_run: bool) -> None:
    """Throw away what SERVICEs need no longer, by the rules shown.

    Workers do this by themselves once a day, some at a time. What was thrown away, by which rule and when, stays in
    the audit log.
    """
    today = clock.today()
    table = Table("service", "规则 rule", "依据 basis", "before", "could go" if dry_run else "thrown away")
    for service in chosen:
        with opened(service) as own, stages() as show:
            for rule in retention.rules_of(service):
                with own.reading() as session:
                    total = rule.count(session, today)
                done = 0
                while not dry_run and done < total:
                    with own.transaction() as session:
                        some = rule.run(session, today)
                    if not some:
                        break
                    done += some
                    show(f"{service}: {rule.name}", done, max(done, total))
                said = f"{rule.zh}\n{rule.en}"
                count = f"{total if dry_run else done:,}"
                table.add_row(service, said, rule.basis, str(rule.before(today)), count)
    console().print(table)


commands = (export_person, keep_no_longer)
