"""What the roster says otherwise of people who are on record: the register follows, in the record that is there."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select

from chassis import clock
from chassis.aliases import keep
from services.residents import queries
from services.residents.changes import NewPerson, PersonTold
from services.residents.imports.leases import ImportResult, import_leases
from services.residents.imports.reconciling import Line
from services.residents.models import LeaseFinding, Person, Stay
from services.residents.usecases.duplicates import find_duplicates, propose
from services.residents.usecases.following import follow_roster
from tests.residents.registers import Register
from tests.residents.rosters import a_file, an_id, changed

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
WANG = ("A区1栋1单元1-1", "HT1", "王建国", an_id(), "承租人", "13800138000", "2022-05-16", "2027-05-15")
WIFE = changed(WANG, name="李素芳", id_number=an_id("51232319860101124"), relation="配偶", phone=None)
BABY = changed(WANG, name="王一一", id_number=None, relation="子女", phone=None)
NUMBER = an_id("51021220260115123")
OTHER = an_id("51232319860101132")


@pytest.fixture
def register(database_url: str) -> Register:
    register = Register(database_url)
    take(register, WANG, WIFE, BABY, on=MAY)
    return register


def take(register: Register, *rows: Any, on: date = JUNE, **more: Any) -> ImportResult:
    return import_leases(register.own, a_file(*rows), as_of=on, allow_mass_move_out=True, **more)


def people(register: Register) -> dict[str, tuple[Any, ...]]:
    """By name: record, number, phone, birth date, relation of all who live here."""
    found = select(Person, Stay.relation).join(Stay, Stay.person_id == Person.id).where(Stay.until.is_(None))
    with register.own.reading() as session:
        return {
            each.name: (each.id, each.id_number, each.phone, each.birth_date, relation)
            for each, relation in session.execute(found)
        }


def differing(result: ImportResult) -> dict[str, int]:
    return {name: count for name, count in result.changes.items() if count}


@pytest.mark.parametrize(
    ("row", "name", "field", "after"),
    [
        (changed(WIFE, name="李淑芳"), "李淑芳", "name", (WIFE[3], None, date(1986, 1, 1), "spouse")),
        (changed(WIFE, phone="13900139000"), "李素芳", "phone",
         (WIFE[3], "13900139000", date(1986, 1, 1), "spouse")),
        (changed(WIFE, relation="父母"), "李素芳", "relation", (WIFE[3], None, date(1986, 1, 1), "parent")),
        (changed(WIFE, id_number=OTHER), "李素芳", "id_number", (OTHER, None, date(1986, 1, 1), "spouse")),
        (changed(BABY, id_number=NUMBER), "王一一", "id_number", (NUMBER, None, date(2026, 1, 15), "child")),
    ],
)  # fmt: skip
def test_the_record_says_what_the_roster_says(
    register: Register, row: list[Any], name: str, field: str, after: tuple[Any, ...]
):
    before = people(register)
    rows = [
        row if each[4] == row[4] or (each is WIFE and field == "relation") else each for each in (WIFE, BABY)
    ]

    result, again = take(register, WANG, *rows), take(register, WANG, *rows)

    assert (differing(result), result.in_doubt) == ({"people_corrected": 1}, [])
    assert result.corrected == {"A-1-1-0101": [field]}
    assert (differing(again), again.corrected, again.in_doubt) == ({}, {}, [])
    told = people(register)
    assert told[name][1:] == after
    assert {each[0] for each in told.values()} == {each[0] for each in before.values()}


def test_the_tenants_wrong_number_is_corrected_under_the_same_contract(register: Register):
    (tenant, *_), number = people(register)["王建国"], an_id("51021219850101125")

    result = take(register, changed(WANG, id_number=number), WIFE, BABY)

    assert (differing(result), result.in_doubt) == ({"people_corrected": 1}, [])
    assert people(register)["王建国"][:2] == (tenant, number)


def test_a_tenant_whose_number_goes_on_elsewhere_has_a_namesake_there(register: Register):
    """The household changes over; somebody of the tenant's name takes up the flat under the old contract."""
    moved = [changed(each, address="A区1栋1单元1-2", contract="HT2") for each in (WANG, WIFE, BABY)]

    result = take(register, changed(WANG, id_number=OTHER), *moved)

    assert (differing(result), result.in_doubt) == ({"exchanges": 1, "move_ins": 1}, [])


def test_an_empty_cell_clears_nothing(register: Register):
    before = people(register)

    result = take(register, changed(WANG, phone=None), changed(WIFE, id_number=None), BABY)

    assert (differing(result), people(register)) == ({}, before)


def test_another_phone_is_announced_as_when_it_is_changed_at_the_desk(register: Register):
    with register.announced() as news:
        take(register, changed(WANG, phone="13900139000"), WIFE, changed(BABY, relation="其他"))

    tenant = people(register)["王建国"][0]
    assert news == [("contact_changed.v1", str(tenant), 3)]


def test_somebody_else_who_has_the_name_is_told_by_the_number_that_goes_on(register: Register):
    """The wife moves into the flat beside; a namesake of hers comes to the husband."""
    flat = changed(WIFE, address="A区1栋1单元1-2", contract="HT2", relation="承租人")

    result = take(register, WANG, changed(WIFE, id_number=OTHER), BABY, flat)

    assert (differing(result), result.in_doubt) == ({"move_ins": 1, "joinings": 1, "leavings": 1}, [])


