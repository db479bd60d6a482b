from datetime import date

import pytest

from services.residents.identity import WrongIdNumber, check_digit, parse_id_number

TODAY = date(2026, 11, 20)


def test_the_check_digit_is_that_of_the_standards_own_example():
    assert check_digit("11010519491231002") == "X"


def test_a_number_tells_birth_date_sex_and_where_it_was_given_out():
    number = parse_id_number("11010519491231002x", today=TODAY)

    assert number.number == "11010519491231002X"
    assert number.birth_date == date(1949, 12, 31)
    assert number.sex == "f"
    assert number.area_code == "110105"


@pytest.mark.parametrize(
    "written",
    [
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002x ",
        "'11010519491231002X",
        "110105-19491231-002X",
    ],
)
def test_the_way_a_number_is_written_does_not_matter(written: str):
    assert parse_id_number(written, today=TODAY).number == "11010519491231002X"


@pytest.mark.parametrize("area", ["510212", "512323", "500107", "500157", "830000", "999999"])
def test_no_area_code_is_a_reason_to_refuse(area: str):
    first17 = f"{area}19850101123"

    assert parse_id_number(first17 + check_digit(first17), today=TODAY).area_code == area


def test_an_old_number_of_15_digits_gets_its_century_and_check_digit():
    number = parse_id_number("110105491231002", today=TODAY)

    assert number.number == "11010519491231002X"


@pytest.mark.parametrize("place", range(17))
def test_one_wrong_digit_is_always_found(place: int):
    right = "510212198501011230"
    right = right[:17] + check_digit(right[:17])
    wrong = right[:place] + str((int(right[place]) + 1) % 10) + right[place + 1 :]

    with pytest.raises(WrongIdNumber):
        parse_id_number(wrong, today=TODAY)


@pytest.mark.parametrize("day", ["20230229", "20261121", "18200101", "19851301", "00000000"])
def test_a_birth_date_that_cannot_be_is_refused(day: str):
    first17 = f"500107{day}123"

    with pytest.raises(WrongIdNumber) as refused:
        parse_id_number(first17 + check_digit(first17), today=TODAY)

    assert "出生日期" in refused.value.zh


@pytest.mark.parametrize("text", ["", "X", "12345678901234567", "5102121985010112345", "E12345678", "١" * 18])
def test_what_has_no_18_characters_is_refused_without_repeating_it(text: str):
    with pytest.raises(WrongIdNumber) as refused:
        parse_id_number(text, today=TODAY)

    assert "18位" in refused.value.zh
    assert len(text) < 2 or text not in refused.value.zh + refused.value.en
