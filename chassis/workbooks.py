"""Workbooks: what people take away as .xlsx, every cell as text, none ever a formula."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

LONGEST_CELL = 32_767
"""Characters; Excel refuses to open a workbook with a longer cell."""
_LONGEST_TITLE = 31
_WIDTH = 20
"""Characters of a column: an ID number and a little more."""
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))

Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]
"""Title, headings, rows."""


def write_workbook(sheets: Iterable[Sheet], target: BinaryIO) -> None:
    """Write sheets; titles are cut to what Excel takes."""
    book = Workbook(write_only=True)
    for title, headings, rows in sheets:
        page: Any = book.create_sheet(title.translate(_NOT_IN_TITLES)[:_LONGEST_TITLE])
        page.freeze_panes = "A2"
        for at in range(1, len(headings) + 1):
            page.column_dimensions[get_column_letter(at)].width = _WIDTH
        page.append(text_cells(page, headings))
        for row in rows:
            page.append(text_cells(page, row))
    book.save(target)


def text_cells(sheet: Any, values: Iterable[Any]) -> list[Any]:
    """Cells that say these values and are text, whatever they begin with."""
    return [_text_cell(sheet, value) for value in values]


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
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
