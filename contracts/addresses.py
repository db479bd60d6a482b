"""Addresses of the estate: many ways to write a dwelling, one key for it."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

ZONES = "ABCDE"
"""The letters of the five clusters (组团) in the order of their numbers."""

HIGHEST_FLOOR = 60

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−~_", "-"))
_CLUSTER_NUMBERS = {
    **{str(n): zone for n, zone in enumerate(ZONES, 1)},
    **dict(zip("一二三四五", ZONES, strict=True)),
}
_ADDRESS = re.compile(
    r"""
    (?:.*?民安华福(?:公租房|公共租赁住房|小区|社区)?-?)?
    (?:(?P<letter>[A-E])(?:[区座]|组团)?-?|(?P<cluster>[1-5一二三四五])(?:号?组团|区)-?)?
    (?P<building>\d{1,3})(?:(?:[栋幢\#]|号楼)-?|-)
    (?P<unit>\d{1,2})(?:单元-?|-)
    (?:(?P<floor>\d{1,2})(?:[楼层F]-?|-)(?P<room>\d{1,4})|(?P<compact>\d{3,4}))
    [号室]?
    """,
    re.VERBOSE | re.ASCII,
)


class WrongAddress(ValueError):
    """The text names no dwelling; `zh` and `en` say what to do and do not repeat it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where a dwelling is. Buildings are numbered across the estate, rooms within their floor."""

    zone: str
    building: int
    unit: int
    floor: int
    room: int

    @property
    def key(self) -> str:
        """`A-18-1-0503`: unique on the estate, and in the order of the doors."""
        return f"{self.zone}-{self.building}-{self.unit}-{self.floor:02}{self.room:02}"


def parse_address(
    text: str, *, default_zone: str | None = None, zones: Mapping[int, str] | None = None
) -> Address:
    """Read `A区18栋1单元5-3`, `18幢1-5-3`, `18#1-0503`, `2组团19栋1单元5楼3号`, `A-18-1-0503` and the like.

    `zones` tells the zone of each building; it serves for texts without a zone and shows up texts with a
    wrong one. `default_zone` serves where neither tells. Raises WrongAddress.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).translate(_DASHES).upper().split())
    found = _ADDRESS.fullmatch(plain)
    if found is None:
        raise WrongAddress(
            "房屋地址无法识别，请按“A区18栋1单元5-3”的格式填写。",
            "The address cannot be read; write it like A区18栋1单元5-3.",
        )
    building = int(found["building"])
    floor, room = _floor_and_room(found)
    unit = int(found["unit"])
    if not (building and unit and room and 1 <= floor <= HIGHEST_FLOOR):
        raise WrongAddress(
            "房屋地址中的幢号、单元、楼层或房号不合理，请核对。",
            "Building, unit, floor or room of the address cannot be right; check them.",
        )
    zone = _zone(found, (zones or {}).get(building), default_zone)
    return Address(zone=zone, building=building, unit=unit, floor=floor, room=room)


def keys_of(text: str) -> list[str]:
    """The keys of which one is meant by a text: where no zone is written, those of a door in every zone.

    Buildings are numbered across the estate, so only one of them is there. A text that cannot be read is its own key.
    """
    try:
        return list(dict.fromkeys(parse_address(text, default_zone=zone).key for zone in ZONES))
    except WrongAddress:
        return [text]


def _floor_and_room(found: re.Match[str]) -> tuple[int, int]:
    if found["compact"]:
        return divmod(int(found["compact"]), 100)
    floor, room = int(found["floor"]), int(found["room"])
    if room // 100 in (0, floor):
        return floor, room % 100
    raise WrongAddress(
        "房屋地址中的楼层与房号不一致，请核对。",
        "Floor and room of the address contradict each other; check them.",
    )


def _zone(found: re.Match[str], of_building: str | None, default: str | None) -> str:
    written = found["letter"] or _CLUSTER_NUMBERS.get(found["cluster"])
    if written and of_building and written != of_building:
        raise WrongAddress(
            "房屋地址中的幢号不在所写的区（组团）内，请核对区号和幢号。",
            "This building is not in the zone named; check zone and building.",
        )
    zone = written or of_building or default
    if zone is None:
        raise WrongAddress(
            "房屋地址缺少区号，请在幢号前写明A区至E区。",
            "The address lacks its zone; put A区 to E区 before the building.",
        )
    return zone
