"""The lease roster of the city's housing system, read from its `.xlsx` export."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from services.residents.imports.errors import EmptyRoster, TooManyRows
from services.residents.imports.headings import Cells
from services.residents.imports.households import HouseholdRules
from services.residents.imports.remarks import is_empty, is_remark
from services.residents.imports.rows import LeaseRow, Place, RowFault, RowNote, RowReader
from services.residents.imports.sheet import RosterFile, open_roster

__all__ = ["LeaseRoster", "LeaseRow", "Progress", "RowFault", "RowNote", "read_lease_roster"]

MAX_ROWS = 200_000
REPORT_EVERY = 1_000

Progress = Callable[[int, int | None], None]
"""Is told how many rows are read, and of how many if the sheet says so."""


@dataclass(frozen=True, kw_only=True)
class LeaseRoster:
    """Everybody with a place on the roster: rows to take, faults of the rest, remarks left out.

    A row is either among `rows` or has one or more `faults`, never both; both are in the order of the
    sheet. `notes` are about rows to take. `as_of` is the day the roster's title names, `sha256` that of the
    file; `written` tells the key of each address as it is written.
    """

    rows: list[LeaseRow]
    faults: list[RowFault]
    notes: list[RowNote]
    ignored: int
    as_of: date | None
    sha256: str
    written: Mapping[str, str]


def read_lease_roster(
    source: Path | BinaryIO,
    *,
    today: date,
    progress: Progress | None = None,
    zones: Mapping[int, str] | None = None,
    known_addresses: Container[str] | None = None,
    known_buildings: Container[int] | None = None,
) -> LeaseRoster:
    """Read a roster of one row per person, on one sheet or several.

    Columns may stand in any order, below up to nine title rows; what is merged downwards counts for each row.

    `zones` tells the zone of each building for addresses without one; `known_addresses` (keys) and
    `known_buildings` make rows about dwellings the register lacks faulty. Raises NotAWorkbook, FileTooLarge,
    ColumnsMissing, RosterOfTwoDays, EmptyRoster or TooManyRows for the file as a whole.
    """
    with open_roster(source) as file:
        readers = [
            RowReader(
                sheet.columns,
                # A roster of a coming day may speak of people who are not born yet.
                today=max(today, file.as_of or today),
                zones=zones,
                known_addresses=known_addresses,
                known_buildings=known_buildings,
            )
            for sheet in file.sheets
        ]
        return _read(file, readers, progress or (lambda _done, _total: None))


def _read(file: RosterFile, readers: Sequence[RowReader], progress: Progress) -> LeaseRoster:
    rules = HouseholdRules()
    rows: list[LeaseRow] = []
    faults: list[RowFault] = []
    notes: list[RowNote] = []
    seen = ignored = 0
    for name, number, cells, reader in _lines(file, readers):
        if is_empty(cells):
            continue
        seen += 1
        if seen > MAX_ROWS:
            raise TooManyRows(limit=MAX_ROWS)
        if seen % REPORT_EVERY == 0:
            progress(seen, file.total)
        if is_remark(cells, reader.columns):
            ignored += 1
            continue
        draft = reader.read(number, cells, sheet=name)
        rules.check(draft)
        if draft.problems:
            faults += draft.faults()
        else:
            rows.append(draft.accepted())
            notes += draft.notes
    progress(seen, seen)
    if not rows and not faults:
        raise EmptyRoster
    return _without_tenantless(
        LeaseRoster(
            rows=rows,
            faults=faults,
            notes=notes,
            ignored=ignored,
            as_of=file.as_of,
            sha256=file.sha256,
            written={text: address.key for reader in readers for text, address in reader.written.items()},
        ),
        rules,
        file,
    )


def _lines(
    file: RosterFile, readers: Sequence[RowReader]
) -> Iterator[tuple[str | None, int, Cells, RowReader]]:
    for sheet, reader in zip(file.sheets, readers, strict=True):
        for number, cells in sheet.rows():
            yield file.name_of(sheet), number, cells, reader


def _without_tenantless(roster: LeaseRoster, rules: HouseholdRules, file: RosterFile) -> LeaseRoster:
    tenantless = [_no_tenant(row) for row in roster.rows if rules.lacks_tenant(row)]
    if not tenantless:
        return roster
    order = {file.name_of(sheet): place for place, sheet in enumerate(file.sheets)}
    places = {Place(fault.sheet, fault.row) for fault in tenantless}
    return replace(
        roster,
        rows=[row for row in roster.rows if not rules.lacks_tenant(row)],
        faults=sorted(roster.faults + tenantless, key=lambda fault: (order[fault.sheet], fault.row)),
        notes=[note for note in roster.notes if note.place not in places],
    )


def _no_tenant(row: LeaseRow) -> RowFault:
    return RowFault(
        sheet=row.sheet,
        row=row.row,
        field="relation",
        problem_zh="该户没有承租人行，请补上承租人或更正与承租人关系。",
        problem_en="This household has no tenant row; add the tenant or correct the relation.",
        address_key=row.address,
        id_index=row.id_index,
        contract_number=row.contract_number,
        name=row.name,
    )
