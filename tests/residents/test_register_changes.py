from datetime import date
from uuid import uuid4

import pytest

from services.residents.changes import Joining, Leaving, Member, MoveOut, NewPerson
from services.residents.errors import (
    AlreadyRecorded,
    DwellingOccupied,
    DwellingOccupiedThen,
    DwellingUnknown,
    EndsBeforeItBegan,
    HouseholdNeedsOneTenant,
    HouseholdNotHere,
    PersonLivedHereThen,
    PersonLivesHere,
    PersonNotInHousehold,
    PersonUnknown,
    TenantCannotLeaveAlone,
)
from services.residents.usecases.register import exchange_dwelling, join_household, move_in
from tests.residents.registers import JULY, JUNE, Register, a_move_in, an_exchange
from tests.residents.rosters import an_id


@pytest.fixture
def register(database_url: str) -> Register:
    return Register(database_url)


def test_a_household_that_moves_out_leaves_nobody_behind(register: Register) -> None:
    household, _ = register.settle("A-1-1-0101", "张三", "李四")

    register.apply(move_outs=[MoveOut(household_id=household, on=JUNE)])

    assert register.at_home() == {}


def test_a_household_moves_out_once(register: Register) -> None:
    household, _ = register.settle("A-1-1-0101", "张三")
    register.apply(move_outs=[MoveOut(household_id=household, on=JUNE)])

    with pytest.raises(HouseholdNotHere):
        register.apply(move_outs=[MoveOut(household_id=household, on=JUNE)])


def test_every_fact_about_a_person_has_a_version_of_its_own(register: Register) -> None:
    household, (tenant,) = register.settle("A-1-1-0101", "张三")

    with register.announced() as news:
        register.apply(exchanges=[an_exchange(household, register.dwellings["A-2-1-0101"])])
        register.apply(move_outs=[MoveOut(household_id=household, on=JULY)])

    assert news == [
        ("resident_exchanged_dwelling.v1", str(tenant), 2),
        ("resident_moved_out.v1", str(tenant), 3),
    ]


def test_two_households_can_exchange_with_each_other(register: Register) -> None:
    one, (first,) = register.settle("A-1-1-0101", "张三")
    other, (second,) = register.settle("A-2-1-0101", "李四")

    register.apply(
        exchanges=[
            an_exchange(one, register.dwellings["A-2-1-0101"]),
            an_exchange(other, register.dwellings["A-1-1-0101"]),
        ]
    )

    assert register.at_home() == {
        first: register.dwellings["A-2-1-0101"],
        second: register.dwellings["A-1-1-0101"],
    }


def test_who_leaves_one_household_can_join_another_at_once(register: Register) -> None:
    one, (_, mover) = register.settle("A-1-1-0101", "张三", "李四")
    other, _ = register.settle("A-2-1-0101", "王五")

    with register.announced() as news:
        register.apply(
            leavings=[Leaving(household_id=one, person_id=mover, on=JUNE)],
            joinings=[Joining(household_id=other, member=Member(person_id=mover, relation="other"), on=JUNE)],
        )

    assert register.at_home()[mover] == register.dwellings["A-2-1-0101"]
    assert news == [("resident_moved_out.v1", str(mover), 2), ("resident_moved_in.v1", str(mover), 3)]


def test_an_occupied_dwelling_is_refused(register: Register) -> None:
    register.settle("A-1-1-0101", "张三")

    with pytest.raises(DwellingOccupied):
        register.settle("A-1-1-0101", "李四")


def test_a_dwelling_is_free_on_the_day_it_is_given_back(register: Register) -> None:
    household, _ = register.settle("A-1-1-0101", "张三")
    newcomer = NewPerson(id=uuid4(), name="李四")

    register.apply(
        people=[newcomer],
        move_outs=[MoveOut(household_id=household, on=JUNE)],
        move_ins=[
            a_move_in(
                register.dwellings["A-1-1-0101"],
                (Member(person_id=newcomer.id, relation="tenant"),),
                since=JUNE,
            )
        ],
    )

    assert list(register.at_home()) == [newcomer.id]


def test_a_person_has_one_home(register: Register) -> None:
    _, (tenant,) = register.settle("A-1-1-0101", "张三")
    again = a_move_in(register.dwellings["A-2-1-0101"], (Member(person_id=tenant, relation="tenant"),))

    with pytest.raises(PersonLivesHere):
        register.apply(move_ins=[again])


def test_the_tenant_cannot_leave_alone(register: Register) -> None:
    household, (tenant, _) = register.settle("A-1-1-0101", "张三", "李四")

    with pytest.raises(TenantCannotLeaveAlone):
        register.apply(leavings=[Leaving(household_id=household, person_id=tenant, on=JUNE)])


def test_only_a_member_can_leave(register: Register) -> None:
    household, _ = register.settle("A-1-1-0101", "张三")
    _, (stranger,) = register.settle("A-2-1-0101", "李四")

    with pytest.raises(PersonNotInHousehold):
        register.apply(leavings=[Leaving(household_id=household, person_id=stranger, on=JUNE)])


