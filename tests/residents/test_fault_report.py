import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook, load_workbook

from services.residents.imports.report import write_fault_workbook
from services.residents.imports.workbook import read_lease_roster
from tests.residents.rosters import HEADINGS, TENANT, TODAY, WIFE, a_file, changed


def the_report(*rows: Sequence[Any]) -> list[list[Any]]:
    source, target = a_file(*rows), io.BytesIO()
    faults = read_lease_roster(source, today=TODAY).faults
    source.seek(0)
    write_fault_workbook(source, faults, target)
    page = load_workbook(target).active
    assert page is not None
    return [list(row) for row in page.iter_rows()]


def test_the_report_repeats_faulty_rows_with_the_reasons():
    heading, row = the_report(TENANT, changed(WIFE, phone="12345", since=date(2022, 5, 16), ends="x"))

    assert [cell.value for cell in heading] == [*HEADINGS, "错误原因"]
    assert [cell.value for cell in row][:8] == changed(WIFE, phone="12345", since="2022-05-16", ends="x")
    assert str(row[8].value).startswith("第3行：")
    assert "联系电话" in str(row[8].value)
    assert "日期" in str(row[8].value)


def test_nothing_in_the_report_is_a_formula():
    _, row = the_report(changed(TENANT, name="=cmd|' /C calc'!A0", contract="+1", phone="-1", address="@x"))

    assert [cell.data_type for cell in row] == ["s"] * 9
    assert [cell.quotePrefix for cell in row[:3]] == [True, True, True]
    assert row[2].value == "=cmd|' /C calc'!A0"


def test_a_corrected_report_can_be_uploaded_as_it_is():
    source, target = a_file(TENANT, changed(WIFE, phone="12345")), io.BytesIO()
    write_fault_workbook(source, read_lease_roster(source_copy(source), today=TODAY).faults, target)
    again, answer = io.BytesIO(target.getvalue()), io.BytesIO()

    faults = read_lease_roster(source_copy(again), today=TODAY).faults
    write_fault_workbook(again, faults, answer)

    page = load_workbook(answer).active
    assert page is not None
    assert [cell.value for cell in page[1]] == [*HEADINGS, "错误原因"]


def source_copy(source: io.BytesIO) -> io.BytesIO:
    return io.BytesIO(source.getvalue())


def test_each_sheet_with_faulty_rows_has_its_own_in_the_report():
    wrong = changed(TENANT, relation="???")
    book = Workbook()
    book.worksheets[0].title = "A区"
    for title, rows in (("A区", [HEADINGS]), ("B区", [HEADINGS, wrong])):
        page = book[title] if title in book else book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    source, target = io.BytesIO(), io.BytesIO()
    book.save(source)

    source.seek(0)
    roster = read_lease_roster(source, today=TODAY)
    source.seek(0)
    write_fault_workbook(source, roster.faults, target)

    report = load_workbook(target)
    assert report.sheetnames == ["B区"]
    assert [row[0].value for row in report["B区"].rows] == [HEADINGS[0], TENANT[0]]
