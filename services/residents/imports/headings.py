"""The headings of a roster: which columns there are, what they may be called, and of which day a title speaks."""

import re
import unicodedata
from datetime import date
from typing import Any, Final

from services.residents.imports.errors import ImpossibleDay

Cells = tuple[Any, ...]
"""The values of one row from its first column on."""

HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "address": ("房屋地址", "房号", "房屋坐落", "地址", "住址"),
    "contract_number": ("合同编号", "合同号", "租赁合同编号"),
    "name": ("姓名", "住户姓名"),
    "id_type": ("证件类型", "证件种类", "证件类别", "身份证件类型"),
    "id_number": ("证件号码", "身份证号", "身份证号码", "公民身份号码", "证件号"),
    "relation": ("与承租人关系", "与承租人的关系", "家庭关系", "关系"),
    "phone": ("联系电话", "联系方式", "手机号码", "手机号", "电话"),
    "since": ("起租日期", "租赁起始日期", "合同起始日期", "起租日"),
    "lease_ends": ("到期日期", "租赁到期日期", "合同到期日期", "终止日期", "到期日"),
}
"""Each field with its headings, the usual one first."""

_OPTIONAL = frozenset({"id_type", "phone"})
_LIKELY = 3
_FIRST_YEAR: Final = 1990
_AS_OF = re.compile(r"截[至止]\D{0,4}(\d{4})\D(\d{1,2})\D(\d{1,2})")
_REMARK = re.compile(r"\(.*?\)|[\s*:]")


def columns_in(row: Cells) -> dict[str, int]:
    """The places of the fields whose headings stand in a row."""
    places: dict[str, int] = {}
    for place, cell in enumerate(row):
        if isinstance(cell, str):
            places.setdefault(_REMARK.sub("", unicodedata.normalize("NFKC", cell)), place)
    return {
        field: next(places[heading] for heading in headings if heading in places)
        for field, headings in HEADINGS.items()
        if not places.keys().isdisjoint(headings)
    }


def lacking(columns: dict[str, int]) -> list[str]:
    """The fields without which no row can be read and that have no column here."""
    return [field for field in HEADINGS if field not in columns and field not in _OPTIONAL]


def is_likely(columns: dict[str, int]) -> bool:
    """Whether a row with these columns is meant as the headings of a roster."""
    return len(columns) >= _LIKELY


def day_in(row: Cells) -> date | None:
    """The day that a title says the roster speaks of (截至2026年5月16日). Raises ImpossibleDay."""
    for cell in row:
        found = _AS_OF.search(unicodedata.normalize("NFKC", cell)) if isinstance(cell, str) else None
        if found:
            try:
                day = date(*map(int, found.groups()))
            except ValueError:
                day = date.min
            if day.year < _FIRST_YEAR:
                raise ImpossibleDay(day=found.group())
            return day
    return None
