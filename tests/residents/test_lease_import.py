from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from chassis import clock
from services.residents import queries
from services.residents.demo.community import Community, build_community
from services.residents.demo.load import draw_map
from services.residents.demo.next_month import NextMonth, next_month
from services.residents.demo.roster import RosterRow, write_roster_workbook
from services.residents.imports.errors import MassMoveOut, RosterOfTheFuture
from services.residents.imports.leases import ImportResult, import_leases
from services.residents.models import LeaseImport, Tenancy
from tests.residents.registers import MAY, Register

NOTHING = {"move_outs": 0, "move_ins": 0, "exchanges": 0, "joinings": 0, "leavings": 0,
           "renewals": 0, "corrections": 0, "people_corrected": 0}  # fmt: skip

Import = Callable[..., ImportResult]


@pytest.fixture(scope="module")
def community() -> Community:
    return build_community(scale=0.02, seed=4, today=MAY)


@pytest.fixture(scope="module")
def month(community: Community) -> NextMonth:
    return next_month(community)


@pytest.fixture
def register(database_url: str, community: Community) -> Register:
    register = Register(database_url, drawn=False)
    with register.own.transaction() as session:
        draw_map(session, community)
    return register


@pytest.fixture
def imported(register: Register, community: Community, tmp_path: Path) -> Import:
    """Give a function that imports rows; the first roster of the community has been taken already."""

    def run(rows: list[RosterRow], **more: object) -> ImportResult:
        file = tmp_path / "roster.xlsx"
        write_roster_workbook(rows, file)
        return import_leases(register.own, file, **{"as_of": MAY, **more})  # type: ignore[arg-type]

    run(list(community.roster_rows()))
    return run


def households_of(register: Register) -> int:
    with register.own.reading() as session:
        return len(queries.occupancies(session))


def test_a_first_roster_fills_the_register(
    imported: Import, register: Register, community: Community
) -> None:
    assert households_of(register) == len(community.estate.households)
    assert len(register.at_home()) == sum(len(each.members) for each in community.estate.households.values())


def test_the_same_roster_again_changes_nothing(imported: Import, community: Community) -> None:
    result = imported(list(community.roster_rows()))

    assert result.changes == NOTHING
    assert (result.faults, result.in_doubt) == ([], [])


def test_next_month_is_found_to_the_last_change(imported: Import, month: NextMonth) -> None:
    result = imported(month.rows, as_of=month.on)

    assert result.changes == {name: month.expected[name] for name in NOTHING}
    assert len(result.faults) == month.expected["faults"]


def test_next_month_again_changes_nothing(imported: Import, month: NextMonth) -> None:
    imported(month.rows, as_of=month.on)

    result = imported(month.rows, as_of=month.on)

    assert result.changes == NOTHING


def test_a_faulty_row_moves_nobody_out(imported: Import, register: Register, community: Community) -> None:
    before = register.at_home()
    rows = list(community.roster_rows())
    spoilt = [{**row, "证件号码": "123"} if index % 3 == 0 else row for index, row in enumerate(rows)]

    result = imported(spoilt)

    assert result.changes == NOTHING
    assert register.at_home() == before
    assert result.in_doubt


def test_a_dry_run_writes_nothing(imported: Import, register: Register, month: NextMonth) -> None:
    before = register.at_home()

    result = imported(month.rows, as_of=month.on, dry_run=True)

    assert result.changes["move_outs"] == month.expected["move_outs"]
    assert register.at_home() == before


def test_a_roster_cut_in_half_is_refused(imported: Import, register: Register, community: Community) -> None:
    rows = list(community.roster_rows())

    with pytest.raises(MassMoveOut):
        imported(rows[: len(rows) // 2])

    assert households_of(register) == len(community.estate.households)


def test_a_mass_move_out_can_be_allowed(imported: Import, register: Register, community: Community) -> None:
    rows = list(community.roster_rows())

    imported(rows[: len(rows) // 2], allow_mass_move_out=True)

    assert households_of(register) < len(community.estate.households)


def test_the_title_says_which_day_a_roster_speaks_of(
    imported: Import, register: Register, month: NextMonth, tmp_path: Path
) -> None:
    del imported
    month.write(tmp_path / "next.xlsx")

    result = import_leases(register.own, tmp_path / "next.xlsx", allow_mass_move_out=True)

    assert result.as_of == month.on


def test_a_roster_of_a_day_to_come_is_refused(imported: Import, register: Register, month: NextMonth) -> None:
    before = households_of(register)

    with pytest.raises(RosterOfTheFuture):
        imported(month.rows, as_of=clock.today() + timedelta(days=1))

    assert households_of(register) == before


def test_every_import_that_writes_is_on_record(imported: Import, register: Register) -> None:
    del imported
    with register.own.reading() as session:
        assert session.scalar(select(func.count()).select_from(LeaseImport)) == 1


def test_no_dwelling_has_two_open_tenancies(imported: Import, register: Register, month: NextMonth) -> None:
    imported(month.rows, as_of=month.on)

    with register.own.reading() as session:
        open_ones = list(session.scalars(select(Tenancy.dwelling_id).where(Tenancy.until.is_(None))))
    assert len(open_ones) == len(set(open_ones))
