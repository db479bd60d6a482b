import io
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from chassis.personal import blind_index
from services.residents.imports.workbook import LeaseRoster, RowFault, read_lease_roster
from tests.residents.rosters import TENANT, TODAY, WIFE, a_file, an_id, changed, read


def only_fault(roster: LeaseRoster) -> RowFault:
    (fault,) = roster.faults
    return fault


def test_a_row_becomes_a_person_in_a_household():
    row, wife = read(TENANT, WIFE).rows

    assert (row.row, row.address, row.building, row.contract_number) == (2, "A-18-1-0503", 18, "HF1")
    assert (row.name, row.id_number, row.birth_date) == ("王建国", an_id(), date(1985, 1, 1))
    assert (row.relation, row.phone) == ("tenant", "13800138000")
    assert (row.since, row.lease_ends) == (date(2022, 5, 16), date(2027, 5, 15))
    assert (wife.row, wife.relation, wife.phone) == (3, "spouse", None)


@pytest.mark.parametrize(
    "remark", ["说明：每人一行", "填写说明", "注：文本格式", "注意事项", "（示例）A区18栋", "合计：1人"]
)
def test_rows_of_explanation_are_ignored_and_counted(remark: str):
    roster = read([remark], [None, remark], TENANT, [], [None, "  "])

    assert (len(roster.rows), roster.faults, roster.ignored) == (1, [], 2)


@pytest.mark.parametrize(
    "written",
    [
        datetime(2022, 5, 16, 8),  # noqa: DTZ001 - cells know no zones
        date(2022, 5, 16),
        "20220516",
        20220516,
        "2022/5/16",
        "2022-05-16",
        "2022.5.16",
        "2022年5月16日",
        "2022-05-16 00:00:00",
        44697,
        44697.0,
        "44697",
        "２０２２－０５－１６",
    ],
)
def test_a_date_may_be_written_in_any_usual_way(written: Any):
    (row,) = read(changed(TENANT, since=written)).rows

    assert row.since == date(2022, 5, 16)


@pytest.mark.parametrize(
    "written",
    [None, "2022-02-30", "20221301", "五月", "16/5/2022", 7, 99999999, True, "1949-10-01", "99991231"],
)
def test_what_is_no_date_is_a_fault_of_its_column(written: Any):
    assert only_fault(read(changed(TENANT, since=written))).field == "since"


def test_a_lease_does_not_end_before_it_begins():
    assert only_fault(read(changed(TENANT, ends="2022-05-15"))).field == "lease_ends"


@pytest.mark.parametrize("value", [510212198501011234, 5.10212198501011e17, True])
def test_a_number_cell_in_the_id_column_is_a_fault_naming_the_remedy(value: Any):
    fault = only_fault(read(changed(TENANT, id_number=value)))

    assert (fault.row, fault.field, fault.id_index) == (2, "id_number", None)
    assert "文本" in fault.problem_zh
    assert (fault.address_key, fault.contract_number) == ("A-18-1-0503", "HF1")


def test_a_number_cell_in_the_phone_column_is_a_fault_naming_the_remedy():
    fault = only_fault(read(changed(TENANT, phone=13800138000)))

    assert (fault.field, fault.id_index) == ("phone", blind_index("id_number", an_id()))
    assert "文本" in fault.problem_zh


@pytest.mark.parametrize("value", ["2.02205E+14", "２.02e+11", 202205160012345678])
def test_a_contract_number_that_a_spreadsheet_has_rounded_is_a_fault(value: Any):
    fault = only_fault(read(changed(TENANT, contract=value)))

    assert (fault.field, fault.contract_number) == ("contract_number", None)
    assert "文本" in fault.problem_zh


def test_no_fault_repeats_what_it_is_about():
    wrong = an_id()[:17] + ("1" if an_id()[17] != "1" else "2")
    fault = only_fault(read(changed(TENANT, id_number=wrong)))

    assert fault.field == "id_number"
    for secret in (wrong, "王建国", "13800138000"):
        assert secret not in fault.problem_zh + fault.problem_en


@pytest.mark.parametrize("column", ["address", "contract", "name", "relation"])
def test_a_row_without_the_necessary_is_a_fault(column: str):
    fault = only_fault(read(changed(TENANT, **{column: " "})))

    assert fault.field == {"contract": "contract_number"}.get(column, column)


@pytest.mark.parametrize("text", ["=A1", '=HYPERLINK("x")', "+1", "@SUM(1)", "#N/A", "123"])
def test_a_name_is_neither_formula_nor_error_nor_number(text: str):
    assert only_fault(read(changed(TENANT, name=text))).field == "name"


def test_a_formula_is_never_evaluated():
    book = load_workbook(a_file(TENANT))
    page = book.active
    assert page is not None
    page["C2"] = '=CONCATENATE("王","建国")'
    packed = io.BytesIO()
    book.save(packed)
    packed.seek(0)

    assert only_fault(read_lease_roster(packed, today=TODAY)).field == "name"


def test_names_lose_the_spaces_that_align_them():
    first, second = read(changed(TENANT, name="王　 芳"), changed(WIFE, name="Anna  Maria·Li")).rows

    assert (first.name, second.name) == ("王芳", "Anna Maria·Li")