def test_nothing_ends_before_it_began(register: Register) -> None:
    household, _ = register.settle("A-1-1-0101", "张三", since=JULY)

    with pytest.raises(EndsBeforeItBegan):
        register.apply(move_outs=[MoveOut(household_id=household, on=JUNE)])


@pytest.mark.parametrize("relations", [(), ("spouse",), ("tenant", "tenant")])
def test_a_household_has_exactly_one_tenant(register: Register, relations: tuple[str, ...]) -> None:
    people = [NewPerson(id=uuid4(), name="张三") for _ in relations]
    members = tuple(
        Member(person_id=each.id, relation=relation)  # type: ignore[arg-type]
        for each, relation in zip(people, relations, strict=True)
    )

    with pytest.raises(HouseholdNeedsOneTenant):
        register.apply(people=people, move_ins=[a_move_in(register.dwellings["A-1-1-0101"], members)])


def test_an_unknown_person_cannot_move_in(register: Register) -> None:
    stranger = (Member(person_id=uuid4(), relation="tenant"),)

    with pytest.raises(PersonUnknown):
        register.apply(move_ins=[a_move_in(register.dwellings["A-1-1-0101"], stranger)])


def test_an_unknown_dwelling_cannot_be_taken(register: Register) -> None:
    person = NewPerson(id=uuid4(), name="张三")

    with pytest.raises(DwellingUnknown):
        register.apply(
            people=[person], move_ins=[a_move_in(uuid4(), (Member(person_id=person.id, relation="tenant"),))]
        )


def test_a_refused_change_takes_all_others_with_it(register: Register) -> None:
    household, (tenant,) = register.settle("A-1-1-0101", "张三")

    with register.announced() as news, pytest.raises(HouseholdNotHere):
        register.apply(
            move_outs=[MoveOut(household_id=household, on=JUNE), MoveOut(household_id=uuid4(), on=JUNE)]
        )

    assert list(register.at_home()) == [tenant]
    assert news == []


def test_an_id_number_belongs_to_one_person(register: Register) -> None:
    number = "11010519491231002X"
    register.apply(people=[NewPerson(id=uuid4(), name="张三", id_number=number)])

    with pytest.raises(AlreadyRecorded):
        register.apply(people=[NewPerson(id=uuid4(), name="李四", id_number=number)])


def test_a_child_born_after_today_is_known_by_a_later_roster(register: Register) -> None:
    household, _ = register.settle("A-1-1-0101", "张三")
    born = date(2099, 1, 1)
    child = NewPerson(id=uuid4(), name="张小", id_number=an_id("50010720990101001"))

    register.apply(
        people=[child],
        joinings=[
            Joining(household_id=household, member=Member(person_id=child.id, relation="child"), on=born)
        ],
    )

    assert child.id in register.at_home()


def test_nobody_moves_in_before_the_last_household_left(register: Register) -> None:
    household, _ = register.settle("A-1-1-0101", "张三")
    register.apply(move_outs=[MoveOut(household_id=household, on=JULY)])
    newcomer = NewPerson(id=uuid4(), name="李四")
    register.apply(people=[newcomer])
    members = (Member(person_id=newcomer.id, relation="tenant"),)
    home = register.dwellings["A-1-1-0101"]

    with pytest.raises(DwellingOccupiedThen), register.own.transaction() as session:
        move_in(session, a_move_in(home, members, since=JUNE))
    assert register.at_home() == {}

    with register.own.transaction() as session:
        move_in(session, a_move_in(home, members, since=JULY))
    assert register.at_home() == {newcomer.id: home}


def test_nobody_exchanges_into_a_dwelling_before_its_last_household_left(register: Register) -> None:
    leaving, _ = register.settle("A-1-1-0101", "张三")
    staying, _ = register.settle("A-2-1-0101", "李四")
    register.apply(move_outs=[MoveOut(household_id=leaving, on=JULY)])

    with pytest.raises(DwellingOccupiedThen), register.own.transaction() as session:
        exchange_dwelling(session, an_exchange(staying, register.dwellings["A-1-1-0101"], on=JUNE))


def test_nobody_has_two_homes_at_a_time(register: Register) -> None:
    household, (_, child) = register.settle("A-1-1-0101", "张三", "张小三")
    register.apply(leavings=[Leaving(household_id=household, person_id=child, on=JULY)])
    member = Member(person_id=child, relation="other")

    with pytest.raises(PersonLivedHereThen), register.own.transaction() as session:
        join_household(session, Joining(household_id=household, member=member, on=JUNE))
    tenant = (Member(person_id=child, relation="tenant"),)
    with pytest.raises(PersonLivedHereThen), register.own.transaction() as session:
        move_in(session, a_move_in(register.dwellings["A-2-1-0101"], tenant, since=JUNE))
