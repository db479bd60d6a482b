"""Turnover: the first settlement of the estate, and what every month after it brings."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from services.residents.changes import RegisterChanges
from services.residents.demo.estate import Estate, lease_end
from services.residents.demo.households import DemoHousehold

OPENED: Final = date(2012, 8, 1)
"""When the first households moved in."""

_FILLED: Final = date(2014, 12, 31)
_FIRST_SETTLERS: Final = 0.45
"""The share of households that are there since the estate was filled."""

_MOVING_OUT: Final = 0.01
_EXCHANGING: Final = 0.0015
_JOINING: Final = 0.002
_LEAVING: Final = 0.002
_UNEVENNESS: Final = 0.15
_PERSONS: Final = 2.68


@dataclass(frozen=True, kw_only=True)
class Turnover:
    """How many changes of each kind a month brings."""

    move_outs: int
    exchanges: int
    joinings: int
    leavings: int
    move_ins: int


def settle(estate: Estate, households: int, until: date, today: date) -> RegisterChanges:
    """Everybody who lives on the estate on a day, with the dates on which they came."""
    rng = estate.maker.rng
    filled = min(_FILLED, until)
    days = sorted(
        _day_between(rng, OPENED, filled if rng.random() < _FIRST_SETTLERS else until)
        for _ in range(households)
    )
    changes = RegisterChanges()
    for day in days:
        estate.move_in(changes, day, lease_end(day, today))
    return changes


def usual_turnover(estate: Estate, households: int) -> Turnover:
    """An ordinary month of an estate that is to keep this many households."""
    rng = estate.maker.rng
    current = len(estate.households)
    out = _about(rng, current * _MOVING_OUT)
    return Turnover(
        move_outs=out,
        exchanges=_about(rng, current * _EXCHANGING),
        joinings=_about(rng, current * _PERSONS * _JOINING),
        leavings=_about(rng, current * _PERSONS * _LEAVING),
        move_ins=max(0, households - current + _about(rng, current * _MOVING_OUT)),
    )


def play(estate: Estate, turnover: Turnover, after: date, until: date) -> RegisterChanges:
    """One month, day by day: no household changes twice, and no flat is taken before it is free.

    The changes can be applied in the order of the fields of RegisterChanges, and each list is in the order
    of its dates. Where a kind finds no flat or no household, fewer than asked for happen.
    """
    rng = estate.maker.rng
    picked = _pick(estate, turnover)
    calls = [
        (_day_between(rng, after + timedelta(days=1), until), kind, household) for kind, household in picked
    ]
    changes = RegisterChanges()
    for day, kind, household in sorted(calls, key=lambda call: call[0]):
        if household is None:
            estate.move_in(changes, day, lease_end(day, day))
        elif kind == "move_out":
            estate.move_out(changes, household, day)
        elif kind == "exchange":
            estate.exchange(changes, household, day)
        elif kind == "join":
            estate.join(changes, household, day)
        else:
            estate.leave(changes, household, day)
    return changes


def months_later(day: date, months: int) -> date:
    """The same day of another month, or its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _pick(estate: Estate, turnover: Turnover) -> list[tuple[str, DemoHousehold | None]]:
    """Who does what: everybody at most one thing, move-ins by nobody yet known."""
    asked = turnover.move_outs + turnover.exchanges + turnover.joinings
    everybody = list(estate.households.values())
    estate.maker.rng.shuffle(everybody)
    families = [household for household in everybody[asked:] if len(household.members) > 1]
    kinds = (
        ["move_out"] * turnover.move_outs + ["exchange"] * turnover.exchanges + ["join"] * turnover.joinings
    )
    picked: list[tuple[str, DemoHousehold | None]] = list(zip(kinds, everybody, strict=False))
    picked += [("leave", household) for household in families[: turnover.leavings]]
    return picked + [("move_in", None)] * turnover.move_ins


def _about(rng: Random, mean: float) -> int:
    return int(mean * rng.uniform(1 - _UNEVENNESS, 1 + _UNEVENNESS) + rng.random())


def _day_between(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(0, (last - first).days))
