"""Days that may be typed in."""

from datetime import date, timedelta

from marshmallow import ValidationError

from chassis import clock
from chassis.web.wording import both

_FIRST = date(1900, 1, 1)
_FAR = timedelta(days=6 * 366)
"""Leases run for five years and are signed some weeks before."""


def reached(day: date) -> None:
    """Refuse days on which nothing can have happened yet: what is announced takes effect everywhere at once."""
    if not _FIRST <= day <= clock.today():
        raise ValidationError(both("应为不晚于今天的日期。", "Write a day from 1900 to today."))


def near(day: date) -> None:
    """Refuse days that are slips of the pen: before 1900, or more than six years ahead."""
    if not _FIRST <= day <= clock.today() + _FAR:
        raise ValidationError(
            both("应为1900年至今后六年内的日期。", "Write a day from 1900 to six years ahead.")
        )
