"""When a roster's changes happened: nobody comes before who was there has gone, and newer knowledge stands."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chassis import clock
from services.residents.imports.leases import ImportResult, import_leases
from services.residents.models import Dwelling, Person, Stay
from tests.residents.registers import Register
from tests.residents.rosters import a_file, an_id, changed

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
FIRST, SECOND, THIRD = (f"A区1栋1单元1-{room}" for room in (1, 2, 3))
WANG = (FIRST, "HT1", "王建国", an_id(), "承租人", "13800138000", "2022-05-16", "2027-05-15")
SON = changed(WANG, name="王小明", id_number=an_id("51021220100101123"), relation="子女", phone=None)
LI = (SECOND, "HT2", "李素芳", an_id("51232319860101124"), "承租人", None, "2023-05-16", "2028-05-15")
CHEN = (THIRD, "HT3", "陈明", an_id("51232319860101132"), "承租人", None, "2024-05-16", "2029-05-15")


@pytest.fixture
def register(database_url: str) -> Register:
    return Register(database_url)


def take(register: Register, *rows: Any, on: date) -> ImportResult:
    return import_leases(register.own, a_file(*rows), as_of=on, allow_mass_move_out=True)


def lived(register: Register) -> list[tuple[str, str, date, date | None]]:
    """Room, name, first day and day of leaving of all stays."""
    found = select(Dwelling.address, Person.name, Stay.since, Stay.until)
    found = found.join(Dwelling, Dwelling.id == Stay.dwelling_id).join(Person, Person.id == Stay.person_id)
    with register.own.reading() as session:
        return sorted((room[-1], name, since, until) for room, name, since, until in session.execute(found))


def test_who_signed_before_the_former_household_was_gone_lives_there_since_it_was(register: Register):
    take(register, WANG, CHEN, on=MAY)
    take(register, CHEN, on=JUNE)

    take(register, changed(LI, address=FIRST, since="2026-05-20"), CHEN, on=JULY)

    there = [(since, until) for room, _, since, until in lived(register) if room == "1"]
    assert there == [(JUNE, None), (date(2022, 5, 16), JUNE)]


def test_whose_lease_is_still_to_begin_does_not_live_there_yet(register: Register):
    today = clock.today()
    take(register, WANG, on=MAY)
    coming = changed(LI, since=str(today + timedelta(days=1)))

    result = take(register, WANG, coming, on=today)

    assert (result.doubts, set(result.changes.values())) == ({"A-1-1-0102": ["not_begun"]}, {0})
    assert len(register.at_home()) == 1
    assert take(register, WANG, changed(coming, since=str(today)), on=today).changes["move_ins"] == 1


def test_who_left_after_the_rosters_day_is_not_brought_back(register: Register):
    take(register, WANG, SON, on=MAY)
    take(register, WANG, on=JULY)

    result = take(register, WANG, SON, on=JUNE)

    assert result.in_doubt == ["A-1-1-0101"]
    assert set(result.changes.values()) == {0}


def test_a_household_that_left_after_the_rosters_day_is_not_brought_back(register: Register):
    take(register, WANG, SON, CHEN, on=MAY)
    take(register, CHEN, on=JULY)

    result = take(register, WANG, SON, CHEN, on=JUNE)

    assert result.in_doubt == ["A-1-1-0101"]
    assert len(register.at_home()) == 1


def test_a_roster_older_than_the_last_one_changes_no_lease_back(register: Register):
    take(register, WANG, on=MAY)
    take(register, changed(WANG, contract="HT9", ends="2032-05-15"), on=JULY)

    result = take(register, WANG, on=JUNE)

    assert result.in_doubt == ["A-1-1-0101"]
    assert set(result.changes.values()) == {0}


def test_a_ring_of_exchanges_happens_on_one_day(register: Register):
    take(register, WANG, LI, CHEN, on=MAY)
    ring = [(WANG, SECOND, "2026-05-11"), (LI, THIRD, "2026-05-12"), (CHEN, FIRST, "2026-05-13")]

    result = take(register, *(changed(row, address=to, since=on) for row, to, on in ring), on=JUNE)

    assert (result.in_doubt, result.changes["exchanges"]) == ([], 3)
    assert {since for _, _, since, until in lived(register) if until is None} == {date(2026, 5, 13)}


def test_nobody_follows_a_household_that_cannot_change_over(register: Register):
    take(register, WANG, LI, CHEN, on=MAY)
    broken = changed(CHEN, since="很久以前")

    result = take(register, changed(WANG, address=SECOND), changed(LI, address=THIRD), broken, on=JUNE)

    assert result.in_doubt == ["A-1-1-0101", "A-1-1-0102", "A-1-1-0103"]
    assert set(result.changes.values()) == {0}
    assert len(register.at_home()) == 3


def test_a_household_without_a_tenant_makes_room_too(register: Register):
    _, (tenant, _) = register.settle("A-1-1-0101", "王建国", "王小明")
    with register.own.transaction() as session:
        session.scalars(select(Stay).where(Stay.person_id == tenant)).one().relation = "other"

    result = take(register, changed(LI, address=FIRST), on=JUNE)

    assert (result.in_doubt, result.changes["move_ins"]) == ([], 1)


def test_who_changes_over_does_so_as_what_the_roster_says_they_are(register: Register):
    take(register, WANG, SON, on=MAY)
    moved = [changed(each, address=SECOND, contract="HT9", since="2026-05-20") for each in (WANG, SON)]
    moved[1] = changed(moved[1], relation="其他", name="王大明")

    result = take(register, *moved, on=JUNE)

    assert {name: count for name, count in result.changes.items() if count} == {
        "exchanges": 1,
        "people_corrected": 1,
    }
    assert {name for _, name, _, _ in lived(register)} == {"王建国", "王大明"}
    with register.own.reading() as session:
        relations = session.scalars(select(Stay.relation).where(Stay.relation != "tenant"))
        assert set(relations) == {"other"}
