"""What somebody records at the desk while a roster is being compared stands: the import is to be run again."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import clock
from services.residents.changes import Joining, Member, NewPerson, RegisterChanges
from services.residents.errors import RegisterChangedMeanwhile
from services.residents.imports.leases import import_leases
from services.residents.models import Person, Stay, Tenancy
from services.residents.usecases.households import change_tenant
from services.residents.usecases.people import change_contact
from services.residents.usecases.register import apply_changes
from services.residents.usecases.tenancies import allocate, renew
from tests.residents.registers import Register
from tests.residents.rosters import a_file, an_id, changed

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
WANG = ("A区1栋1单元1-1", "HT1", "王建国", an_id(), "承租人", "13800138000", "2022-05-16", "2027-05-15")
WIFE = changed(WANG, name="李素芳", id_number=an_id("51232319860101124"), relation="配偶", phone=None)
SON = changed(WIFE, name="王小明", id_number=an_id("51021220100101123"), relation="子女")
BABY = changed(SON, name="王小小", id_number=None)
MOVED = changed(WANG, address="A区1栋1单元1-2", contract="HT2")
OTHER = changed(BABY, address="A区2栋1单元1-1", contract="HT3", relation="承租人")


@pytest.fixture
def register(database_url: str) -> Register:
    made = Register(database_url)
    import_leases(made.own, a_file(WANG, WIFE, SON), as_of=MAY)
    return made


def asked(register: Register, of: Any) -> Any:
    with register.own.reading() as session:
        return session.scalars(of).one()


def id_of(register: Register, name: str) -> UUID:
    with register.own.reading() as session:
        return next(each.id for each in session.scalars(select(Person)) if each.name == name)


def overtaken(register: Register, roster: list[Any], change: Callable[[Session], Any], **more: Any) -> None:
    """Import a roster while somebody at the desk makes a change, after it was compared."""

    def at_the_desk(stage: str, done: int, total: int | None) -> None:
        del total
        if stage == "writing" and not done:
            with register.own.transaction() as session:
                change(session)

    with pytest.raises(RegisterChangedMeanwhile):
        import_leases(register.own, a_file(*roster), as_of=JUNE, progress=at_the_desk, **more)


def test_a_phone_of_meanwhile_stands(register: Register):
    wang = id_of(register, "王建国")

    overtaken(
        register,
        [changed(WANG, phone="13700137000"), WIFE, SON],
        lambda session: change_contact(session, wang, "13900139000", today=clock.today()),
    )

    assert asked(register, select(Person.phone).where(Person.id == wang)) == "13900139000"


def test_a_lease_of_meanwhile_stands(register: Register):
    household = asked(register, select(Tenancy.household_id))
    terms: dict[str, Any] = {"contract_number": "HT2", "lease_ends": date(2035, 5, 15)}

    overtaken(
        register,
        [changed(each, ends="2027-04-30") for each in (WANG, WIFE, SON)],
        lambda session: renew(session, household, **terms, on=clock.today(), now=clock.now()),
    )

    assert asked(register, select(Tenancy.lease_ends)) == date(2035, 5, 15)


def test_a_relation_of_meanwhile_stands(register: Register):
    household, wife = asked(register, select(Tenancy.household_id)), id_of(register, "李素芳")
    wang, son = id_of(register, "王建国"), id_of(register, "王小明")

    overtaken(
        register,
        [WANG, WIFE, changed(SON, relation="兄弟姐妹")],
        lambda session: change_tenant(
            session, household, person_id=wife, on=clock.today(), now=clock.now(), reason="other",
            relations={wang: "spouse", son: "other"},
        ),
    )  # fmt: skip

    assert asked(register, select(Stay.relation).where(Stay.person_id == son)) == "other"


@pytest.mark.parametrize(
    "roster",
    [
        [OTHER],
        [WANG, WIFE, OTHER],
        [MOVED, *(changed(each, address=MOVED[0], contract="HT2") for each in (WIFE, SON))],
        [WANG, WIFE, SON, BABY],
    ],
)
def test_who_joins_a_household_meanwhile_is_not_moved_with_it(register: Register, roster: list[Any]):
    household, newcomer = asked(register, select(Tenancy.household_id)), uuid4()
    cousin = NewPerson(id=newcomer, name="王表弟")
    joining = Joining(household_id=household, member=Member(person_id=newcomer, relation="other"), on=JUNE)

    overtaken(
        register,
        roster,
        lambda session: apply_changes(session, RegisterChanges(people=[cousin], joinings=[joining])),
        allow_mass_move_out=True,
    )

    assert len(register.at_home()) == 4
    assert set(register.at_home().values()) == {register.dwellings["A-1-1-0101"]}


def test_who_cannot_come_because_of_meanwhile_does_not_leave_either(register: Register):
    alone = changed(SON, address="A区1栋1单元1-2", contract="HT2", relation="承租人")
    wife = id_of(register, "李素芳")

    overtaken(
        register,
        [WANG, WIFE, alone],
        lambda session: allocate(
            session, register.dwellings["A-1-1-0102"], wife, on=clock.today(), now=clock.now()
        ),
    )

    assert id_of(register, "王小明") in register.at_home()
