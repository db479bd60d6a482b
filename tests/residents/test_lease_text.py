"""Rosters as text that is damaged: refused as a whole, as nobody can tell which rows are missing."""

import io
from collections.abc import Sequence

import pytest

from services.residents.imports.errors import NotAWorkbook
from services.residents.imports.workbook import read_lease_roster
from tests.residents.rosters import HEADINGS, TENANT, TODAY, WIFE, changed


def a_text(*rows: Sequence[str | None]) -> io.BytesIO:
    return io.BytesIO("\n".join(",".join(each or "" for each in row) for row in (HEADINGS, *rows)).encode())


@pytest.mark.parametrize("name", ['"王建国', '"王"建国'])
def test_a_quotation_mark_that_swallows_the_rows_after_it_is_refused(name: str):
    with pytest.raises(NotAWorkbook):
        read_lease_roster(a_text(changed(TENANT, name=name), WIFE), today=TODAY)


def test_a_quoted_cell_may_hold_marks_and_line_breaks():
    name = '"王""\n建国"'

    roster = read_lease_roster(a_text(changed(TENANT, name=name), WIFE), today=TODAY)

    assert [each.row for each in roster.rows] == [2, 3]


@pytest.mark.parametrize("control", ["\0", "\x07"])
def test_control_characters_are_refused_wherever_they_stand(control: str):
    remarks = [["注" * 60]] * 100

    with pytest.raises(NotAWorkbook):
        read_lease_roster(a_text(*remarks, changed(TENANT, name=f"王{control}建国")), today=TODAY)
