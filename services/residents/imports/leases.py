"""Taking over a lease roster: read, compare, write what has changed."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import structlog
from sqlalchemy.exc import IntegrityError

from chassis import audit, clock
from chassis.database import Database
from chassis.errors import Refusal
from chassis.ids import new_id
from chassis.web.wording import worded
from services.residents import queries
from services.residents.errors import RegisterChangedMeanwhile
from services.residents.imports import recording
from services.residents.imports.comparing import compare
from services.residents.imports.comparison import Comparison
from services.residents.imports.doubts import DOUBTS
from services.residents.imports.errors import MassMoveOut, RosterOfTheFuture
from services.residents.imports.reconciling import findings
from services.residents.imports.workbook import LeaseRoster, RowFault, RowNote, read_lease_roster
from services.residents.usecases.register import apply_changes

log = structlog.get_logger(__name__)

_HOUSEHOLDS_AT_ONCE = 1000
_MASS_PER_CENT = 5
_MASS_LEAST = 2

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
    notes: list[RowNote]
    in_doubt: list[str]
    doubts: dict[str, list[str]]
    """By address, the codes of why (`DOUBTS`)."""
    corrected: dict[str, list[str]]
    """By address, the names of the fields."""
    changes: dict[str, int]
    unconfirmed: MassMoveOut | None = None
    """Of a trial: what the roster would be refused with, if it were meant."""
    resumed: bool = False
    """Whether it took up an earlier run of the same file that had not ended; `changes` are those of all its runs."""


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
    transactions of about a thousand households: after a crash, another run of the same file goes on where this one
    ended, on the same record.
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
    as_of = as_of or roster.as_of or _begun_for(own, roster) or clock.today()
    if as_of > clock.today():
        raise RosterOfTheFuture(as_of=str(as_of))
    found = _compare(own, roster, dwellings, as_of)
    mass = None if allow_mass_move_out else _mass_move_out(found, roster.sha256, confirmation)
    if mass and not dry_run:
        raise mass
    result = ImportResult(
        id=new_id(),
        as_of=as_of,
        rows=len(roster.rows),
        ignored=roster.ignored,
        faults=roster.faults,
        notes=roster.notes,
        in_doubt=sorted(found.in_doubt),
        doubts={address: sorted(found.in_doubt[address]) for address in sorted(found.in_doubt)},
        corrected={address: sorted(found.corrected[address]) for address in sorted(found.corrected)},
        changes=recording.counted(found.changes),
        unconfirmed=mass,
    )
    if dry_run:
        told = audit.handed_over(as_of=as_of, rows=result.rows, faults=faulty_rows(result))
        with own.transaction() as session:
            audit.record(session, "leases.tried", reason=told)
        return result
    with _unless_changed(), own.transaction() as session:
        recording.note_written(session, roster, dwellings, as_of=as_of)
        opened = recording.open_import(session, roster, as_of=as_of, now=began_at)
    _write(own, found, dwellings, opened.id, progress)
    with own.transaction() as session:
        changes = recording.close_import(session, opened.id, now=clock.now())
    return replace(result, id=opened.id, resumed=opened.resumed, changes=changes)


def faulty_rows(result: ImportResult) -> int:
    """How many rows have one or more faults."""
    return len({(each.sheet, each.row) for each in result.faults})


def summary(result: ImportResult, language: str) -> dict[str, Any]:
    """The result as it may be shown: rows and remedies, nobody's data."""
    return {
        "id": result.id,
        "as_of": result.as_of,
        "rows": result.rows,
        "ignored": result.ignored,
        "changes": result.changes,
        "confirmation": result.unconfirmed.shown["confirmation"] if result.unconfirmed else None,
        "in_doubt": result.in_doubt,
        "resumed": result.resumed,
        "doubts": [
            {"address": address, "why": [worded(DOUBTS[each], language) for each in codes]}
            for address, codes in result.doubts.items()
        ],
        "corrected": [{"address": address, "what": fields} for address, fields in result.corrected.items()],
        "faults": [
            {
                "sheet": each.sheet,
                "row": each.row,
                "field": each.field,
                "problem": each.problem_en if language == "en" else each.problem_zh,
            }
            for each in result.faults
        ],
        "notes": [
            {**each.place._asdict(), "field": each.field, "note": each.en if language == "en" else each.zh}
            for each in result.notes
        ],
    }


def _begun_for(own: Database, roster: LeaseRoster) -> date | None:
    """The day of which an earlier run that did not end took this file to speak."""
    with own.reading() as session:
        begun = queries.unfinished_import(session, roster.sha256)
    return begun.as_of if begun else None


def _compare(own: Database, roster: LeaseRoster, dwellings: dict[str, UUID], as_of: date) -> Comparison:
    with own.reading() as session:
        occupancies = queries.occupancies(session)
        known = queries.all_people_by_id_number(session)
        present = {member.person_id for each in occupancies for member in each.members}
        named = {known[row.id_index] for row in roster.rows if row.id_index in known}
        return compare(
            roster,
            occupancies=occupancies,
            dwellings=dwellings,
            known_people=known,
            living_elsewhere=queries.on_record(session, named - present),
            reserved=queries.reserved_dwellings(session),
            free_from=queries.last_days(session),
            superseded=as_of < queries.newest_roster(session),
            as_of=as_of,
            today=clock.today(),
        )


def _mass_move_out(found: Comparison, sha256: str, confirmation: str | None) -> MassMoveOut | None:
    """What confirms is bound to the file and the number: another file is not confirmed by mistake."""
    households, leaving = len(found.homes), len(found.changes.move_outs)
    wanted = f"{sha256[:12]}-{leaving}"
    many = leaving >= _MASS_LEAST and leaving * 100 > households * _MASS_PER_CENT
    if not many or confirmation == wanted:
        return None
    refusal = MassMoveOut(leaving=leaving, households=households, per_cent=_MASS_PER_CENT, least=_MASS_LEAST)
    return refusal.showing(leaving=leaving, households=households, confirmation=wanted)


def _write(
    own: Database, found: Comparison, dwellings: Mapping[str, UUID], taken: UUID, progress: Progress
) -> None:
    """Carry changes out part by part, each in one transaction with what it adds to the record of the import."""
    addresses = {dwelling: address for address, dwelling in dwellings.items()}
    done, total = 0, len(found.changes)
    progress("writing", done, total)
    for part, changes in enumerate(found.parts(_HOUSEHOLDS_AT_ONCE)):
        with _unless_changed(), own.transaction() as session:
            record = recording.lock_import(session, taken)
            changes.seen = {each: found.versions[each] for each in changes.households}
            apply_changes(session, changes)
            recording.note_part(session, record, changes, findings(changes, addresses, found.homes))
            if part == 0:
                recording.note_homes(session, record, found)
        done += len(changes)
        progress("writing", done, total)


@contextmanager
def _unless_changed() -> Iterator[None]:
    """Tell in one way whatever shows that somebody else was faster."""
    try:
        yield
    except (IntegrityError, Refusal) as why:
        log.warning("import broke off", because=why.code if isinstance(why, Refusal) else type(why).__name__)
        raise RegisterChangedMeanwhile from None
