"""What identifies a resident on paper: citizen numbers (GB 11643-1999) and the numbers of other documents."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.residents.wrong import Wrong

Sex = Literal["m", "f"]

OLDEST = 130
"""Years: nobody on record has lived longer, so an earlier birth date is a slip of the pen."""

_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_CURRENT_FORM = re.compile(r"\d{17}[\dX]", re.ASCII)
_OLD_FORM = re.compile(r"\d{15}", re.ASCII)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


class WrongIdNumber(Wrong):
    """The text is no number of the kind of document it is said to be of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IdNumber:
    """A citizen number and what it says about its holder.

    The area code is where the number was given out. It tells nothing about today: codes are abolished and
    added, and people move.
    """

    number: str
    birth_date: date
    sex: Sex
    area_code: str


def check_digit(first17: str) -> str:
    """The eighteenth character for the first seventeen digits (ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True))
    return _CHECK_DIGITS[total % 11]


def area_is_known(number: str) -> bool:
    """Whether a citizen number begins with a province (GB/T 2260), or with what stands for one on other cards."""
    return _PROVINCE.match(number) is not None


def parse_id_number(text: str, *, today: date) -> IdNumber:
    """Read a citizen number of 18 characters, or of 15 as given out before 1999.

    Raises WrongIdNumber if length, check digit or birth date cannot be right. No area code is a reason to
    refuse: elderly residents of Chongqing rightly carry Sichuan codes that no current list contains. A code of no
    province there ever was is told by `area_is_known`.
    """
    number = tidy(text).replace("-", "").upper()
    if _OLD_FORM.fullmatch(number):
        first17 = f"{number[:6]}19{number[6:]}"
        number = first17 + check_digit(first17)
    if not _CURRENT_FORM.fullmatch(number):
        raise WrongIdNumber(
            "证件号码应为18位（末位可为X），请对照身份证重新填写。",
            "An ID number has 18 characters; copy it again from the card.",
        )
    if check_digit(number[:17]) != number[17]:
        raise WrongIdNumber(
            "证件号码校验位不符，请对照身份证逐位核对。",
            "The check digit of the ID number does not fit; compare it with the card digit by digit.",
        )
    return IdNumber(
        number=number,
        birth_date=_birth_date(number[6:14], today),
        sex="m" if int(number[16]) % 2 else "f",
        area_code=number[:6],
    )


def tidy(text: str) -> str:
    """The text without full-width forms, spaces and what is invisible, fancy dashes, and marks before numbers."""
    plain = visible(unicodedata.normalize("NFKC", text).translate(_DASHES))
    return "".join(plain.split()).lstrip("'‘’`")


def visible(text: str) -> str:
    """The text without characters that the eye cannot see, such as zero-width spaces from a chat."""
    if text.isprintable():
        return text
    return "".join(each for each in text if unicodedata.category(each) != "Cf")


def _birth_date(digits: str, today: date) -> date:
    try:
        birth_date = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        birth_date = date.max
    if birth_date > today or today.year - birth_date.year > OLDEST:
        raise WrongIdNumber(
            "证件号码中的出生日期不存在或不合理，请对照身份证核对第7至14位。",
            "The birth date within the ID number cannot be; compare digits 7 to 14 with the card.",
        )
    return birth_date
