"""People without a resident ID card have a place on the roster: their document is named in a column of its own."""

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from services.residents.documents import ID_TYPES
from services.residents.identity import check_digit
from services.residents.imports.leases import import_leases
from services.residents.imports.report import write_fault_workbook
from services.residents.imports.workbook import LeaseRoster, read_lease_roster
from services.residents.models import Person
from tests.residents.registers import Register
from tests.residents.rosters import HEADINGS, TENANT, TODAY, a_file, an_id

MAY = date(2026, 5, 1)
PERMIT = "83000019850101123" + check_digit("83000019850101123")


def a_row(kind: Any, number: Any, **changed: str) -> list[Any]:
    home = changed.get("address", TENANT[0])
    return [home, *TENANT[1:3], kind, number, *TENANT[4:]]


def a_roster(*rows: list[Any], heading: str = "证件类型") -> io.BytesIO:
    return a_file(*rows, headings=[*HEADINGS[:3], heading, *HEADINGS[3:]])


def read(*rows: list[Any], heading: str = "证件类型") -> LeaseRoster:
    return read_lease_roster(a_roster(*rows, heading=heading), today=TODAY)


@pytest.mark.parametrize(
    ("kind", "number", "read_as"),
    [
        ("护照", "GBR 123456789", ("passport", "GBR123456789")),
        ("Passport", "gbr123456789", ("passport", "GBR123456789")),
        ("回乡证", "H12345678", ("hk_macao_travel_permit", "H12345678")),
        ("台胞证", "12345678", ("taiwan_travel_permit", "12345678")),
        ("台湾居民居住证", PERMIT, ("taiwan_residence_permit", PERMIT)),
        (None, PERMIT, ("taiwan_residence_permit", PERMIT)),
        ("居民身份证", an_id(), ("resident_id", an_id())),
        (None, an_id(), ("resident_id", an_id())),
        ("居民身份证", None, (None, None)),
        ("无证件", None, (None, None)),
    ],
)
def test_a_number_is_read_as_one_of_its_kind(kind: Any, number: Any, read_as: tuple[str, str]):
    (row,) = read(a_row(kind, number)).rows

    assert (row.id_type, row.id_number) == read_as


@pytest.mark.parametrize("kind", list(ID_TYPES))
def test_kinds_are_named_in_chinese_in_english_or_by_code(kind: str):
    number = None if kind == "none" else "?"
    named = ID_TYPES[kind]

    faults = [read(a_row(word, number)).faults for word in (kind, named.zh, named.en, f" {named.en.upper()}")]

    assert all([each.field for each in some] in ([], ["id_number"]) for some in faults)
    assert len({tuple(each.problem_zh for each in some) for some in faults}) == 1


@pytest.mark.parametrize("heading", ["证件类型", "证件种类 *", "证件类别"])
def test_the_column_goes_by_its_usual_names(heading: str):
    assert read(a_row("护照", "GBR123456789"), heading=heading).faults == []


@pytest.mark.parametrize("kind", [None, ""])
def test_a_number_of_another_document_without_its_kind_is_refused_with_the_remedy(kind: Any):
    (fault,) = read(a_row(kind, "GBR123456789")).faults

    assert fault.field == "id_number"
    assert "“证件类型”列" in fault.problem_zh
    assert "证件类型" in fault.problem_en


@pytest.mark.parametrize(
    ("kind", "number", "field"),
    [
        ("护照", an_id(), "id_number"),
        ("居民身份证", "GBR123456789", "id_number"),
        ("无证件", an_id(), "id_number"),
        ("驾驶证", an_id(), "id_type"),
        ("港澳居民居住证", an_id(), "id_number"),
    ],
)
def test_a_kind_that_does_not_fit_is_refused(kind: str, number: str, field: str):
    (fault,) = read(a_row(kind, number)).faults

    assert fault.field == field
    assert "“证件类型”列" not in fault.problem_zh
    assert number not in fault.problem_zh + fault.problem_en


def test_who_is_said_to_have_no_document_and_has_a_number_is_asked_which_is_right():
    (fault,) = read(a_row("无证件", an_id())).faults

    assert (fault.field, "号码留空" in fault.problem_zh) == ("id_number", True)


def test_a_check_digit_that_does_not_fit_is_no_reason_to_name_a_kind():
    wrong = an_id()[:17] + ("1" if an_id()[17] != "1" else "2")

    (fault,) = read(a_row(None, wrong)).faults

    assert "证件类型" not in fault.problem_zh


def test_who_has_a_passport_is_recorded_with_it_and_known_by_it(database_url: str):
    register = Register(database_url)
    home = a_row("护照", "GBR123456789", address="A区1栋1单元1-1")

    first, again = (import_leases(register.own, a_roster(home), as_of=MAY) for _ in range(2))

    assert (first.faults, first.changes["move_ins"], set(again.changes.values())) == ([], 1, {0})
    with register.own.reading() as session:
        person = session.scalars(select(Person)).one()
        assert (person.id_type, person.id_number) == ("passport", "GBR123456789")


def test_the_kind_comes_back_with_a_faulty_row():
    source, target = a_roster(a_row("护照", "?")), io.BytesIO()
    faults = read_lease_roster(source, today=TODAY).faults
    source.seek(0)

    write_fault_workbook(source, faults, target)

    page = load_workbook(io.BytesIO(target.getvalue())).active
    assert page is not None
    assert (page["D1"].value, page["D2"].value, page["J1"].value) == ("证件类型", "护照", "错误原因")
