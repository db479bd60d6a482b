"""How fresh the register is: the share of people checked lately, and how long ago the middle one of them was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Final

DEFINITION: Final = {
    "zh": "新鲜度＝统计日在住、且在此前 {days} 天内（含当日）被核实过的人数÷统计日在住人数；"
    "核实距今天数取中位数，从未核实的人不计入中位数。",
    "en": "Of those who lived here on the day, the share whose record was checked within the {days} days up to it; "
    "the median age is that of their last checks, those never checked left out.",
}


@dataclass
class Freshness:
    """Of one grid."""

    grid: str
    residents: int = 0
    verified: int = 0
    ages: list[tuple[int, int]] = field(default_factory=list)
    """Days since the last check, and of how many people."""

    @property
    def share(self) -> float | None:
        """Checked lately ÷ residents; None where nobody lives."""
        return self.verified / self.residents if self.residents else None

    @property
    def median_age_days(self) -> float | None:
        """Of those ever checked."""
        return median(self.ages)


def freshness(counted: Iterable[tuple[str, date | None, int]], *, on: date, days: int) -> list[Freshness]:
    """By grid, from counts of people by grid and day of their last check, in the order of grids."""
    found = []
    for grid, rows in groupby(counted, key=lambda each: each[0]):
        line = Freshness(grid)
        for _, checked, count in rows:
            line.residents += count
            if checked is not None:
                line.ages.append(((on - checked).days, count))
                line.verified += count if (on - checked).days < days else 0
        found.append(line)
    return found


def median(counted: Sequence[tuple[int, int]]) -> float | None:
    """The middle of values that are given with how often each occurs; of an even number the mean of both middles."""
    total = sum(count for _, count in counted)
    if not total:
        return None
    middles, seen = [], 0
    for value, count in sorted(counted):
        middles += [value for at in ((total - 1) // 2, total // 2) if seen <= at < seen + count]
        seen += count
    return sum(middles) / 2
