"""Telephone numbers as they are kept: one form for each, checked against the numbering plan by `phonenumbers`."""

import re
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber

from services.residents.identity import tidy
from services.residents.wrong import Wrong

_CHINA: Final = "CN"
_COUNTRY_CODE: Final = 86
_LETTER: Final = re.compile("[A-Za-z]")
"""The numbering plan reads letters as the digits of a keypad: `OOO`, a slip for `000`, would become `666`."""


class WrongPhone(Wrong):
    """The text is no telephone number that can be reached in China."""


def parse_phone(text: str) -> str:
    """A mobile number as eleven digits, or a landline as `023-61520695`.

    One phone often serves a household, so it identifies nobody. Raises WrongPhone for anything else, short numbers,
    extensions and foreign ones included.
    """
    number = _read(text)
    if number is None:
        raise WrongPhone(
            "联系电话应为11位手机号，或带区号的座机号（如 023-61520695），请改正或留空。",
            "Give a mobile number of 11 digits or a landline with its area code, or leave it empty.",
        )
    digits = str(number.national_number)
    area = phonenumbers.length_of_geographical_area_code(number)
    return f"0{digits[:area]}-{digits[area:]}" if area else digits


def _read(text: str) -> PhoneNumber | None:
    written = tidy(text)
    if _LETTER.search(written):
        return None
    try:
        number = phonenumbers.parse(written, _CHINA)
    except NumberParseException:
        return None
    fits = number.country_code == _COUNTRY_CODE and number.extension is None
    return number if fits and phonenumbers.is_valid_number(number) else None
