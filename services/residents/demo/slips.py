"""Slips of the pen in a roster: each spoils one household so that exactly one of its rows is faulty.

All of them are such that an importer which only looks for those missing would move somebody out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services.residents.demo.roster import (
    ADDRESS,
    CONTRACT,
    ENDS,
    ID_NUMBER,
    NAME,
    PHONE,
    RELATION,
    SINCE,
    RosterRow,
)

Block = list[RosterRow]
"""The rows of one household, the tenant's first."""

_NO_SUCH_BUILDING: Final = 88


@dataclass(frozen=True, kw_only=True)
class Slip:
    """A slip, and the smallest and largest household it can happen to.

    `spoils_tenant` says whose row is faulty: the tenant's, or another's. `drops` and `adds` say that one
    person more is missing from, or new on, the roster.
    """

    what: str
    make: Callable[[Block], None]
    least: int = 2
    most: int = 99
    spoils_tenant: bool = False
    drops: bool = False
    adds: bool = False


def _wrong_check_digit(row: RosterRow) -> None:
    number = str(row[ID_NUMBER])
    row[ID_NUMBER] = number[:17] + ("1" if number[17] != "1" else "2")


def _number_cell(row: RosterRow) -> None:
    row[ID_NUMBER] = float(str(row[ID_NUMBER]).replace("X", "0"))


def _unknown_building(row: RosterRow) -> None:
    zone, _, rest = str(row[ADDRESS]).partition("区")
    row[ADDRESS] = f"{zone}区{_NO_SUCH_BUILDING}栋{rest.partition('栋')[2]}"


def _unknown_room(row: RosterRow) -> None:
    row[ADDRESS] = str(row[ADDRESS]).partition("单元")[0] + "单元59-9"


def _same_number_as_tenant(block: Block) -> None:
    block[1][ID_NUMBER] = block[0][ID_NUMBER]


def _impossible_day(row: RosterRow) -> None:
    row[SINCE] = "2023-02-30"


def _ends_before_it_begins(row: RosterRow) -> None:
    since = row[SINCE]
    row[ENDS] = since - timedelta(days=1) if isinstance(since, date) else since


def _set(heading: str, value: str | float | None) -> Callable[[RosterRow], None]:
    def change(row: RosterRow) -> None:
        row[heading] = value

    return change


def _member(change: Callable[[RosterRow], None]) -> Callable[[Block], None]:
    return lambda block: change(block[1])


def _tenant(change: Callable[[RosterRow], None]) -> Callable[[Block], None]:
    return lambda block: change(block[0])


SLIPS: Final = (
    Slip(what="bad check digit", make=_member(_wrong_check_digit)),
    Slip(what="number cell for an ID", make=_member(_number_cell)),
    Slip(
        what="tenant's building unknown", make=_tenant(_unknown_building), spoils_tenant=True, least=1, most=1
    ),
    Slip(what="person twice", make=_same_number_as_tenant),
    Slip(what="impossible date", make=_member(_impossible_day)),
    Slip(what="tenant's check digit bad", make=_tenant(_wrong_check_digit), spoils_tenant=True),
    Slip(what="bad check digit, another gone", make=_member(_wrong_check_digit), least=3, drops=True),
    Slip(what="bad check digit, another new", make=_member(_wrong_check_digit), adds=True),
    Slip(
        what="tenant's date impossible, another gone",
        make=_tenant(_impossible_day),
        spoils_tenant=True,
        least=3,
        drops=True,
    ),
    Slip(
        what="tenant's number a number cell, another new",
        make=_tenant(_number_cell),
        spoils_tenant=True,
        adds=True,
    ),
    Slip(what="name a formula", make=_member(_set(NAME, '=HYPERLINK("http://example.invalid")'))),
    Slip(what="name missing", make=_member(_set(NAME, None))),
    Slip(
        what="tenant's contract number missing",
        make=_tenant(_set(CONTRACT, None)),
        spoils_tenant=True,
        least=1,
        most=1,
    ),
    Slip(what="number cell for a phone", make=_member(_set(PHONE, 13800138000.0))),
    Slip(what="second tenant", make=_member(_set(RELATION, "承租人"))),
    Slip(what="unknown relation", make=_member(_set(RELATION, "同屋"))),
    Slip(what="unknown room", make=_member(_unknown_room)),
    Slip(what="address missing", make=_member(_set(ADDRESS, None))),
    Slip(
        what="tenant's relation wrong, so none",
        make=_tenant(_set(RELATION, "配偶")),
        spoils_tenant=True,
        least=1,
        most=1,
    ),
    Slip(what="lease ends before it begins", make=_member(_ends_before_it_begins)),
)
