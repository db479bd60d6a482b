"""A slip of the pen in a row about somebody who has moved inside the estate: nobody counts as gone for it."""

import pytest

from tests.residents.registers import Register
from tests.residents.rosters import an_id, changed
from tests.residents.test_lease_days import JUNE, MAY, SECOND, THIRD, WANG, take

HOME = "A-1-1-0101"
MOVED = changed(WANG, address=SECOND, contract="HT9", since="2026-05-20")
GRANDMA = changed(WANG, name="陈桂英", id_number=None, relation="父母", phone=None)


@pytest.fixture
def register(database_url: str) -> Register:
    return Register(database_url)


def test_a_tenant_whose_number_is_wrong_in_the_new_home_has_not_left(register: Register):
    take(register, WANG, on=MAY)

    result = take(register, changed(MOVED, id_number="123"), on=JUNE)

    assert (result.doubts, set(result.changes.values())) == ({HOME: ["faulty_row"]}, {0})
    assert take(register, MOVED, on=JUNE).changes["exchanges"] == 1


def test_a_member_whose_number_is_wrong_in_the_new_home_has_not_left(register: Register):
    son = changed(WANG, name="王小明", id_number=an_id("51021220100101123"), relation="子女", phone=None)
    other = changed(MOVED, name="李素芳", id_number=an_id("51232319860101124"), address=THIRD, contract="HT3")
    take(register, WANG, son, other, on=MAY)

    there = changed(son, address=THIRD, contract="HT3", relation="其他")
    result = take(register, WANG, changed(there, id_number="123"), other, on=JUNE)

    assert (result.doubts, set(result.changes.values())) == ({HOME: ["faulty_row"]}, {0})
    assert len(register.at_home()) == 3


def test_a_member_whose_row_lacks_the_contract_of_the_new_home_has_not_left(register: Register):
    take(register, WANG, GRANDMA, on=MAY)

    result = take(register, MOVED, changed(GRANDMA, address=SECOND, contract="", name=""), on=JUNE)

    assert (result.changes["exchanges"], result.changes["leavings"]) == (1, 0)
    assert len(register.at_home()) == 2


def test_a_faulty_row_of_who_comes_after_says_nothing_of_who_has_gone_elsewhere(register: Register):
    take(register, WANG, GRANDMA, on=MAY)
    roster = [
        MOVED,
        changed(WANG, name="周明", id_number=an_id("51232319860101132"), contract="HT5", relation="？"),
    ]

    first, second = (take(register, *roster, on=JUNE) for _ in range(2))

    assert (first.changes["exchanges"], first.changes["leavings"]) == (1, 1)
    assert set(second.changes.values()) == {0}
