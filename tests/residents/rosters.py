"""Lease rosters for tests: a couple in one flat, and workbooks of such rows."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook

from services.residents.identity import check_digit
from services.residents.imports.workbook import LeaseRoster, read_lease_roster

TODAY = date(2026, 11, 20)
HEADINGS = ("房屋地址", "合同编号", "姓名", "证件号码", "与承租人关系", "联系电话", "起租日期", "到期日期")


def an_id(first17: str = "51021219850101123") -> str:
    return first17 + check_digit(first17)


TENANT = ("A区18栋1单元5-3", "HF1", "王建国", an_id(), "承租人", "13800138000", "2022-05-16", "2027-05-15")
WIFE = (
    "A区18栋1单元5-3",
    "HF1",
    "李素芳",
    an_id("51232319860101124"),
    "配偶",
    None,
    "2022-05-16",
    "2027-05-15",
)


def changed(row: Sequence[Any], **changes: Any) -> list[Any]:
    names = ("address", "contract", "name", "id_number", "relation", "phone", "since", "ends")
    return [changes.get(name, value) for name, value in zip(names, row, strict=True)]


def a_file(*rows: Sequence[Any], headings: Sequence[Any] = HEADINGS, above: int = 0) -> io.BytesIO:
    book = Workbook()
    page = book.active
    assert page is not None
    for _ in range(above):
        page.append(["花名册"])
    page.append(headings)
    for row in rows:
        page.append(row)
        for cell in page[page.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    packed = io.BytesIO()
    book.save(packed)
    packed.seek(0)
    return packed


def read(*rows: Sequence[Any], **options: Any) -> LeaseRoster:
    return read_lease_roster(a_file(*rows), today=TODAY, **options)
