"""Unified social credit codes (统一社会信用代码) of organisations, GB 32100-2015."""

import re

from services.employment.errors import WrongCreditCode

CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Digits and capitals without I, O, S, V and Z; the place of a character is its value."""

_FORM = re.compile(rf"[{CHARACTERS}]{{2}}[0-9]{{6}}[{CHARACTERS}]{{10}}")
_WEIGHTS = tuple(pow(3, place, len(CHARACTERS)) for place in range(17))


def parse_credit_code(text: str) -> str:
    """Read a code as people write it, in any case and with spaces. Raises WrongCreditCode."""
    code = "".join(text.split()).upper()
    if not _FORM.fullmatch(code) or check_character(code[:-1]) != code[-1]:
        raise WrongCreditCode
    return code


def check_character(first_17: str) -> str:
    """The 18th character that belongs to the first seventeen."""
    total = sum(CHARACTERS.index(each) * weight for each, weight in zip(first_17, _WEIGHTS, strict=True))
    return CHARACTERS[-total % len(CHARACTERS)]
