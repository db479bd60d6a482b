"""Whatever happens to a roster from month to month, the register follows exactly: random edits of a plain model."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from services.residents.imports.leases import import_leases
from services.residents.models import Dwelling, Person, Stay, Tenancy
from tests.residents.registers import Register
from tests.residents.rosters import a_file, an_id

FIRST = date(2026, 5, 1)
ROOMS = [(building, room) for building in (1, 2) for room in (1, 2, 3)]
RELATIONS = {"配偶": "spouse", "子女": "child", "父母": "parent", "其他": "other"}
EDITS = [
    "move_in",
    "move_in",
    "come_back",
    "move_out",
    "exchange",
    "join",
    "leave",
    "swap",
    "renew",
    "correct",
]
PERSONAL = ["rename", "telephone", "hang_up", "relate", "first_number", "other_number"]

edits = st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 50), st.integers(0, 50)), max_size=8)
personal = st.lists(st.tuples(st.sampled_from(PERSONAL), st.integers(0, 50), st.integers(0, 50)), max_size=6)
months = st.lists(st.tuples(edits, personal), min_size=1, max_size=4)


@dataclass
class Someone:
    """A person as the roster has them, and the phone that is known from it or from an earlier one."""

    name: str
    number: str | None
    phone: str | None = None
    known_phone: str | None = None
    relation: str = "其他"


@dataclass
class Household:
    """A tenant and who lives with them, by number."""

    contract: int
    since: date
    members: list[int]
    ends: date = date(2031, 4, 30)


@dataclass
class Estate:
    """What the city's roster says: a household for some of the rooms."""

    homes: dict[tuple[int, int], Household] = field(default_factory=dict)
    people: list[Someone] = field(default_factory=list)
    contracts: int = 0
    numbers: int = 0
    left: list[int] = field(default_factory=list)

    def edit(self, what: str, one: int, other: int, on: date) -> None:
        """Change one thing, if it can be."""
        free = [room for room in ROOMS if room not in self.homes]
        taken = sorted(self.homes)
        if what in {"move_in", "come_back"} and free:
            back = [self.left.pop(0)] if what == "come_back" and self.left else []
            self.homes[free[one % len(free)]] = self._household(back + self._new(1 + other % 3), on)
        elif what == "move_out" and taken:
            self._let_go(self.homes.pop(taken[one % len(taken)]).members)
        elif what == "exchange" and taken and free:
            household = self.homes.pop(taken[one % len(taken)])
            self.homes[free[other % len(free)]] = self._household(household.members, on)
        elif what == "swap" and len(taken) > 1:
            a, b = taken[one % len(taken)], taken[(one + 1 + other % (len(taken) - 1)) % len(taken)]
            first, second = self.homes[a].members, self.homes[b].members
            self.homes[a], self.homes[b] = self._household(second, on), self._household(first, on)
        elif what == "join" and taken:
            self.homes[taken[one % len(taken)]].members += self._new(1, numbered=other % 3 > 0)
        elif what == "leave" and taken and len(self.homes[taken[one % len(taken)]].members) > 1:
            self._let_go([self.homes[taken[one % len(taken)]].members.pop()])

        elif what in {"renew", "correct"} and taken:
            household = self.homes[taken[one % len(taken)]]
            household.ends += timedelta(days=365 if what == "renew" else -1)
            self.contracts += other % 2
            household.contract = self.contracts if other % 2 else household.contract

    def edit_person(
        self, what: str, which: int, other: int, before: dict[int, Any], touched: set[int]
    ) -> None:
        """Change what the roster says of somebody; who they are at most once a month, or nobody could tell."""
        here = sorted(self.settled())
        if not here:
            return
        at = here[which % len(here)]
        person = self.people[at]
        if what == "telephone":
            person.phone = f"1380013{other:04}"
        elif what == "hang_up":
            person.phone = None
        elif what == "relate":
            person.relation = list(RELATIONS)[other % len(RELATIONS)]
        elif at not in touched and what == "rename" and person.number:
            person.name += "改"
            touched.add(at)
        elif at in touched or not self._stays(at, before):
            return
        elif what == ("other_number" if person.number else "first_number"):
            person.number = self._number()
            touched.add(at)

    def _stays(self, at: int, before: dict[int, Any]) -> bool:
        """Whether somebody still lives with the same tenant; a tenant, in the same room under the same contract."""
        told = 4 if self.settled()[at][1] == at else 2
        return before.get(at, ())[:told] == self.settled()[at][:told]

    def settled(self) -> dict[int, tuple[Any, ...]]:
        """Everybody at home, each with themselves, their tenant, room and contract."""
        return {
            at: (at, household.members[0], room, household.contract)
            for room, household in self.homes.items()
            for at in household.members
        }

    def rows(self) -> list[list[Any]]:
        """The roster, tenants first in each home."""
        for at in self.settled():
            self.people[at].known_phone = self.people[at].phone or self.people[at].known_phone
        return [
            [f"A区{building}栋1单元1-{room}", f"HT{household.contract}", person.name, person.number,
             person.relation if place else "承租人", person.phone, household.since, household.ends]
            for (building, room), household in sorted(self.homes.items())
            for place, person in enumerate(self.people[each] for each in household.members)
        ]  # fmt: skip

    def leases(self) -> set[tuple[str, str, date]]:
        """Address, contract and end of each lease."""
        return {
            (f"A-{building}-1-010{room}", f"HT{household.contract}", household.ends)
            for (building, room), household in self.homes.items()
        }

    def at_home(self) -> dict[str, tuple[Any, ...]]:
        """By name what is known of each person: number, phone, relation, address."""
        return {
            person.name: (
                person.number,
                person.known_phone,
                RELATIONS[person.relation] if place else "tenant",
                f"A-{building}-1-010{room}",
            )
            for (building, room), household in self.homes.items()
            for place, person in enumerate(self.people[each] for each in household.members)
        }

    def _household(self, members: list[int], on: date) -> Household:
        self.contracts += 1
        return Household(self.contracts, on, list(members))

    def _let_go(self, members: list[int]) -> None:
        """Who has no number cannot be told from a stranger when they come back."""
        self.left += [each for each in members if self.people[each].number]

    def _new(self, count: int, *, numbered: bool = True) -> list[int]:
        first = len(self.people)
        for at in range(first, first + count):
            self.people.append(Someone(f"张{at}", self._number() if numbered else None))
        return list(range(first, first + count))

    def _number(self) -> str:
        self.numbers += 1
        return an_id(f"510212198501{1 + self.numbers // 500:02}{self.numbers % 500 + 100:03}")


