"""What the city's housing system says of a small estate from month to month, by a plain model."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.residents.rosters import an_id

ROOMS = [(building, room) for building in (1, 2) for room in (1, 2, 3)]
RELATIONS = {"配偶": "spouse", "子女": "child", "父母": "parent", "其他": "other"}


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
        elif what == "move_out" and len(taken) > 1:
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
        """Everybody at home in the order of the rows, each with themselves, their tenant, room and contract."""
        return {
            at: (at, household.members[0], room, household.contract)
            for room, household in sorted(self.homes.items())
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
