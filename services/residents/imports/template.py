"""An empty roster to fill in: the headings, how each column is written, and cells that keep long numbers."""

from collections.abc import Iterable
from datetime import date
from typing import Any, BinaryIO, Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from services.residents.changes import RELATION_NAMES
from services.residents.documents import ID_TYPES
from services.residents.imports.headings import HEADINGS

_HOW: Final = {
    "address": "如 A区18栋1单元5-3",
    "contract_number": "同一户各行相同",
    "name": "每人一行",
    "id_type": "居民身份证可留空；护照、居住证等请注明",
    "id_number": "按文本填写；没有的留空",
    "relation": "每户一名承租人",
    "phone": "可留空",
    "since": "如 2026-05-16",
    "lease_ends": "如 2031-05-15",
}
_WIDTHS: Final = {"address": 24, "contract_number": 18, "id_type": 24, "id_number": 24, "phone": 18}
_ROWS: Final = 20_000
_HEADING_ROW: Final = 2


def write_template(target: BinaryIO, *, as_of: date) -> None:
    """Write a workbook that the import reads once it is filled in.

    All columns are text: a spreadsheet keeps no more than fifteen digits of a number, and an ID has eighteen.
    """
    book = Workbook()
    page: Any = book.active
    page.title = "租约花名册"
    page["A1"] = f"租约花名册（截至{as_of:%Y年%m月%d日}）"
    page["A1"].font = Font(bold=True, size=14)
    for place, (field, headings) in enumerate(HEADINGS.items(), 1):
        column = page.column_dimensions[get_column_letter(place)]
        column.width, column.number_format = _WIDTHS.get(field, 16), "@"
        cell = page.cell(_HEADING_ROW, place, headings[0])
        cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
        cell.fill = PatternFill("solid", fgColor="DDEBF7")
        cell.comment = Comment(f"{_HOW[field]}\n也可写作：{'、'.join(headings[1:])}", "Doorstep")
    page.freeze_panes = page.cell(_HEADING_ROW + 1, 1)
    page.add_data_validation(_offered("id_type", [each.zh for each in ID_TYPES.values()]))
    page.add_data_validation(_offered("relation", RELATION_NAMES.values()))
    book.save(target)


def _offered(field: str, words: Iterable[str]) -> DataValidation:
    letter = get_column_letter(list(HEADINGS).index(field) + 1)
    # Other words are taken too: the list helps, it does not bind.
    offered = DataValidation("list", formula1=f'"{",".join(words)}"', showErrorMessage=False)
    offered.add(f"{letter}{_HEADING_ROW + 1}:{letter}{_ROWS}")
    return offered
