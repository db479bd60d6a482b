"""Figures of who lives here and who comes and goes: counts by unit, added up for larger places, with definitions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final, Literal

from services.residents.queries import Moves

Level = Literal["community", "cluster", "building", "unit"]
LEVELS: Final[tuple[Level, ...]] = ("community", "cluster", "building", "unit")
"""How far a path is told apart: `/huafu/`, `/huafu/c1/`, `/huafu/c1/b18/`, `/huafu/c1/b18/u1/`."""

RESIDENTS: Final = {
    "zh": "居民＝统计日有在住记录的人（合并登记的计一人）；住户＝统计日有人在住的家庭；"
    "登记户＝统计日租约有效的家庭，含已配租未入住的。",
    "en": "Residents: people with a stay that goes on on the day, those on record twice counted once. "
    "Households: those with a resident on the day. Registered: tenancies that run on the day, allocated ones "
    "not moved into included.",
}
NON_LOCAL: Final = {
    "zh": "非本地户籍占比＝户籍地代码不以 local 开头的居民÷户籍地已知的居民；"
    "户籍地未登记或不够详细的计入未知，不计入占比。",
    "en": "Residents registered outside the division `local`, by those of whom it is known. Whose registration is "
    "not on record, or only for a larger division, is unknown and not in the share.",
}
WORKLOAD: Final = {
    "zh": "各网格的房屋、住户、居民（今日），以及待办：应核实的家庭（存疑或超过 stale_after 天未核实）、"
    "到期应走访的关爱对象、走访中承诺而未办结的事项。",
    "en": "Dwellings, households and residents of each grid today, and what is to be done there: households to check "
    "(in doubt or not checked for `stale_after` days), people whose visit is due, promises not kept yet.",
}
TURNOVER: Final = {
    "zh": "流动率＝（当月迁入户＋当月迁出户）÷2÷月初与月末住户数的平均值；小区内换租、分户、并户不计入，换租另列；"
    "当月按截至今日的情况计，未到的月份不列。",
    "en": "Households that moved in and out in the month, halved, by the mean of the households at its beginning "
    "and end. Moves inside the estate, splits and joinings are no turnover; exchanges stand apart. "
    "The running month is told as of today, months to come are not.",
}


@dataclass
class Population:
    """Who lives in a place."""

    area: str
    residents: int = 0
    households: int = 0
    registered: int = 0


@dataclass
class Origins:
    """Where those who live in a place are registered."""

    area: str
    residents: int = 0
    known: int = 0
    non_local: int = 0

    @property
    def share(self) -> float | None:
        """Of those it is known of; None when it is known of nobody."""
        return self.non_local / self.known if self.known else None


@dataclass
class Turnover:
    """Comings and goings in a place in a month, which is told by its first day."""

    area: str
    month: date
    moved_in: int = 0
    moved_out: int = 0
    exchanged: int = 0
    mean_households: float = 0.0

    @property
    def turnover(self) -> float | None:
        """Share of households that changed; None where nobody lives."""
        if not self.mean_households:
            return None
        return (self.moved_in + self.moved_out) / 2 / self.mean_households


def place_of(path: str, level: Level) -> str:
    """The place of a level in which a unit lies; the unit itself where paths are shorter."""
    steps = path.strip("/").split("/")[: LEVELS.index(level) + 1]
    return "/" + "/".join(steps) + "/"


def population(
    residents: Mapping[str, tuple[int, int]], tenancies: Mapping[str, int], level: Level
) -> list[Population]:
    """By place of a level, in the order of paths."""
    found: dict[str, Population] = {}
    for path in sorted({*residents, *tenancies}):
        area = place_of(path, level)
        line = found.setdefault(area, Population(area))
        people, homes = residents.get(path, (0, 0))
        line.residents += people
        line.households += homes
        line.registered += tenancies.get(path, 0)
    return list(found.values())


def origins(counts: Mapping[str, tuple[int, int, int]], level: Level) -> list[Origins]:
    """By place of a level, from residents, known and non-local ones of each unit."""
    found: dict[str, Origins] = {}
    for path, (residents, known, non_local) in sorted(counts.items()):
        area = place_of(path, level)
        line = found.setdefault(area, Origins(area))
        line.residents += residents
        line.known += known
        line.non_local += non_local
    return list(found.values())


def turnover(
    *,
    came: Iterable[Moves],
    went: Iterable[Moves],
    exchanged: Iterable[Moves],
    households: Mapping[date, Mapping[str, tuple[int, int]]],
    level: Level,
) -> list[Turnover]:
    """By month and place.

    `households` has the counts by unit of every month's first day, and of the day after the last.
    """
    days = sorted(households)
    homes = {day: _homes(households[day], level) for day in days}
    lines: dict[tuple[date, str], Turnover] = {}
    for month, after in pairwise(days):
        for area in sorted({*homes[month], *homes[after]}):
            mean = (homes[month][area] + homes[after][area]) / 2
            lines[month, area] = Turnover(area, month, mean_households=mean)
    for name, moves in (("moved_in", came), ("moved_out", went), ("exchanged", exchanged)):
        for each in moves:
            key = date(each.year, each.month, 1), place_of(each.area, level)
            line = lines.setdefault(key, Turnover(key[1], key[0]))
            setattr(line, name, getattr(line, name) + each.households)
    return [lines[key] for key in sorted(lines)]


def months(since: date, count: int, *, today: date) -> list[date]:
    """The first days of so many months from that of a day on, but of none to come, and of the month after."""
    first, running = (day.year * 12 + day.month - 1 for day in (since, today))
    after = min(first + count, running + 1)
    return [date(each // 12, each % 12 + 1, 1) for each in range(first, after + 1)]


def _homes(counts: Mapping[str, tuple[int, int]], level: Level) -> defaultdict[str, int]:
    found = defaultdict[str, int](int)
    for path, (_, households) in counts.items():
        found[place_of(path, level)] += households
    return found
