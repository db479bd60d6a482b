"""Whatever happens to a roster from month to month, the register follows exactly: random edits of a plain model."""

import os
from datetime import date, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from services.residents.imports.doubts import SUPERSEDED
from services.residents.imports.leases import ImportResult, import_leases
from services.residents.models import Dwelling, Person, Stay, Tenancy
from tests.residents.city_rosters import Estate
from tests.residents.registers import Register
from tests.residents.rosters import a_file

FIRST = date(2026, 5, 1)
LONG = os.environ.get("DOORSTEP_LONG_TESTS") == "1"
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
SLIPS: dict[str, tuple[int, Any]] = {
    "no such address": (0, "？"),
    "no contract": (1, None),
    "no name": (2, None),
    "wrong number": (3, "510212198501011231"),
    "no such relation": (4, "？"),
    "phone as a number": (5, 13800138000),
    "no such day": (6, "2022-02-30"),
    "ends before it begins": (7, "1999-01-01"),
}
"""By what they are: the column, and what is in it."""
WHO = {"no name", "wrong number"}
"""Of them those that hide who somebody is."""

edits = st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 50), st.integers(0, 50)), max_size=8)
personal = st.lists(st.tuples(st.sampled_from(PERSONAL), st.integers(0, 50), st.integers(0, 50)), max_size=6)
slips = st.lists(st.tuples(st.sampled_from(sorted(SLIPS)), st.integers(0, 50)), max_size=2)
months = st.lists(st.tuples(edits, personal, slips, st.integers(0, 3)), min_size=1, max_size=4)
Month = tuple[list[Any], list[Any], list[tuple[str, int]], int]
"""What changes, what is corrected, slips of the file that is given first, and which earlier one comes again."""


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


def spoiled(rows: list[list[Any]], slips: list[tuple[str, int]]) -> list[list[Any]]:
    """The same rows, some of them with a slip."""
    made = [list(row) for row in rows]
    for what, which in slips if made else ():
        column, wrong = SLIPS[what]
        made[which % len(made)][column] = wrong
    return made


def tellable(estate: Estate, slips: list[tuple[str, int]], touched: set[int]) -> list[tuple[str, int]]:
    """The slips that leave it told whose row it is: who has another name or number now has the other of the two."""
    people, unsure, left = list(estate.settled()), set(touched), list[tuple[str, int]]()
    for what, which in slips:
        person = people[which % len(people)]
        if what not in WHO:
            left.append((what, which))
        elif person not in unsure:
            unsure.add(person)
            left.append((what, which))
    return left


def take_with_slips(
    register: Register, estate: Estate, slips: list[tuple[str, int]], records: dict[int, UUID], on: date
) -> None:
    """Take a roster with faulty rows: nothing of them is kept, nobody counts as gone for them, once is enough."""
    rows, people, before = estate.rows(), list(estate.settled()), known(register)

    result = take(register, spoiled(rows, slips), on)

    after, state = known(register), (at_home(register), leases(register))
    faulty = {which % len(rows) for _, which in slips}
    assert {each.row - 2 for each in result.faults} >= faulty
    assert {records[each] for each in people if each in records} <= after.keys()
    for each in (people[row] for row in faulty):
        if each in records:
            assert after[records[each]] == before[records[each]]
        else:
            assert estate.people[each].name not in {name for name, *_ in after.values()}
    assert overlapping(register) == []
    assert set(take(register, spoiled(rows, slips), on).changes.values()) == {0}
    assert (at_home(register), leases(register)) == state


def known(register: Register) -> dict[UUID, tuple[Any, ...]]:
    """By record the name, number and phone of each person who lives here."""
    told, ids = at_home(register)
    return {ids[name]: (name, *told[name][:2]) for name in told}


@settings(
    max_examples=1000 if LONG else 30,
    derandomize=not LONG,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(months=months)
def test_the_register_follows_the_roster_exactly(months: list[Month]):
    register, estate, records = Register("sqlite://"), Estate(), dict[int, UUID]()
    earlier = list[tuple[date, list[list[Any]]]]()
    for number, (changes, corrections, slips, back) in enumerate(months, 1):
        on, before, touched = FIRST + timedelta(days=30 * number), estate.settled(), set[int]()
        for what, one, other in changes:
            estate.edit(what, one, other, on - timedelta(days=one % 20))
        for what, one, other in corrections:
            estate.edit_person(what, one, other, before, touched)

        rows = estate.rows()
        if not rows:
            continue
        if slips := tellable(estate, slips, touched):
            take_with_slips(register, estate, slips, records, on)
        for again in (False, True):
            result = take(register, rows, on)

            told, ids = at_home(register)
            assert (result.faults, result.in_doubt) == ([], [])
            assert told == estate.at_home()
            assert overlapping(register) == []
            assert leases(register) == estate.leases()
            assert not again or set(result.changes.values()) == {0}
        if earlier:
            day, old = earlier[back % len(earlier)]
            result = take(register, old, day)
            assert set(result.changes.values()) == {0}
            assert {why for each in result.doubts.values() for why in each} <= {SUPERSEDED}
            assert (at_home(register)[0], leases(register)) == (told, estate.leases())
        earlier.append((on, rows))
        after = estate.settled()
        staying = [each for each in records if each in after and before[each][1] == after[each][1]]
        assert {each: ids[estate.people[each].name] for each in staying} == {
            each: records[each] for each in staying
        }
        records = {each: ids[estate.people[each].name] for each in after}


def take(register: Register, rows: list[list[Any]], on: date) -> ImportResult:
    return import_leases(register.own, a_file(*rows), as_of=on, allow_mass_move_out=True)
