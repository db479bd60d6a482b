"""民安华福 made up in memory: estate, people, staff, and years of their comings and goings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final, Literal
from uuid import UUID

from services.residents.changes import NewPerson, RegisterChanges
from services.residents.demo import months, names
from services.residents.demo.buildings import (
    DemoBuilding,
    DemoDwelling,
    buildings,
    cluster_path,
    dwellings,
    households,
)
from services.residents.demo.estate import Estate
from services.residents.demo.people import PeopleMaker
from services.residents.demo.roster import RosterRow, roster_rows

YEARS: Final = 3
"""How far back a history goes when nobody asks for more."""

Post = Literal["grid_head", "grid_worker"]


@dataclass(frozen=True, kw_only=True)
class DemoStaff:
    """Somebody who works here and lives elsewhere; `path` is the cluster or building in their care."""

    person: NewPerson
    post: Post
    path: str


@dataclass(frozen=True, kw_only=True)
class HubKeeper:
    """The resident of a building whose home is its party-member hub household (党员中心户)."""

    person_id: UUID
    building: int
    path: str


@dataclass(frozen=True, kw_only=True)
class Community:
    """Everything there is to know about a made-up estate.

    `months` begins with the day some years ago and everybody who lived here then; monthly entries lead to
    today. An entry's date is its last day; what it holds can be applied in the order of the fields
    of RegisterChanges. `hub_keepers` live in their building today, wherever possible since before the
    first entry.
    """

    seed: int
    scale: float
    today: date
    buildings: tuple[DemoBuilding, ...]
    dwellings: tuple[DemoDwelling, ...]
    staff: tuple[DemoStaff, ...]
    hub_keepers: tuple[HubKeeper, ...]
    months: list[tuple[date, RegisterChanges]]
    estate: Estate

    @property
    def zones(self) -> dict[int, str]:
        """The zone of each building."""
        return {building.number: building.zone for building in self.buildings}

    @property
    def addresses(self) -> set[str]:
        """The key of every dwelling."""
        return {dwelling.address_key for dwelling in self.dwellings}

    def roster_rows(self) -> Iterator[RosterRow]:
        """Today's lease roster, one row a person, by Chinese headings."""
        return roster_rows(self.estate.households.values())


def build_community(*, scale: float = 1.0, seed: int = 1, today: date, years: int = YEARS) -> Community:
    """Make up an estate of about 19,000 × `scale` households, the same one for the same arguments.

    Raises ValueError for a scale outside (0, 1].
    """
    if not 0 < scale <= 1:
        raise ValueError("scale must be above 0 and at most 1")
    maker = PeopleMaker(Random(seed), today)  # noqa: S311 - made-up people, no secrets
    estate = Estate(maker)
    drawn = tuple(buildings(scale))
    flats = tuple(flat for building in drawn for flat in dwellings(building, maker))
    for flat in flats:
        estate.add_dwelling(flat, date.min)
    history = _history(estate, households(scale), today, 12 * years)
    return Community(
        seed=seed,
        scale=scale,
        today=today,
        buildings=drawn,
        dwellings=flats,
        staff=tuple(_staff(maker, drawn)),
        hub_keepers=tuple(_hub_keepers(estate, history[0][0])),
        months=history,
        estate=estate,
    )


def _history(estate: Estate, wanted: int, today: date, length: int) -> list[tuple[date, RegisterChanges]]:
    day = months.months_later(today, -length)
    history = [(day, months.settle(estate, wanted, day, today))]
    for left in reversed(range(length)):
        after, day = day, months.months_later(today, -left)
        history.append((day, months.play(estate, months.usual_turnover(estate, wanted), after, day)))
    return history


def _staff(maker: PeopleMaker, drawn: tuple[DemoBuilding, ...]) -> Iterator[DemoStaff]:
    taken: set[str] = set()
    posts: list[tuple[Post, str]] = [
        ("grid_head", cluster_path(cluster)) for cluster in sorted({building.cluster for building in drawn})
    ]
    posts += [("grid_worker", building.path) for building in drawn]
    for post, path in posts:
        person = maker.person(
            sex=maker.sex(),
            birth_date=maker.birth_date(maker.today, 24, 54),
            surname=names.surname(maker.rng),
            taken=taken,
            with_number=True,
        )
        yield DemoStaff(person=person, post=post, path=path)


def _hub_keepers(estate: Estate, settled: date) -> Iterator[HubKeeper]:
    by_age = sorted(estate.households.values(), key=lambda each: (each.since > settled, each.since, each.id))
    seen: set[int] = set()
    for household in by_age:
        building = household.dwelling.building
        if building not in seen:
            seen.add(building)
            path = household.dwelling.path.partition("/u")[0] + "/"
            yield HubKeeper(person_id=household.tenant.id, building=building, path=path)
