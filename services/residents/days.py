"""Days that may be typed in."""

from datetime import date, timedelta

from marshmallow import ValidationError

from chassis import clock

_FAR = timedelta(days=6 * 366)
"""Leases run for five years and are signed some weeks before."""


def near(day: date) -> None:
    """Refuse days that are slips of the pen: before 1900, or more than six years ahead."""
    if not date(1900, 1, 1) <= day <= clock.today() + _FAR:
        raise ValidationError("Write a day from 1900 to six years ahead.")