def test_who_comes_back_does_so_under_the_name_and_phone_of_the_roster(register: Register):
    person = people(register)["李素芳"][0]
    take(register, WANG, BABY, on=JUNE)

    result = take(register, WANG, changed(WIFE, name="李淑芳", phone="13900139000"), BABY, on=JULY)

    assert differing(result) == {"joinings": 1, "people_corrected": 1}
    assert people(register)["李淑芳"][:3] == (person, WIFE[3], "13900139000")


def test_how_a_member_stood_before_is_kept_as_what_was_known(register: Register):
    with register.own.reading() as session:
        before = max(each for each in session.scalars(select(Stay.recorded_at)) if each)

    take(register, WANG, changed(WIFE, relation="其他"), BABY)

    def spouses(known_at: Any) -> int:
        with register.own.reading() as session:
            found = session.execute(queries.believed_stays(on=JUNE, known_at=known_at))
            return [row.relation for row in found].count("spouse")

    assert (spouses(before), spouses(None)) == (1, 0)


def test_a_dry_run_tells_of_it_and_writes_nothing(register: Register):
    before = people(register)

    result = take(register, changed(WANG, name="王建军", phone="13900139000"), WIFE, BABY, dry_run=True)

    assert result.corrected == {"A-1-1-0101": ["name", "phone"]}
    assert people(register) == before


def test_the_report_names_the_fields_and_not_what_they_say(register: Register):
    result = take(register, changed(WANG, name="王建军", ends="2027-05-14"), WIFE, BABY)

    with register.own.reading() as session:
        (found,) = session.scalars(select(LeaseFinding).where(LeaseFinding.import_id == result.id))
    assert Line(found.kind, found.address, found.detail) == ("corrected", "A-1-1-0101", "lease_ends,name")


def test_of_merged_records_the_kept_one_is_corrected(register: Register):
    wife, kept = people(register)["李素芳"][0], UUID(int=1)
    with register.own.transaction() as session:
        session.add(Person(id=kept, name="李素芳", recorded_on=MAY))
        session.flush()
        keep(session, [{"merged_id": wife, "kept_id": kept, "version": 1}])
    row = changed(WIFE, name="李淑芳", phone="13900139000")

    result, again = take(register, WANG, row, BABY), take(register, WANG, row, BABY)

    assert (differing(result), differing(again)) == ({"people_corrected": 1}, {})
    with register.own.reading() as session:
        records = [session.get_one(Person, each) for each in (kept, wife)]
        assert [(each.name, each.phone) for each in records] == [("李淑芳", "13900139000"), ("李素芳", None)]


def test_who_is_restricted_is_corrected_too(register: Register):
    with register.own.transaction() as session:
        session.scalars(
            select(Person).where(Person.id == people(register)["王建国"][0])
        ).one().restricted_since = MAY

    take(register, changed(WANG, name="王建军"), WIFE, BABY)

    assert "王建军" in people(register)


def test_who_was_erased_meanwhile_stays_erased(register: Register):
    person = UUID(int=5)
    with register.own.transaction() as session:
        session.add(Person(id=person, name="", erased_on=MAY, recorded_on=MAY))

    with register.own.transaction() as session:
        follow_roster(session, [PersonTold(person_id=person, name="王建军")], today=JUNE)

    with register.own.reading() as session:
        assert session.get_one(Person, person).name == ""


def test_pairs_with_somebody_who_is_corrected_are_looked_for_anew(register: Register):
    wife, other = people(register)["李素芳"][0], UUID(int=7)
    register.apply(people=[NewPerson(id=other, name="李素芳", birth_date=date(1986, 1, 1))])
    with register.own.transaction() as session:
        propose(session, find_duplicates(queries.profiles(session)), now=clock.now())
        assert queries.pair_of(session, min(wife, other), max(wife, other))

    take(register, WANG, changed(WIFE, name="赵六"), BABY)

    with register.own.reading() as session:
        assert queries.pair_states(session) == {}


def test_who_turns_out_a_minor_by_their_number_answers_for_nobody(register: Register):
    guardian = people(register)["李素芳"][0]
    with register.own.transaction() as session:
        session.get_one(Person, people(register)["王一一"][0]).guardian_id = guardian

    take(register, WANG, changed(WIFE, id_number=an_id("51021220150115123")), BABY)

    with register.own.reading() as session:
        assert session.get_one(Person, people(register)["王一一"][0]).guardian_id is None


def test_the_number_of_statements_does_not_grow_with_the_corrections(register: Register):
    home = changed(WANG, contract="HT2", address="A区1栋1单元1-2", id_number=an_id("51021219800101125"))
    children = [
        changed(home, name=f"王{at}", id_number=an_id(f"510212201001{at:02}123"), relation="子女")
        for at in range(1, 29)
    ]
    take(register, WANG, WIFE, BABY, home, *children, on=MAY)

    def statements(*rows: Any) -> int:
        seen = list[str]()
        event.listen(register.own.engine, "before_cursor_execute", lambda *said: seen.append(said[2]))
        assert take(register, WANG, WIFE, BABY, home, *rows).in_doubt == []
        return len(seen)

    few = statements(*(changed(each, name="改") if at < 2 else each for at, each in enumerate(children)))
    many = statements(
        *(changed(each, name="又改", relation="其他", phone="13900139000") for each in children)
    )
    assert many <= 2 * few + 4
