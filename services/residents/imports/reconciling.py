"""What a roster and the register did not agree on, address by address: kept, and compared with other months."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple
from uuid import UUID

from services.residents.imports.comparing import Comparison

KINDS: Final = {
    "moved_in": "迁入",
    "moved_out": "退租",
    "exchanged": "换租",
    "joined": "新增成员",
    "left": "成员迁出",
    "in_doubt": "存疑，未改动",
}


class Line(NamedTuple):
    """One finding: its kind and the address it is about."""

    kind: str
    address: str


def findings(found: Comparison, doors: Mapping[str, UUID]) -> Iterator[Line]:
    """All that a comparison has found; `doors` tells the dwelling of each address."""
    addresses = {dwelling: address for address, dwelling in doors.items()}
    changes = found.changes
    yield from (Line("moved_in", addresses[each.dwelling_id]) for each in changes.move_ins)
    yield from (Line("moved_out", found.homes[each.household_id]) for each in changes.move_outs)
    yield from (Line("exchanged", addresses[each.dwelling_id]) for each in changes.exchanges)
    yield from (Line("joined", found.homes[each.household_id]) for each in changes.joinings)
    yield from (Line("left", found.homes[each.household_id]) for each in changes.leavings)
    yield from (Line("in_doubt", each) for each in sorted(found.in_doubt))


class Compared(NamedTuple):
    """How two reports differ in one kind of finding."""

    kind: str
    only_here: list[str]
    only_there: list[str]
    in_both: list[str]


def compare(here: Iterable[Line], there: Iterable[Line]) -> list[Compared]:
    """Two reports side by side: what is in doubt month after month is worth a visit."""
    found = []
    mine, other = set(here), set(there)
    for kind in KINDS:
        one = {each.address for each in mine if each.kind == kind}
        two = {each.address for each in other if each.kind == kind}
        found.append(Compared(kind, sorted(one - two), sorted(two - one), sorted(one & two)))
    return found
