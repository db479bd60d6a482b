"""What the register would refuse is left in doubt, and all the rest of the roster is taken."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from chassis import clock
from chassis.personal import blind_index
from services.residents import queries
from services.residents.imports.leases import ImportResult, import_leases
from services.residents.models import Person
from services.residents.usecases import merging, tenancies
from tests.residents.registers import Register
from tests.residents.rosters import a_file, an_id, changed

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
FIRST, SECOND, THIRD = (f"A区1栋1单元1-{room}" for room in (1, 2, 3))
IN_FIRST, IN_SECOND, IN_THIRD = (f"A-1-1-010{room}" for room in (1, 2, 3))
WANG = (FIRST, "HT1", "王建国", an_id(), "承租人", "13800138000", "2022-05-16", "2026-05-15")
SON = changed(WANG, name="王小明", id_number=an_id("51021220020101123"), relation="子女", phone=None)
LI = (SECOND, "HT2", "李素芳", an_id("51232319860101124"), "承租人", None, "2023-05-16", "2028-05-15")
CHEN = (THIRD, "HT3", "陈明", an_id("51232319860101132"), "承租人", None, "2024-05-16", "2029-05-15")


@pytest.fixture
def register(database_url: str) -> Register:
    return Register(database_url)


def take(register: Register, *rows: Any, on: date = JUNE) -> ImportResult:
    return import_leases(register.own, a_file(*rows), as_of=on, allow_mass_move_out=True)


def done(result: ImportResult) -> dict[str, int]:
    return {kind: count for kind, count in result.changes.items() if count}


def take_step(register: Register, address: str, step: str) -> None:
    with register.own.transaction() as session:
        (there,) = [each for each in queries.occupancies(session) if each.address == address]
        (tenancy,) = queries.open_tenancies(session, [there.household_id]).values()
        tenancies.take_step(session, tenancy.id, step=step, on=MAY, now=clock.now())


def test_whose_lease_was_over_before_they_changed_dwelling_is_in_doubt(register: Register):
    take(register, WANG, LI, on=MAY)

    result = take(register, changed(WANG, address=THIRD), changed(LI, phone="13900139000"))

    assert result.doubts == {IN_FIRST: ["lease_over"], IN_THIRD: ["lease_over"]}
    assert done(result) == {"people_corrected": 1}


def test_who_follows_one_whose_lease_is_over_waits_for_the_dwelling(register: Register):
    take(register, WANG, LI, CHEN, on=MAY)

    result = take(register, changed(WANG, address=SECOND), changed(LI, address=FIRST), CHEN)

    assert result.doubts == {
        IN_FIRST: ["dwelling_taken", "lease_over"],
        IN_SECOND: ["dwelling_taken", "lease_over"],
    }
    assert done(result) == {}


def test_who_is_being_let_out_of_the_lease_does_not_change_dwelling_by_a_roster(register: Register):
    take(register, LI, CHEN, on=MAY)
    take_step(register, IN_SECOND, "give_notice")

    result = take(register, changed(LI, address=FIRST), changed(CHEN, phone="13900139000"))

    assert result.doubts == {IN_FIRST: ["exchange_not_open"], IN_SECOND: ["exchange_not_open"]}
    assert done(result) == {"people_corrected": 1}


def test_whose_lease_was_over_before_the_dwelling_was_free_is_not_let_in(register: Register):
    take(register, LI, CHEN, on=MAY)
    coming = changed(WANG, address=SECOND, since="2023-05-16")

    result = take(register, coming, CHEN)

    assert result.doubts == {IN_SECOND: ["lease_over"]}
    assert done(result) == {"move_outs": 1}
    assert take(register, changed(coming, ends="2027-05-15"), CHEN).changes["move_ins"] == 1


def test_whose_lease_was_over_before_they_left_their_parents_stay_with_them(register: Register):
    take(register, changed(WANG, ends="2027-05-15"), SON, CHEN, on=MAY)
    alone = changed(SON, address=SECOND, contract="HT9", relation="承租人")

    result = take(register, changed(WANG, ends="2027-05-15"), alone, CHEN)

    assert result.doubts == {IN_FIRST: ["awaited_elsewhere"], IN_SECOND: ["lease_over"]}


def test_two_rows_of_whom_the_register_takes_for_one_person_are_left_alone(register: Register):
    take(register, WANG, LI, CHEN, on=MAY)
    take(register, WANG, CHEN, on=MAY)
    with register.own.transaction() as session:
        left, here = (
            session.scalars(
                select(Person.id).where(Person.id_number_index == blind_index("id_number", each[3]))
            ).one()
            for each in (LI, WANG)
        )
        merging.merge(session, left, here, reason="误作同一人", today=MAY)

    result = take(register, WANG, LI, changed(CHEN, phone="13900139000"))

    assert result.doubts == {IN_FIRST: ["one_person_twice"], IN_SECOND: ["one_person_twice"]}
    assert done(result) == {"people_corrected": 1}
    with register.own.transaction() as session:
        merging.unmerge(session, left, reason="不是同一人", today=JUNE)
    assert done(take(register, WANG, LI, CHEN)) == {"move_ins": 1}


def test_a_lease_does_not_come_to_end_before_the_household_moved_in(register: Register):
    take(register, LI, CHEN, on=MAY)

    result = take(register, changed(LI, since="2020-01-01", ends="2023-05-15"), CHEN)

    assert (result.doubts, done(result)) == ({IN_SECOND: ["lease_over"]}, {})