@pytest.mark.parametrize("nothing", [None, "", "无", "/", "—"])
def test_a_person_may_have_neither_number_nor_phone(nothing: Any):
    row = read(TENANT, changed(WIFE, id_number=nothing, phone=nothing)).rows[1]

    assert (row.id_number, row.birth_date, row.phone) == (None, None, None)


@pytest.mark.parametrize("cell", ["13800138000；13900139000", "；13800138000、13900139000 / 13700137000"])
def test_the_first_of_several_phones_is_taken_and_the_row_named(cell: str):
    roster = read(changed(TENANT, phone=cell), changed(WIFE, phone="13700137000；"))

    assert [each.phone for each in roster.rows] == ["13800138000", "13700137000"]
    assert [(each.place.row, each.field) for each in roster.notes] == [(2, "phone")]


def test_of_a_row_that_is_not_taken_nothing_is_noted():
    phones = "13800138000；13900139000"

    roster = read(changed(TENANT, phone=phones, since="?"), changed(WIFE, contract="HF2", phone=phones))

    assert ([fault.row for fault in roster.faults], roster.notes) == ([2, 3], [])


def test_the_same_person_twice_is_a_fault_of_the_later_row():
    roster = read(TENANT, changed(WIFE, id_number=an_id()))

    assert [row.row for row in roster.rows] == [2]
    assert (only_fault(roster).row, only_fault(roster).id_index) == (3, blind_index("id_number", an_id()))


def test_people_without_numbers_are_told_apart_by_name_within_a_household():
    child = changed(WIFE, name="王一一", id_number=None, relation="子女")
    roster = read(TENANT, child, changed(child, name="王二二"), child)

    assert [row.row for row in roster.rows] == [2, 3, 4]
    assert (only_fault(roster).row, only_fault(roster).field) == (5, "name")


def test_one_contract_is_for_one_dwelling():
    roster = read(TENANT, changed(WIFE, address="A区18栋1单元5-4"))

    assert (only_fault(roster).row, only_fault(roster).field) == (3, "address")


def test_one_dwelling_is_under_one_contract():
    roster = read(TENANT, changed(WIFE, contract="HF2", relation="承租人"))

    assert (only_fault(roster).row, only_fault(roster).field) == (3, "contract_number")


def test_a_household_has_one_tenant():
    roster = read(TENANT, changed(WIFE, relation="承租人"))

    assert [row.row for row in roster.rows] == [2]
    assert (only_fault(roster).row, only_fault(roster).field) == (3, "relation")


def test_every_row_of_a_household_without_tenant_is_faulty():
    roster = read(changed(TENANT, relation="其他亲属"), WIFE)

    assert roster.rows == []
    assert [(fault.row, fault.field) for fault in roster.faults] == [(2, "relation"), (3, "relation")]
    assert roster.faults[1].id_index == blind_index("id_number", str(WIFE[3]))


def test_a_household_whose_tenants_row_is_faulty_does_have_a_tenant():
    for faulty in (changed(TENANT, since="x"), changed(TENANT, contract=""), changed(TENANT, relation="？")):
        roster = read(faulty, WIFE)

        assert [row.row for row in roster.rows] == [3]
        assert only_fault(roster).row == 2


def test_every_problem_of_a_row_is_named():
    roster = read(changed(TENANT, id_number=1, since="x", phone="12345"))

    assert [fault.field for fault in roster.faults] == ["id_number", "phone", "since"]


def test_an_unknown_building_and_an_unknown_room_are_told_apart():
    known = {"known_addresses": {"A-18-1-0503"}, "known_buildings": {18}}

    building = only_fault(read(changed(TENANT, address="A区55栋1单元5-3"), **known))
    room = only_fault(read(changed(TENANT, address="A区18栋1单元5-9"), **known))

    assert ("幢号" in building.problem_zh, building.address_key) == (True, "A-55-1-0503")
    assert ("房号" in room.problem_zh, room.address_key) == (True, "A-18-1-0509")


def test_addresses_without_zone_are_completed_from_the_buildings():
    assert read(changed(TENANT, address="18幢1-5-3"), zones={18: "A"}).rows[0].address == "A-18-1-0503"


@pytest.mark.parametrize("column", ["name", "contract"])
@pytest.mark.parametrize("value", [True, 123.5, datetime(2022, 5, 16)])  # noqa: DTZ001 - cells know no zones
def test_a_name_or_contract_number_is_no_other_kind_of_cell(column: str, value: Any):
    fault = only_fault(read(changed(TENANT, **{column: value})))

    assert fault.field in {"name", "contract_number"}


@pytest.mark.parametrize("column", ["address", "contract", "name", "id_number", "relation", "phone", "since"])
def test_what_is_invisible_in_a_cell_changes_nothing(column: str):
    place = ("address", "contract", "name", "id_number", "relation", "phone", "since").index(column)
    text = TENANT[place]
    assert text is not None

    unseen = read(changed(TENANT, **{column: f"\ufeff{text[:2]}\u200b{text[2:]}\u202c"}))

    assert (unseen.rows, unseen.faults) == (read(TENANT).rows, [])


def test_a_cell_with_nothing_but_what_is_invisible_is_empty():
    assert only_fault(read(changed(TENANT, name="\u200b"))).problem_en.startswith("The name is missing")
