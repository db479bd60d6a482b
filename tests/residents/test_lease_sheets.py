import io
from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl import Workbook

from services.residents.imports.errors import ColumnsMissing, FileTooLarge, ImpossibleDay, RosterOfTwoDays
from services.residents.imports.workbook import read_lease_roster
from tests.residents.rosters import HEADINGS, TENANT, TODAY, an_id, changed, read

NEIGHBOUR = changed(
    TENANT, address="A区18栋1单元5-4", contract="HF2", name="李四", id_number=an_id("51021219870101127")
)


def a_book(*pages: tuple[str, Sequence[Sequence[Any]]]) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in pages:
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    return book


def packed(book: Workbook) -> io.BytesIO:
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def test_every_sheet_that_is_a_roster_is_taken():
    turned = [each[::-1] for each in (HEADINGS, NEIGHBOUR, NEIGHBOUR)]
    book = a_book(("封面", [["花名册"]]), ("A区", [HEADINGS, TENANT]), ("B区", turned))

    roster = read_lease_roster(packed(book), today=TODAY)

    assert [(each.sheet, each.row, each.name) for each in roster.rows] == [
        ("A区", 2, TENANT[2]),
        ("B区", 2, "李四"),
    ]
    (fault, *_) = roster.faults
    assert (fault.sheet, fault.row) == ("B区", 3)
    assert "工作表“B区”第2行" in fault.problem_zh


def test_a_sheet_meant_as_a_roster_that_lacks_columns_is_not_passed_over():
    book = a_book(("A区", [HEADINGS, TENANT]), ("B区", [[each for each in HEADINGS if each != "合同编号"]]))

    with pytest.raises(ColumnsMissing) as refused:
        read_lease_roster(packed(book), today=TODAY)

    assert "合同编号" in refused.value.sentence("zh")


def test_sheets_of_different_days_are_refused():
    book = a_book(
        ("A区", [["截至2026年5月1日"], HEADINGS, TENANT]), ("B区", [["截至2026年5月2日"], HEADINGS])
    )

    with pytest.raises(RosterOfTwoDays):
        read_lease_roster(packed(book), today=TODAY)


def test_what_is_merged_for_a_household_counts_for_each_of_its_rows():
    child = [None, None, "张小三", None, "子女", None, None, None]
    book = a_book(("A区", [HEADINGS, TENANT, child, NEIGHBOUR]))
    for column in "ABGH":
        book["A区"].merge_cells(f"{column}2:{column}3")

    roster = read_lease_roster(packed(book), today=TODAY)

    assert roster.faults == []
    households = [(each.address, each.contract_number, each.since, each.lease_ends) for each in roster.rows]
    assert households[0] == households[1] != households[2]


def test_more_merged_ranges_than_any_roster_has_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("services.residents.imports.merged.MOST", 1)
    book = a_book(("A区", [HEADINGS, TENANT]))
    for column in "AB":
        book["A区"].merge_cells(f"{column}2:{column}3")

    with pytest.raises(FileTooLarge):
        read_lease_roster(packed(book), today=TODAY)


def test_a_table_of_styles_larger_than_any_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("services.residents.imports.sheet.MAX_STYLES", 100)

    with pytest.raises(FileTooLarge):
        read(TENANT)


@pytest.mark.parametrize("day", ["2026年2月30日", "0001年1月1日", "2026-13-01"])
def test_a_title_with_a_day_that_there_is_not_is_refused(day: str):
    book = a_book(("A区", [[f"花名册（截至{day}）"], HEADINGS, TENANT]))

    with pytest.raises(ImpossibleDay) as refused:
        read_lease_roster(packed(book), today=TODAY)

    assert day.split("月", maxsplit=1)[0] in refused.value.sentence("zh")


@pytest.mark.parametrize(("remark", "taken"), [("注意：独居老人", 2), ("备注", 2), ("示例", 1), ("例：", 1)])
def test_a_remark_beside_somebodys_data_hides_nobody_but_an_example_does(remark: str, taken: int):
    book = a_book(("A区", [["备注", *HEADINGS], [None, *TENANT], [remark, *NEIGHBOUR]]))

    roster = read_lease_roster(packed(book), today=TODAY)

    assert (len(roster.rows), roster.faults, roster.ignored) == (taken, [], 2 - taken)
