"""Whatever a roster says of whatever the desk has done: it is taken or left in doubt, and once is enough."""

import os
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, true

from chassis import clock
from chassis.aliases import people_of
from chassis.errors import Refusal
from chassis.ids import new_id
from services.residents.changes import Exchange, Leaving, MoveOut
from services.residents.imports.leases import ImportResult, import_leases
from services.residents.models import Dwelling, Person, Stay, Tenancy
from services.residents.models.tenancies import PLAIN_STEPS
from services.residents.usecases import merging, register, tenancies
from tests.residents.city_rosters import ROOMS
from tests.residents.registers import Register
from tests.residents.rosters import a_file, an_id
from tests.residents.test_lease_oracle import overlapping

LONG = os.environ.get("DOORSTEP_LONG_TESTS") == "1"
SEEDS = [45, 61, 99, 150, 393, 400, 867, 1215, 1492, 2382, 3289, 3519, 5388]
"""Such as have once been refused, lost somebody, or been taken twice."""
FIRST = date(2026, 5, 1)
PEOPLE = [
    *((name, an_id(f"510212198501011{number:02}")) for number, name in enumerate("王李张刘陈")),
    ("王", an_id("51021220100101107")), ("李", None), ("赵", None), ("赵", an_id("51021219900101108")),
]  # fmt: skip
DAYS = [FIRST + timedelta(days=each) for each in (-2000, -400, -60, -5, 0, 3, 30, 45, 60, 300)]
RELATIONS = ["配偶", "子女", "父母", "其他"]


class Chance:
    """What happens next, of all that can."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def roster(self) -> list[list[Any]]:
        """Rows of which each can be right."""
        people, rows = self.random.sample(PEOPLE, len(PEOPLE)), []
        for room in self.random.sample(ROOMS, self.random.randrange(1, 5)):
            since, ends = sorted(self.random.sample(DAYS, 2))
            contract = f"HT{self.random.randrange(8)}"
            together = [people.pop() for _ in range(self.random.randrange(1, 4)) if people]
            for place, (name, number) in enumerate(together):
                relation = self.random.choice(RELATIONS) if place else "承租人"
                phone = self.random.choice([None, "13800138000", "13900139000"])
                known = number if self.random.random() < 0.9 else None
                rows.append([f"A区{room[0]}栋1单元1-{room[1]}", contract, f"{name}建国", known, relation, phone,
                             str(since), str(ends)])  # fmt: skip
        return rows

    def at_the_desk(self, kept: Register, on: date) -> None:
        """Something that is done by hand, if it can be."""
        what = self.random.choice([self._step, self._allocate, self._exchange, self._move_out, self._leave,
                                   self._merge])  # fmt: skip
        try:
            with kept.own.transaction() as session:
                what(session, on)
        except Refusal:
            pass

    def _dwelling(self, session: Any) -> Dwelling:
        return self.random.choice(list(session.scalars(select(Dwelling).order_by(Dwelling.address))))

    def _tenancy(self, session: Any) -> Tenancy | None:
        there = select(Tenancy).where(Tenancy.dwelling_id == self._dwelling(session).id)
        return session.scalars(there.where(Tenancy.until.is_(None))).one_or_none()

    def _person(self, session: Any, where: Any) -> Person | None:
        found = session.scalars(select(Person).where(where))
        ordered = sorted(found, key=lambda each: (each.name, each.id_number or "", each.phone or ""))
        return self.random.choice(ordered or [None])

    def _step(self, session: Any, on: date) -> None:
        if tenancy := self._tenancy(session):
            step = self.random.choice(PLAIN_STEPS)
            tenancies.take_step(session, tenancy.id, step=step, on=on, now=clock.now())

    def _allocate(self, session: Any, on: date) -> None:
        if tenant := self._person(session, true()):
            tenancies.allocate(session, self._dwelling(session).id, tenant.id, on=on, now=clock.now())

    def _exchange(self, session: Any, on: date) -> None:
        if tenancy := self._tenancy(session):
            register.exchange_dwelling(session, Exchange(
                household_id=tenancy.household_id, tenancy_id=new_id(), on=on, contract_number="HT9",
                dwelling_id=self._dwelling(session).id, lease_ends=on + timedelta(days=20),
            ))  # fmt: skip

    def _move_out(self, session: Any, on: date) -> None:
        if tenancy := self._tenancy(session):
            register.move_out(session, MoveOut(household_id=tenancy.household_id, on=on))

    def _leave(self, session: Any, on: date) -> None:
        here = select(Stay).where(Stay.until.is_(None))
        if person := self._person(session, Person.id.in_(here.with_only_columns(Stay.person_id))):
            stay = session.scalars(here.where(Stay.person_id == person.id)).one()
            leaving = Leaving(household_id=stay.household_id, person_id=person.id, on=on)
            register.leave_household(session, leaving)

    def _merge(self, session: Any, on: date) -> None:
        one, other = self._person(session, true()), self._person(session, true())
        if one and other:
            merging.merge(session, one.id, other.id, reason="同一人重复登记", today=on)


def at_home(kept: Register) -> set[str]:
    """Numbers of all who live here, under whatever record."""
    lives_here = select(Stay.person_id).where(Stay.until.is_(None))
    with kept.own.reading() as session:
        people = people_of(session, session.scalars(lives_here))
        return {each.id_number for each in session.scalars(select(Person).where(Person.id.in_(people)))} - {
            None
        }


def passed_over(kept: Register, rows: list[list[Any]], result: ImportResult) -> list[str]:
    """Numbers in good rows of people who do not live there, although nothing is said to be in doubt there."""
    faulty = {each.row - 2 for each in result.faults}
    homes = select(Stay.person_id, Dwelling.address).join(Dwelling, Dwelling.id == Stay.dwelling_id)
    with kept.own.reading() as session:
        there = dict(session.execute(homes.where(Stay.until.is_(None))).all())
        people = {each.id_number: each.id for each in session.scalars(select(Person))}
        same = people_of(session, people.values())
    lives_at = {number: {there.get(each) for each in same if same[each] == same[person]}
                for number, person in people.items()}  # fmt: skip
    return [
        f"{number} {address}"
        for place, (address, _, _, number, *_) in enumerate(rows)
        if number and place not in faulty and in_short(address) not in result.doubts
        if in_short(address) not in lives_at.get(number, set())
    ]


def in_short(written: str) -> str:
    """An address as the register has it."""
    building, room = written[2], written[-1]
    return f"A-{building}-1-010{room}"


@pytest.mark.parametrize("seed", [*SEEDS, *range(1000 if LONG else 20)])
def test_no_roster_is_refused_for_what_the_register_holds(seed: int):
    random = Random(seed)
    kept, chance, on = Register("sqlite://"), Chance(random), FIRST
    for _ in range(random.randrange(2, 6)):
        on += timedelta(days=random.choice([0, 1, 30]))
        rows, before = chance.roster(), at_home(kept)

        for again in (False, True):
            result = import_leases(kept.own, a_file(*rows), as_of=on, allow_mass_move_out=True)
            assert not again or set(result.changes.values()) == {0}, (rows, result)

        assert before & {number for _, _, _, number, *_ in rows} <= at_home(kept)
        assert passed_over(kept, rows, result) == []
        assert overlapping(kept) == []
        for _ in range(random.randrange(4)):
            chance.at_the_desk(kept, on + timedelta(days=random.randrange(-3, 3)))
    kept.own.engine.dispose()
