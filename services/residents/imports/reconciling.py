"""What a roster and the register did not agree on, address by address: kept, and compared with other months."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple
from uuid import UUID

from services.residents.changes import RegisterChanges
from services.residents.imports.comparison import Comparison

CORRECTED: Final = "corrected"
IN_DOUBT: Final = "in_doubt"
KINDS: Final = {
    "moved_in": "迁入",
    "moved_out": "退租",
    "exchanged": "换租",
    "joined": "新增成员",
    "left": "成员迁出",
    "renewed": "续租",
    CORRECTED: "信息更正",
    IN_DOUBT: "存疑，未改动",
}


class Line(NamedTuple):
    """One finding: its kind, the address it is about, and of what or why, with commas between."""

    kind: str
    address: str
    detail: str = ""


def findings(
    changes: RegisterChanges, addresses: Mapping[UUID, str], homes: Mapping[UUID, str]
) -> Iterator[Line]:
    """What changes at which address: `addresses` tells those of dwellings, `homes` of households that were there."""
    yield from (Line("moved_in", addresses[each.dwelling_id]) for each in changes.move_ins)
    yield from (Line("moved_out", homes[each.household_id]) for each in changes.move_outs)
    yield from (Line("exchanged", addresses[each.dwelling_id]) for each in changes.exchanges)
    yield from (Line("joined", homes[each.household_id]) for each in changes.joinings)
    yield from (Line("left", homes[each.household_id]) for each in changes.leavings)
    yield from (Line("renewed", homes[each.household_id]) for each in changes.renewals)


def findings_about_homes(found: Comparison) -> Iterator[Line]:
    """What is corrected at which address, and of what, and what is in doubt, and why."""
    for kind, those in ((CORRECTED, found.corrected), (IN_DOUBT, found.in_doubt)):
        yield from (Line(kind, address, ",".join(sorted(those[address]))) for address in sorted(those))


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
