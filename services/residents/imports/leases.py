"""Taking over a lease roster: read, compare, write what has changed."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from chassis import audit, clock
from chassis.bulk import insert_rows
from chassis.database import Database
from chassis.errors import Refusal
from chassis.ids import new_id
from services.residents import queries
from services.residents.changes import RegisterChanges
from services.residents.checks import IMPORT_CONFLICT
from services.residents.errors import MassMoveOut, RegisterChangedMeanwhile
from services.residents.imports.comparing import Comparing, Comparison
from services.residents.imports.errors import RosterOfTheFuture
from services.residents.imports.reconciling import Line, findings
from services.residents.imports.workbook import LeaseRoster, RowFault, read_lease_roster
from services.residents.models import LeaseFinding, LeaseImport
from services.residents.usecases.register import apply_changes
from services.residents.usecases.verifying import doubt

_HOUSEHOLDS_AT_ONCE = 1000
_MASS_SHARE = 0.05
_MASS_LEAST = 20

Progress = Callable[[str, int, int | None], None]
"""Is told the stage, how much of it is done, and of how much."""


@dataclass(frozen=True)
class ImportResult:
    """What one import found and did."""

    id: UUID
    as_of: date
    rows: int
    ignored: int
    faults: list[RowFault]
    in_doubt: list[str]
    changes: dict[str, int]


def import_leases(
    own: Database,
    source: Path | BinaryIO,
    *,
    as_of: date | None = None,
    allow_mass_move_out: bool = False,
    confirmation: str | None = None,
    dry_run: bool = False,
    progress: Progress = lambda *_: None,
) -> ImportResult:
    """Bring the register to what the roster says; a second run of the same roster changes nothing.

    The roster speaks of the day `as_of`, else of the day its title names, else of today.

    Nothing of a faulty row is taken, and nobody is taken for gone because of one. Good rows are written in
    transactions of about a thousand households: after a crash, another run goes on where this one ended.
    Raises the refusals of `read_lease_roster`, RosterOfTheFuture, MassMoveOut, RegisterChangedMeanwhile.
    """
    began_at = clock.now()
    with own.reading() as session:
        dwellings = queries.dwelling_ids(session)
    zones = {int(parts[1]): parts[0] for parts in (address.split("-") for address in dwellings)}
    roster = read_lease_roster(
        source,
        today=clock.today(),
        zones=zones,
        known_addresses=dwellings.keys(),
        known_buildings=zones.keys(),
        progress=lambda done, total: progress("reading", done, total),
    )
    as_of = as_of or roster.as_of or clock.today()
    if as_of > clock.today():
        raise RosterOfTheFuture(as_of=str(as_of))
    found = _compare(own, roster, dwellings, as_of)
    if not (allow_mass_move_out or dry_run):
        _refuse_mass_move_out(own, found.changes, roster.sha256, confirmation)
    result = _result(roster, found, as_of)
    if not dry_run:
        _write(own, found.changes, progress)
        _record(own, result, roster, began_at, list(findings(found, dwellings)))
    return result


def summary(result: ImportResult) -> dict[str, Any]:
    """The result as it may be shown: rows and remedies, nobody's data."""
    return {
        "id": result.id,
        "as_of": result.as_of,
        "rows": result.rows,
        "ignored": result.ignored,
        "changes": result.changes,
        "in_doubt": result.in_doubt,
        "faults": [
            {"row": each.row, "field": each.field, "problem": each.problem_zh} for each in result.faults
        ],
    }


def _compare(own: Database, roster: LeaseRoster, dwellings: dict[str, UUID], as_of: date) -> Comparison:
    with own.reading() as session:
        return Comparing(
            roster,
            occupancies=queries.occupancies(session),
            dwellings=dwellings,
            known_people=queries.all_people_by_id_number(session),
            reserved=queries.reserved_dwellings(session),
            as_of=as_of,
        ).run()


def _refuse_mass_move_out(
    own: Database, changes: RegisterChanges, sha256: str, confirmation: str | None
) -> None:
    """What confirms is bound to the file and the number: another file is not confirmed by mistake."""
    with own.reading() as session:
        households = queries.count_open_tenancies(session)
    leaving = len(changes.move_outs)
    wanted = f"{sha256[:12]}-{leaving}"
    if confirmation != wanted and leaving > max(_MASS_LEAST, _MASS_SHARE * households):
        raise MassMoveOut(leaving=leaving, households=households).showing(
            leaving=leaving, households=households, confirmation=wanted
        )


def _result(roster: LeaseRoster, found: Comparison, as_of: date) -> ImportResult:
    changes = found.changes
    return ImportResult(
        id=new_id(),
        as_of=as_of,
        rows=len(roster.rows),
        ignored=roster.ignored,
        faults=roster.faults,
        in_doubt=sorted(found.in_doubt),
        changes={
            "move_outs": len(changes.move_outs),
            "move_ins": len(changes.move_ins),
            "exchanges": len(changes.exchanges),
            "joinings": len(changes.joinings),
            "leavings": len(changes.leavings),
        },
    )


def _write(own: Database, changes: RegisterChanges, progress: Progress) -> None:
    """Ends first, in one transaction, so that dwellings are free; then beginnings, some at a time."""
    coming = {member.person_id for move in changes.move_ins for member in move.members}
    people = {each.id: each for each in changes.people}
    done, total = 0, len(changes)
    first = RegisterChanges(
        people=[each for each in changes.people if each.id not in coming],
        move_outs=changes.move_outs,
        leavings=changes.leavings,
        exchanges=changes.exchanges,
        joinings=changes.joinings,
    )
    batches = [first] if len(first) else []
    for start in range(0, len(changes.move_ins), _HOUSEHOLDS_AT_ONCE):
        moves = changes.move_ins[start : start + _HOUSEHOLDS_AT_ONCE]
        new = [people[m.person_id] for move in moves for m in move.members if m.person_id in people]
        batches.append(RegisterChanges(people=new, move_ins=moves))
    for batch in batches:
        try:
            with own.transaction() as session:
                apply_changes(session, batch)
        except (IntegrityError, Refusal):
            raise RegisterChangedMeanwhile from None
        done += len(batch)
        progress("writing", done, total)


def _record(
    own: Database, result: ImportResult, roster: LeaseRoster, began_at: Any, found: Sequence[Line]
) -> None:
    with own.transaction() as session:
        audit.record(session, "leases.imported", about=result.id)
        doubtful = queries.households_at(session, result.in_doubt)
        doubt(session, doubtful, ground=IMPORT_CONFLICT, on=result.as_of)
        session.add(
            LeaseImport(
                id=result.id,
                began_at=began_at,
                ended_at=clock.now(),
                as_of=result.as_of,
                sha256=roster.sha256,
                rows=result.rows,
                faults=len(result.faults),
                ignored=result.ignored,
                changes=json.dumps(result.changes),
            )
        )
        session.flush()
        rows = [{"import_id": result.id, "number": at, **line._asdict()} for at, line in enumerate(found, 1)]
        insert_rows(session, LeaseFinding, rows)
