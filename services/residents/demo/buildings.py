"""The estate without its people: five clusters, up to 54 buildings, every dwelling."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Final
from uuid import UUID

from contracts.addresses import ZONES, Address
from services.residents.demo.people import PeopleMaker

ROOT_PATH: Final = "/huafu/"
DWELLINGS: Final = 19_600
OCCUPIED: Final = 19_000
FEWEST_HOUSEHOLDS: Final = 24
FEWEST_FREE: Final = 8
"""Dwellings that stand empty even on the smallest estate, so that people can move."""

_ZONE_SIZES: Final = (11, 11, 11, 11, 10)
_FIRST_OF_ZONE_A: Final = 8
"""Building 18 stands in Zone A, so numbering starts in Zone E, goes on in A and ends in E again."""

_SHOPS_BELOW: Final = 18
_SHOPFRONTS: Final = 37
"""Of the building whose ground floor they are."""

_STOREYS: Final = (29, 30, 31, 31)
_UNITS, _ROOMS = 2, 6
_FEW_UNITS, _FEW_ROOMS = 1, 4
_FEW: Final = 48
"""Dwellings; a building with fewer is drawn with one narrow unit instead of two."""

_ENOUGH_FOR_ALL: Final = 18
"""Dwellings a building on average; below that the smaller estate has fewer buildings instead."""

_FEWEST_BUILDINGS: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoDwelling:
    """A flat for one household; `path` is its place in the tree of the estate."""

    id: UUID
    address_key: str
    path: str
    cluster: int
    building: int
    unit: int
    floor: int
    room: int

    @property
    def zone(self) -> str:
        """The letter of its cluster."""
        return ZONES[self.cluster - 1]


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoBuilding:
    """A building (幢), numbered across the estate."""

    number: int
    cluster: int
    units: int
    rooms: int
    floors: range

    @property
    def zone(self) -> str:
        """The letter of its cluster."""
        return ZONES[self.cluster - 1]

    @property
    def path(self) -> str:
        """`/huafu/c1/b18/`."""
        return f"{cluster_path(self.cluster)}b{self.number}/"

    @property
    def shopfronts(self) -> int:
        """How many spaces its ground floor has for shops."""
        return _SHOPFRONTS if self.number == _SHOPS_BELOW else 0


def cluster_path(cluster: int) -> str:
    """`/huafu/c1/`."""
    return f"{ROOT_PATH}c{cluster}/"


def cluster_numbers() -> dict[int, int]:
    """The cluster of each of the 54 buildings."""
    clusters = [number for number, size in enumerate(_ZONE_SIZES, 1) for _ in range(size)]
    total = len(clusters)
    return {(_FIRST_OF_ZONE_A - 1 + place) % total + 1: cluster for place, cluster in enumerate(clusters)}


def households(scale: float) -> int:
    """How many households an estate of this size has."""
    return max(FEWEST_HOUSEHOLDS, round(OCCUPIED * scale))


def buildings(scale: float) -> list[DemoBuilding]:
    """The buildings of an estate of this size, in the order of their numbers.

    A smaller estate has lower buildings, and below 18 dwellings a building fewer of them; there are
    always two in each of two clusters, number 18 among them.
    """
    wanted = max(DWELLINGS * scale, households(scale) + FEWEST_FREE)
    clusters = cluster_numbers()
    count = min(len(clusters), max(_FEWEST_BUILDINGS, int(wanted / _ENOUGH_FOR_ALL)))
    each = wanted / count
    units, rooms = (_UNITS, _ROOMS) if each >= _FEW else (_FEW_UNITS, _FEW_ROOMS)
    usual = sum(_STOREYS) / len(_STOREYS)
    chosen = []
    for place, number in enumerate(sorted(_by_preference(clusters)[:count])):
        storeys = math.ceil(round(_STOREYS[place % len(_STOREYS)] / usual * each / (units * rooms), 3))
        lowest = 2 if number == _SHOPS_BELOW else 1
        floors = range(lowest, lowest + storeys)
        chosen.append(
            DemoBuilding(number=number, cluster=clusters[number], units=units, rooms=rooms, floors=floors)
        )
    return chosen


def dwellings(building: DemoBuilding, maker: PeopleMaker) -> Iterator[DemoDwelling]:
    """Every flat of a building, from the bottom up."""
    for unit in range(1, building.units + 1):
        for floor in building.floors:
            for room in range(1, building.rooms + 1):
                address = Address(
                    zone=building.zone, building=building.number, unit=unit, floor=floor, room=room
                )
                yield DemoDwelling(
                    id=maker.new_id(),
                    address_key=address.key,
                    path=f"{building.path}u{unit}/{floor:02}{room:02}/",
                    cluster=building.cluster,
                    building=building.number,
                    unit=unit,
                    floor=floor,
                    room=room,
                )


def _by_preference(clusters: dict[int, int]) -> list[int]:
    """Building numbers so that any first few are spread well: two clusters first, 18 before all."""
    of_cluster: dict[int, list[int]] = {}
    for number in sorted(clusters, key=lambda each: (each != _SHOPS_BELOW, each)):
        of_cluster.setdefault(clusters[number], []).append(number)
    first, second, *others = (of_cluster[cluster] for cluster in sorted(of_cluster))
    start = [*first[:2], *second[:2]]
    rest = zip_longest(first[2:], second[2:], *others)
    return start + [number for number in chain.from_iterable(rest) if number is not None]
