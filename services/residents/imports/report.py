"""The answer to a roster with faults: its faulty rows again, each with what is wrong."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from services.residents.imports.rows import RowFault
from services.residents.imports.sheet import Cells, open_sheet

REASON = "错误原因"
LONGEST_CELL = 32_767
"""Characters; Excel refuses to open a workbook with a longer cell."""


def write_fault_workbook(
    source: Path | BinaryIO, faults: Iterable[RowFault], target: Path | BinaryIO
) -> None:
    """Write the faulty rows of `source` to `target`, every cell as text, with the reasons in a last column.

    Nothing in it is ever taken for a formula, whatever the roster contained. A reason from an earlier
    report that was uploaded again is left out. Raises what `open_sheet` raises.
    """
    reasons: defaultdict[int, list[str]] = defaultdict(list)
    for fault in faults:
        reasons[fault.row].append(fault.problem_zh)
    book = Workbook(write_only=True)
    answer: Any = book.create_sheet("错误行")
    with open_sheet(source) as sheet:
        width = _width(sheet.headings)
        answer.append(_text_cells(answer, sheet.headings[:width], REASON))
        for number, row in sheet.rows():
            if number in reasons:
                padded = (*row[:width], *[None] * (width - len(row)))
                answer.append(_text_cells(answer, padded, f"第{number}行：" + " ".join(reasons[number])))
    book.save(target)


def _width(headings: tuple[str, ...]) -> int:
    if REASON in headings:
        return headings.index(REASON)
    return max(place for place, heading in enumerate(headings, 1) if heading)


def _text_cells(sheet: Any, row: Cells, reason: str) -> list[Any]:
    return [_text_cell(sheet, value) for value in (*row, reason)]


def _text_cell(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.number_format = "@"
    text = ILLEGAL_CHARACTERS_RE.sub("", _text(value))[:LONGEST_CELL]
    if text:
        cell.value = text
        # Setting a value that begins with = makes the cell a formula; the type is put right afterwards.
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@\t\r"
    return cell


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
