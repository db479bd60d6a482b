"""Made-up people: valid citizen numbers nobody here shares, telephone numbers, and identifiers in order."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from services.residents.changes import NewPerson
from services.residents.demo import names
from services.residents.identity import Sex, check_digit

CHILD_UNTIL: Final = 14
ADULT_FROM: Final = 18
ELDER_FROM: Final = 60

_CHONGQING_FOUNDED: Final = 1997
_AREA_CODES: Final[dict[str, tuple[tuple[str, int], ...]]] = {
    "before 1997": (
        *((code, 6) for code in ("510212", "510213", "510221", "510222", "510223")),
        *((code, 4) for code in ("510224", "510225", "510228", "510231", "512301", "512323", "512326")),
        *((code, 2) for code in ("512201", "512222", "512223", "512225", "512322", "513521", "513525")),
        *((code, 2) for code in ("500107", "500108", "500112", "500221", "500235", "500236")),
        *((code, 2) for code in ("510902", "511023", "511025", "511324", "513021", "513029", "513622")),
        *((code, 1) for code in ("522121", "522122", "522132", "522401", "522424", "520202")),
    ),
    "since 1997": (
        *((code, 6) for code in ("500107", "500108", "500106", "500112", "500113")),
        *((code, 3) for code in ("500101", "500102", "500116", "500117", "500118", "500151", "500153")),
        *((code, 2) for code in ("500230", "500231", "500233", "500235", "500236", "500240", "500243")),
        *((code, 2) for code in ("510903", "511024", "511304", "511602", "511622", "511702", "511725")),
        *((code, 1) for code in ("520302", "520324", "520381", "520502", "520526")),
    ),
}
"""Where the residents' numbers were given out, with weights: four in five come from outside the district."""

_MOBILE_PREFIXES: Final = ("135", "136", "137", "138", "139", "150", "151", "152", "158", "159", "166", "173")
_MORE_MOBILE_PREFIXES: Final = (
    "177",
    "178",
    "181",
    "182",
    "183",
    "185",
    "187",
    "188",
    "189",
    "191",
    "198",
    "199",
)
_HAS_PHONE: Final = {"child": 0.0, "youth": 0.45, "adult": 0.95, "elder": 0.7}
_LANDLINE_SHARE: Final = 0.01
_WITHOUT_NUMBER: Final = {"child": 0.12, "youth": 0.005, "adult": 0.005, "elder": 0.05}
"""How many have no citizen number on record; three in a hundred in all."""

_FIRST_MILLISECOND: Final = int(datetime(2012, 8, 1, tzinfo=UTC).timestamp() * 1000)


class PeopleMaker:
    """Makes people and identifiers, the same ones in the same order for the same random numbers.

    Any likeness to a living person's number is chance.
    """

    def __init__(self, rng: Random, today: date, *, given: int = 0, used: set[str] | None = None) -> None:
        self.rng = rng
        self.today = today
        self._given = given
        self._used = set[str]() if used is None else used

    def copy(self, rng: Random, today: date) -> "PeopleMaker":
        """Another maker that gives out nothing this one gave out until now."""
        return PeopleMaker(rng, today, given=self._given, used=set(self._used))

    def new_id(self) -> UUID:
        """A UUID of version 7 whose time part only counts."""
        self._given += 1
        bits = self.rng.getrandbits(74)
        time = _FIRST_MILLISECOND + self._given
        return UUID(int=time << 80 | 0x7 << 76 | (bits >> 62) << 64 | 0b10 << 62 | bits & (1 << 62) - 1)

    def person(
        self, *, sex: Sex, birth_date: date, surname: str, taken: set[str], with_number: bool = False
    ) -> NewPerson:
        """A person whose name is none of `taken` (which it joins), so that a household has no name twice."""
        name = surname + names.given_name(self.rng, sex, birth_date.year)
        while name in taken:
            name = surname + names.given_name(self.rng, sex, birth_date.year)
        taken.add(name)
        age = self._age_group(birth_date)
        numbered = with_number or self.rng.random() >= _WITHOUT_NUMBER[age]
        id_number = self._id_number(sex, birth_date) if numbered else None
        return NewPerson(
            id=self.new_id(),
            name=name,
            id_number=id_number,
            hukou=id_number[:6] if id_number else None,
            phone=self._phone() if self.rng.random() < _HAS_PHONE[age] else None,
            birth_date=birth_date,
        )

    def birth_date(self, on: date, youngest: int, oldest: int) -> date:
        """A birth date of someone between these ages, in years, on a day."""
        return on - timedelta(days=self.rng.randint(youngest * 366, oldest * 365 + 364))

    def sex(self) -> Sex:
        """Either sex, evenly."""
        return "m" if self.rng.random() < 0.5 else "f"  # noqa: PLR2004 - a coin

    def _age_group(self, birth_date: date) -> str:
        years = (self.today - birth_date).days // 365
        if years < CHILD_UNTIL:
            return "child"
        if years < ADULT_FROM:
            return "youth"
        return "adult" if years < ELDER_FROM else "elder"

    def _id_number(self, sex: Sex, birth_date: date) -> str:
        codes, weights = _CODES["since 1997" if birth_date.year >= _CHONGQING_FOUNDED else "before 1997"]
        while True:
            area = self.rng.choices(codes, cum_weights=weights)[0]
            sequence = self.rng.randrange(1 if sex == "m" else 2, 1000, 2)
            first17 = f"{area}{birth_date:%Y%m%d}{sequence:03}"
            if first17 not in self._used:
                self._used.add(first17)
                return first17 + check_digit(first17)

    def _phone(self) -> str:
        if self.rng.random() < _LANDLINE_SHARE:
            return f"023-6{self.rng.randrange(10**7):07}"
        prefix = self.rng.choice(_MOBILE_PREFIXES + _MORE_MOBILE_PREFIXES)
        return f"{prefix}{self.rng.randrange(10**8):08}"


def _cumulated(pairs: tuple[tuple[str, int], ...]) -> tuple[list[str], list[int]]:
    sums: list[int] = []
    for _, weight in pairs:
        sums.append((sums[-1] if sums else 0) + weight)
    return [code for code, _ in pairs], sums


_CODES: Final = {era: _cumulated(pairs) for era, pairs in _AREA_CODES.items()}
