"""Rows of a roster that tell of no person: empty ones, explanations, sums and examples."""

import re
from collections.abc import Mapping
from typing import Final

from services.residents.imports import cells
from services.residents.imports.headings import Cells

_REMARK = re.compile(
    r"(?:填写|填表|导入|使用)?(?:说明|须知|要求)|注|示例|样例|例[:如]|备注|必填|选填|格式|合计|总计|共计|制表"
)
_EXAMPLE = re.compile(r"示例|样例|例[:如]")
_OF_SOMEBODY: Final = ("address", "contract_number", "name")


def is_empty(row: Cells) -> bool:
    """Whether nothing is written in the row."""
    return not any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in row)


def is_remark(row: Cells, columns: Mapping[str, int]) -> bool:
    """Whether the row explains or sums up the sheet; a remark beside somebody's own data hides nobody."""
    first = next((text for text in map(cells.plain, row) if text), "").lstrip("*([【")
    if not _REMARK.match(first):
        return False
    return bool(_EXAMPLE.match(first)) or not all(
        columns[each] < len(row) and cells.plain(row[columns[each]]) for each in _OF_SOMEBODY
    )
