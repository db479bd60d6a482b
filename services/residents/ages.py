"""Ages as of a day, and who is a minor."""

from datetime import date
from typing import Final

from services.residents.identity import OLDEST

ADULT: Final = 18
"""Civil Code, article 17: a natural person aged eighteen or above is an adult."""

CONSENTS: Final = 14
"""PIPL, article 31: for who is younger a parent or guardian consents."""


def age_on(birth_date: date, day: date) -> int:
    """Full years on a day; who was born on 29 February completes one on 1 March of other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def is_minor(birth_date: date | None, day: date) -> bool:
    """Whether somebody is under eighteen on a day; of whom no birth date is known is taken for an adult."""
    return birth_date is not None and age_on(birth_date, day) < ADULT


def consents_alone(birth_date: date | None, day: date) -> bool:
    """Whether somebody's own consent counts on a day; so does that of one of whom no birth date is known."""
    return birth_date is None or age_on(birth_date, day) >= CONSENTS


def can_be(birth_date: date, today: date) -> bool:
    """Whether somebody alive can have been born on this day."""
    return birth_date <= today and today.year - birth_date.year <= OLDEST