def leases(register: Register) -> set[tuple[str, str, date]]:
    found = select(Dwelling.address, Tenancy.contract_number, Tenancy.lease_ends)
    found = found.join(Tenancy, Tenancy.dwelling_id == Dwelling.id).where(Tenancy.until.is_(None))
    with register.own.reading() as session:
        return {tuple(row) for row in session.execute(found)}


def overlapping(register: Register) -> list[tuple[Any, ...]]:
    """Two households in one dwelling, or two homes of one person, on the same day."""
    with register.own.reading() as session:
        tenancies = [(each.dwelling_id, each.since, each.until) for each in session.scalars(select(Tenancy))]
        stays = [(each.person_id, each.since, each.until) for each in session.scalars(select(Stay))]
    return [
        (one, other)
        for one, other in combinations([*tenancies, *stays], 2)
        if one[0] == other[0] and one[1] < (other[2] or date.max) and other[1] < (one[2] or date.max)
    ]


def at_home(register: Register) -> tuple[dict[str, tuple[Any, ...]], dict[str, UUID]]:
    """By name what is on record of each person who lives here, and which record that is."""
    found = select(Person.name, Person.id_number, Person.phone, Stay.relation, Dwelling.address, Person.id)
    found = found.join(Stay, Stay.person_id == Person.id).join(Dwelling, Dwelling.id == Stay.dwelling_id)
    with register.own.reading() as session:
        rows = session.execute(found.where(Stay.until.is_(None))).all()
    told = {name: tuple(rest) for name, *rest, _ in rows}
    assert len(told) == len(rows)
    return told, {row[0]: row[-1] for row in rows}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(months=months)
def test_the_register_follows_the_roster_exactly(months: list[tuple[list[Any], list[Any]]]):
    register, estate, records = Register("sqlite://"), Estate(), dict[int, UUID]()
    for number, (changes, corrections) in enumerate(months, 1):
        on, before, touched = FIRST + timedelta(days=30 * number), estate.settled(), set[int]()
        for what, one, other in changes:
            estate.edit(what, one, other, on - timedelta(days=one % 20))
        for what, one, other in corrections:
            estate.edit_person(what, one, other, before, touched)

        for again in (False, True):
            result = import_leases(register.own, a_file(*estate.rows()), as_of=on, allow_mass_move_out=True)

            told, ids = at_home(register)
            assert (result.faults, result.in_doubt) == ([], [])
            assert told == estate.at_home()
            assert overlapping(register) == []
            assert leases(register) == estate.leases()
            assert not again or set(result.changes.values()) == {0}
        after = estate.settled()
        staying = [each for each in records if each in after and before[each][1] == after[each][1]]
        assert {each: ids[estate.people[each].name] for each in staying} == {
            each: records[each] for each in staying
        }
        records = {each: ids[estate.people[each].name] for each in after}
