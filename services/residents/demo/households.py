"""Households of the shapes one meets: who lives together, how old, under whose name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from services.residents.changes import NewPerson, Relation
from services.residents.demo import names
from services.residents.demo.buildings import DemoDwelling
from services.residents.demo.people import PeopleMaker
from services.residents.identity import Sex

_SHAPES: Final = (
    ("single", 165),
    ("couple", 210),
    ("couple with child", 250),
    ("couple with children", 145),
    ("one parent", 80),
    ("three generations", 130),
    ("siblings", 20),
)
"""In thousandths; the mean is 2.68 persons."""

_BIRTHS_UNTIL: Final = 42
_BIRTH_SHARE: Final = 0.55
_PARENTS_UNTIL: Final = 58
_SECOND_GRANDPARENT: Final = 0.5
_THIRD_CHILD: Final = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoMember:
    """Somebody of a household."""

    person: NewPerson
    relation: Relation


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoHousehold:
    """A household as it lives somewhere under one tenancy; the tenant is its first member."""

    id: UUID
    tenancy_id: UUID
    contract_number: str
    dwelling: DemoDwelling
    since: date
    lease_ends: date
    members: tuple[DemoMember, ...]

    @property
    def tenant(self) -> NewPerson:
        """Whose name the contract bears; always somebody with a citizen number."""
        return self.members[0].person


class _Family:
    """A household being made up."""

    def __init__(self, maker: PeopleMaker, on: date) -> None:
        self.maker = maker
        self.on = on
        self.members: list[DemoMember] = []
        self._taken: set[str] = set()

    def add(self, relation: Relation, birth_date: date, sex: Sex, surname: str | None = None) -> NewPerson:
        """One more member, with a surname of its own unless one is given."""
        person = self.maker.person(
            sex=sex,
            birth_date=birth_date,
            surname=surname or names.surname(self.maker.rng),
            taken=self._taken,
            with_number=relation == "tenant",
        )
        self.members.append(DemoMember(person=person, relation=relation))
        return person

    def tenant(self, youngest: int, oldest: int) -> NewPerson:
        """The tenant."""
        return self.add("tenant", self.maker.birth_date(self.on, youngest, oldest), self.maker.sex())

    def spouse(self) -> None:
        """A spouse of about the tenant's age."""
        tenant = self.members[0].person
        years = self.maker.rng.randint(-3, 3)
        self.add("spouse", _around(self.maker, tenant, years), _other(sex_of(tenant)))

    def child(self) -> None:
        """A child under the tenant's surname, born when its parents were 20 or more, or just now."""
        rng, tenant = self.maker.rng, self.members[0].person
        couple = [member.person for member in self.members if member.relation in ("tenant", "spouse")]
        earliest = _years_from(max(map(_born, couple)), 20)
        oldest = max(0, min(18, (self.on - earliest).days // 366))
        birth_date = self.maker.birth_date(self.on, 0, rng.randint(0, oldest))
        self.add(
            "child", max(birth_date, min(earliest, self.on)), self.maker.sex(), _line(self.members, tenant)
        )

    def parents(self, count: int) -> None:
        """The tenant's mother, and father if there are to be two."""
        tenant = self.members[0].person
        years = -self.maker.rng.randint(21, 27)
        self.add("parent", _around(self.maker, tenant, years), "f")
        if count > 1:
            self.add("parent", _around(self.maker, tenant, years - 1), "m", names.surname_of(tenant.name))


def members(maker: PeopleMaker, on: date) -> tuple[DemoMember, ...]:
    """Everybody of a new household, as old as they are on the day they move in."""
    shape = maker.rng.choices(_SHAPE_NAMES, cum_weights=_SHAPE_SUMS)[0]
    family = _Family(maker, on)
    _MAKE[shape](family)
    return tuple(family.members)


def newcomer(maker: PeopleMaker, household: DemoHousehold, on: date) -> DemoMember:
    """Who joins a household: a newborn, a parent of the tenant, or a grown child that comes home."""
    rng, tenant = maker.rng, household.tenant
    family = _Family(maker, on)
    family._taken.update(member.person.name for member in household.members)  # noqa: SLF001 - its own class
    age = (on - _born(tenant)).days // 365
    if age <= _BIRTHS_UNTIL and rng.random() < _BIRTH_SHARE:
        family.add("child", on, maker.sex(), _line(list(household.members), tenant))
    elif age <= _PARENTS_UNTIL:
        family.add("parent", _around(maker, tenant, -rng.randint(21, 27)), maker.sex())
    else:
        surname = names.surname_of(tenant.name)
        family.add("child", _around(maker, tenant, rng.randint(22, 30)), maker.sex(), surname)
    return family.members[0]


def sex_of(person: NewPerson) -> Sex:
    """What the citizen number tells; only for those who have one."""
    return "m" if int((person.id_number or "")[16]) % 2 else "f"


def _single(family: _Family) -> None:
    family.tenant(20, 72)


def _couple(family: _Family) -> None:
    family.tenant(23, 70)
    family.spouse()


def _couple_with_child(family: _Family) -> None:
    family.tenant(24, 45)
    family.spouse()
    family.child()


def _couple_with_children(family: _Family) -> None:
    family.tenant(27, 45)
    family.spouse()
    for _ in range(3 if family.maker.rng.random() < _THIRD_CHILD else 2):
        family.child()


def _one_parent(family: _Family) -> None:
    family.tenant(24, 50)
    family.child()


def _three_generations(family: _Family) -> None:
    family.tenant(27, 45)
    family.spouse()
    family.child()
    family.parents(2 if family.maker.rng.random() < _SECOND_GRANDPARENT else 1)


def _siblings(family: _Family) -> None:
    tenant = family.tenant(20, 35)
    birth_date = _around(family.maker, tenant, family.maker.rng.randint(2, 4))
    family.add("sibling", min(birth_date, family.on), family.maker.sex(), names.surname_of(tenant.name))


def _line(family: list[DemoMember], tenant: NewPerson) -> str:
    """The surname the children of this household bear: the man's, of the two."""
    spouse = next((member.person for member in family if member.relation == "spouse"), tenant)
    return names.surname_of((tenant if sex_of(tenant) == "m" else spouse).name)


def _born(person: NewPerson) -> date:
    return person.birth_date or date.min


def _around(maker: PeopleMaker, tenant: NewPerson, years: int) -> date:
    """A day within the year before the tenant's birthday so many years on."""
    return _years_from(_born(tenant), years) - timedelta(days=maker.rng.randint(0, 364))


def _years_from(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28))


def _other(sex: Sex) -> Sex:
    return "f" if sex == "m" else "m"


_MAKE: Final[dict[str, Callable[[_Family], None]]] = {
    "single": _single,
    "couple": _couple,
    "couple with child": _couple_with_child,
    "couple with children": _couple_with_children,
    "one parent": _one_parent,
    "three generations": _three_generations,
    "siblings": _siblings,
}
_SHAPE_NAMES: Final = [shape for shape, _ in _SHAPES]
_SHAPE_SUMS: Final = [sum(weight for _, weight in _SHAPES[: place + 1]) for place in range(len(_SHAPES))]
