import pytest

from services.employment.credit_codes import check_character, parse_credit_code
from services.employment.errors import WrongCreditCode

REAL = "91350100M000100Y43"


def test_a_code_is_read_as_people_write_it():
    assert parse_credit_code(" 9135 0100 m000100y43 ") == REAL


@pytest.mark.parametrize("code", [REAL, "91110000600037341L"])
def test_the_last_character_follows_from_the_others(code: str):
    assert check_character(code[:-1]) == code[-1]


@pytest.mark.parametrize("place", range(17))
def test_one_wrong_character_is_noticed_at_every_place(place: int):
    other = "2" if REAL[place] != "2" else "3"

    with pytest.raises(WrongCreditCode):
        parse_credit_code(REAL[:place] + other + REAL[place + 1 :])


@pytest.mark.parametrize("code", ["", REAL[:-1], REAL + "3", "91350100I000100Y43", "9135010AM000100Y43"])
def test_what_has_not_the_form_of_a_code_is_refused(code: str):
    with pytest.raises(WrongCreditCode):
        parse_credit_code(code)
