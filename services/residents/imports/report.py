"""The answer to a roster with faults: its faulty rows again, each with what is wrong."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from chassis import workbooks
from services.residents.imports.rows import Place, RowFault
from services.residents.imports.sheet import RosterFile, Sheet, open_roster

REASON = "错误原因"


def write_fault_workbook(source: Path | BinaryIO, faults: Iterable[RowFault], target: BinaryIO) -> None:
    """Write the faulty rows of `source` to `target`, sheet by sheet, as text, the reasons in a last column.

    Nothing in it is ever taken for a formula, whatever the roster contained. A reason from an earlier
    report that was uploaded again is left out. Raises what `open_roster` raises.
    """
    reasons: defaultdict[Place, list[str]] = defaultdict(list)
    for fault in faults:
        reasons[Place(fault.sheet, fault.row)].append(fault.problem_zh)
    with open_roster(source) as file:
        workbooks.write_workbook(_sheets(file, reasons), target)


def _sheets(file: RosterFile, reasons: Mapping[Place, Sequence[str]]) -> Iterator[workbooks.Sheet]:
    faulty = {place.sheet for place in reasons}
    for sheet in file.sheets:
        name = file.name_of(sheet)
        if name in faulty or not faulty:
            width = _width(sheet.headings)
            headings = (*sheet.headings[:width], REASON)
            yield name or "错误行", headings, _rows(sheet, name, width, reasons)


def _rows(
    sheet: Sheet, name: str | None, width: int, reasons: Mapping[Place, Sequence[str]]
) -> Iterator[list[Any]]:
    for number, row in sheet.rows():
        if (place := Place(name, number)) in reasons:
            cells = [each.date() if isinstance(each, datetime) else each for each in row[:width]]
            missing = [None] * (width - len(cells))
            yield [*cells, *missing, f"第{number}行：" + " ".join(reasons[place])]


def _width(headings: tuple[str, ...]) -> int:
    if REASON in headings:
        return headings.index(REASON)
    return max(place for place, heading in enumerate(headings, 1) if heading)
