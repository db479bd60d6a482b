"""What the register would refuse is left in doubt, and all the rest of the roster is taken."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from chassis import clock
from chassis.personal import blind_index
from services.residents import queries
from services.residents.documents import NONE
from services.residents.imports.leases import ImportResult, import_leases
from services.residents.models import Dwelling, Person, Stay
from services.residents.namesakes import namesake_index
from services.residents.usecases import merging, tenancies
from tests.residents.registers import Register
from tests.residents.rosters import a_file, an_id, changed

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
FIRST, SECOND, THIRD = (f"A区1栋1单元1-{room}" for room in (1, 2, 3))
IN_FIRST, IN_SECOND, IN_THIRD = (f"A-1-1-010{room}" for room in (1, 2, 3))
WANG = (FIRST, "HT1", "王建国", an_id(), "承租人", "13800138000", "2022-05-16", "2026-05-15")
SON = changed(WANG, name="王小明", id_number=an_id("51021220020101123"), relation="子女", phone=None)
SON_OF_AGE = changed(SON, ends="2027-05-15")
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


def test_of_two_of_one_name_the_tenant_is_not_taken_for_the_other(register: Register):
    take(register, changed(WANG, id_number=None, ends="2027-05-15"), SON_OF_AGE, on=MAY)
    with register.own.transaction() as session:
        (son,) = [each for each in session.scalars(select(Person)) if each.id_number]
        # As one recorded by hand: a birth date, and no number.
        son.name, son.id_number, son.id_number_index, son.id_type = "王建国", None, None, NONE
        son.namesake_index = namesake_index("王建国", son.birth_date)

    result = take(register, changed(SON_OF_AGE, name="王建国", relation="承租人"), LI)

    assert (result.doubts, done(result)) == ({IN_FIRST: ["namesakes"]}, {"move_ins": 1})


def test_a_slip_is_not_put_down_to_a_namesake_who_has_a_good_row(register: Register):
    fang = changed(LI, name="王芳", address=FIRST, contract="HT1", relation="配偶")
    other = changed(CHEN, name="王芳")
    take(register, changed(WANG, ends="2027-05-15"), fang, other, on=MAY)
    moved = changed(fang, address=SECOND, contract="HT2", relation="承租人")
    slip = changed(other, address=FIRST, contract="HT1", relation="配偶", id_number="51232319860101132")

    result = take(register, changed(WANG, ends="2027-05-15"), moved, slip)

    assert result.doubts[IN_THIRD] == ["faulty_row"]
    assert result.changes["move_outs"] == 0


def test_a_household_does_not_change_dwelling_before_its_last_member_came(register: Register):
    take(register, changed(WANG, ends="2027-05-15"), CHEN, on=MAY)
    take(register, changed(WANG, ends="2027-05-15"), SON_OF_AGE, CHEN, on=date(2026, 5, 20))
    moved = changed(WANG, address=SECOND, contract="HT9", since="2026-05-10", ends="2027-05-15")
    coming = changed(LI, address=FIRST, since="2026-05-12", ends="2028-05-15")

    take(register, moved, coming, CHEN)

    with register.own.reading() as session:
        first = session.scalars(select(Dwelling.id).where(Dwelling.address == IN_FIRST)).one()
        since = {each.since for each in session.scalars(select(Stay).where(Stay.dwelling_id == first))}
        ended = {each.until for each in session.scalars(select(Stay).where(Stay.dwelling_id == first))}
    assert (since, ended) == ({date(2022, 5, 16), date(2026, 5, 20), JUNE}, {JUNE, None})


def test_good_rows_of_a_household_whose_tenant_has_a_slip_are_named(register: Register):
    result = take(register, changed(WANG, phone=13800138000), SON_OF_AGE, CHEN)

    assert (result.doubts, done(result)) == ({IN_FIRST: ["faulty_row"]}, {"move_ins": 1})
