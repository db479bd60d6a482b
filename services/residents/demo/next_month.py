"""Next month's roster of a made-up community, with slips in it, and what a correct importer finds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import BinaryIO, Final
from uuid import UUID

from services.residents.changes import RegisterChanges
from services.residents.demo.community import Community
from services.residents.demo.estate import Estate
from services.residents.demo.households import DemoHousehold
from services.residents.demo.months import Turnover, months_later, play
from services.residents.demo.roster import (
    CONTRACT,
    RosterRow,
    member_row,
    numbered,
    roster_blocks,
    write_roster_workbook,
)
from services.residents.demo.slips import SLIPS, Slip

CHANGES: Final = 400
FEWEST_CHANGES: Final = 8
REMARK: Final = "填写说明：证件号码和联系电话请设为文本格式；每人一行，每户第一行为承租人；本行请勿删除。"


@dataclass(frozen=True, kw_only=True)
class NextMonth:
    """The roster of a later day.

    `changes` is what a correct importer finds when it compares `rows` with the community as it is today:
    an importer cannot know the ids of new people, households and tenancies, nor on which day of the month
    something happened, but everything else has to agree. `expected` counts it, with the faulty rows and
    the row of explanation (`ignored`) that the workbook has on top.

    The rule for households with a faulty row: nobody of it has left, whoever is missing. Its good rows
    are taken as usual, unless the tenant's own row is faulty: then nothing of it is touched.
    """

    on: date
    rows: list[RosterRow]
    changes: RegisterChanges
    expected: dict[str, int]
    slips: tuple[str, ...]

    def write(self, target: Path | BinaryIO) -> None:
        """Write the roster as the `.xlsx` the city's system would export."""
        write_roster_workbook(self.rows, target, as_of=self.on, remark=REMARK)


def next_month(community: Community) -> NextMonth:
    """A month of 400 × `scale` changes and 20 slips (fewer only where too few households are left for them).

    The community stays as it is; the answer is the same each time. Every slip makes one row faulty for a
    reader that knows the estate's buildings and addresses, and spares the households that changed.
    """
    on = months_later(community.today, 1)
    rng = Random(f"{community.seed} next month")  # noqa: S311 - made-up people, no secrets
    estate = community.estate.copy(community.estate.maker.copy(rng, on))
    before = dict(estate.households)
    changes = play(estate, _turnover(community.scale, len(before)), community.today, on)
    unchanged = [each for id_, each in estate.households.items() if before.get(id_) is each]
    rng.shuffle(unchanged)
    victims = dict(_victims(unchanged))
    rows = list(numbered(_rows(estate, victims, changes, on)))
    return NextMonth(
        on=on,
        rows=rows,
        changes=changes,
        expected=_expected(changes, len(victims)),
        slips=tuple(slip.what for slip in victims.values()),
    )


def _turnover(scale: float, households: int) -> Turnover:
    """An ordinary month: never so many leave that the import would ask whether the roster is complete."""
    total = max(FEWEST_CHANGES, round(CHANGES * scale))
    move_outs = min(total * 3 // 8, households // 20 or 1)
    few, fewest = total // 10 or 1, total // 20 or 1
    return Turnover(
        move_outs=move_outs,
        exchanges=fewest,
        joinings=few,
        leavings=few,
        move_ins=total - move_outs - fewest - 2 * few,
    )


def _victims(households: list[DemoHousehold]) -> Iterator[tuple[UUID, Slip]]:
    """For each slip a household it can happen to; those left over when the households are too few."""
    left = list(households)
    for slip in SLIPS:
        fitting = next((each for each in left if _fits(slip, each)), None)
        if fitting is not None:
            left.remove(fitting)
            yield fitting.id, slip


def _fits(slip: Slip, household: DemoHousehold) -> bool:
    if not slip.least <= len(household.members) <= slip.most:
        return False
    return len(household.members) == 1 or household.members[1].person.id_number is not None


def _rows(
    estate: Estate, victims: dict[UUID, Slip], changes: RegisterChanges, on: date
) -> Iterator[RosterRow]:
    slips = {
        estate.households[id_].contract_number: (estate.households[id_], slip)
        for id_, slip in victims.items()
    }
    for block in roster_blocks(estate.households.values()):
        spoilt = slips.get(str(block[0][CONTRACT]))
        if spoilt:
            household, slip = spoilt
            if slip.drops:
                block.pop()
            if slip.adds:
                block.append(
                    _new_row(estate, household, RegisterChanges() if slip.spoils_tenant else changes, on)
                )
            slip.make(block)
        yield from block


def _new_row(estate: Estate, household: DemoHousehold, changes: RegisterChanges, on: date) -> RosterRow:
    estate.join(changes, household, on)
    joined = estate.households[household.id]
    return member_row(joined, joined.members[-1])


def _expected(changes: RegisterChanges, faults: int) -> dict[str, int]:
    return {
        "move_outs": len(changes.move_outs),
        "move_ins": len(changes.move_ins),
        "exchanges": len(changes.exchanges),
        "joinings": len(changes.joinings),
        "renewals": 0,
        "corrections": 0,
        "leavings": len(changes.leavings),
        "people_corrected": 0,
        "faults": faults,
        "ignored": 1,
    }
