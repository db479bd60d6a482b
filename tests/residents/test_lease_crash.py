"""An import that ends half-way is made good by running it once more, and both runs are one on record."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from chassis.events.tables import AuditRow
from services.residents.errors import RegisterChangedMeanwhile
from services.residents.imports import leases, recording
from services.residents.imports.leases import ImportResult, import_leases
from services.residents.models import Doubt, Dwelling, LeaseFinding, LeaseImport, Tenancy
from tests.residents.registers import Register
from tests.residents.rosters import a_file, an_id

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
ROOMS = [(building, room) for building in (1, 2) for room in (1, 2, 3)]
STEPS = range(6)
"""After the import is opened, after the first part with the ends, after each of four that move in."""


def row(number: int, person: int) -> tuple[str, ...]:
    building, room = ROOMS[number]
    home = f"A区{building}栋1单元1-{room}"
    number_of = an_id(f"51021219850101{person:03}")
    return (home, f"HT{person}", "张三", number_of, "承租人", "", "2026-05-16", "2031-05-15")


def settled(register: Register) -> None:
    """Three who live here in May: one goes by June, one moves, and of one a slip of the pen leaves it open."""
    import_leases(register.own, a_file(row(0, 1), row(1, 2), row(5, 9)), as_of=MAY)


@pytest.fixture
def register(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    monkeypatch.setattr(leases, "_HOUSEHOLDS_AT_ONCE", 1)
    made = Register(database_url)
    settled(made)
    yield made
    made.own.engine.dispose()


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    file = tmp_path / "roster.xlsx"
    spoilt = row(5, 9)
    rows = [
        row(0, 2),
        *(row(number, number + 2) for number in range(1, 5)),
        (*spoilt[:3], "123", *spoilt[4:]),
    ]
    file.write_bytes(a_file(*rows).getvalue())
    return file


def crash(register: Register, roster: Path, *, after: int) -> None:
    """Import the roster and die when so many parts are written."""
    told = iter(range(100))

    def die(stage: str, done: int, total: int | None) -> None:
        if stage == "writing" and next(told) == after:
            raise KeyboardInterrupt(done, total)

    with pytest.raises(KeyboardInterrupt):
        take(register, roster, progress=die)


def take(register: Register, roster: Path, **more: object) -> ImportResult:
    return import_leases(register.own, roster, as_of=JUNE, allow_mass_move_out=True, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("parts", STEPS)
def test_another_run_goes_on_where_the_first_ended(register: Register, roster: Path, parts: int):
    crash(register, roster, after=parts)
    half = register.at_home()
    again = take(register, roster)

    whole = Register("sqlite://")
    settled(whole)
    at_once = take(whole, roster)
    assert homes(register) == homes(whole)
    assert len(half) < len(register.at_home()) or parts == max(STEPS)
    assert (again.changes, again.in_doubt) == (at_once.changes, at_once.in_doubt)
    assert (again.resumed, at_once.resumed) == (True, False)
    assert report(register) == report(whole)
    assert {kind for kind, _ in report(whole)} == {"moved_in", "moved_out", "exchanged", "in_doubt"}
    assert doubts(register) == doubts(whole) == 1


@pytest.mark.parametrize("parts", STEPS)
def test_what_was_written_before_a_crash_is_on_record(register: Register, roster: Path, parts: int):
    crash(register, roster, after=parts)

    *_, taken = imports(register)
    assert (taken.state, taken.as_of) == ("unfinished", JUNE)
    assert audited(register)[-1] == ("leases.imported", str(taken.id))
    assert (len(report(register)) > 0) == (parts > 0)
    moved_in = [each for kind, each in report(register) if kind == "moved_in"]
    assert len(moved_in) == max(0, parts - 1)
    assert f'"move_ins": {len(moved_in)}' in taken.changes


def test_a_run_that_goes_on_is_on_record_and_ends_the_import(register: Register, roster: Path):
    crash(register, roster, after=2)

    again = take(register, roster)

    *_, taken = imports(register)
    assert len(imports(register)) == 2
    assert (taken.id, taken.state) == (again.id, "done")
    assert audited(register)[-2:] == [
        ("leases.imported", str(taken.id)),
        ("leases.import_resumed", str(taken.id)),
    ]


def test_a_roster_without_a_day_goes_on_with_the_day_it_was_begun_for(register: Register, roster: Path):
    crash(register, roster, after=2)

    again = import_leases(register.own, roster, allow_mass_move_out=True)

    assert (again.as_of, again.resumed) == (JUNE, True)


def test_another_day_is_another_import(register: Register, roster: Path):
    crash(register, roster, after=2)

    import_leases(register.own, roster, as_of=date(2026, 6, 2), allow_mass_move_out=True)

    assert [each.state for each in imports(register)] == ["done", "unfinished", "done"]


def test_two_runs_of_one_file_do_not_both_write_it(register: Register, roster: Path):
    """One that another overtakes between two parts stops, and what the other has done stands."""
    other: list[ImportResult] = []

    def overtake(stage: str, done: int, total: int | None) -> None:
        del total
        if stage == "writing" and done and not other:
            other.append(take(register, roster))

    with pytest.raises(RegisterChangedMeanwhile):
        take(register, roster, progress=overtake)

    whole = Register("sqlite://")
    settled(whole)
    take(whole, roster)
    assert report(register) == report(whole)
    assert [each.state for each in imports(register)] == ["done", "done"]


def test_an_import_that_has_ended_is_not_written_once_more(register: Register, roster: Path):
    done = take(register, roster)

    with pytest.raises(RegisterChangedMeanwhile), register.own.transaction() as session:
        recording.lock_import(session, done.id)


def test_one_file_of_a_day_is_begun_once(register: Register, roster: Path, monkeypatch: pytest.MonkeyPatch):
    crash(register, roster, after=0)
    monkeypatch.setattr(recording.queries, "unfinished_import", lambda *_, **__: None)

    with pytest.raises(RegisterChangedMeanwhile):
        take(register, roster)


def report(register: Register) -> list[tuple[str, str]]:
    """All that the newest import has found."""
    *_, taken = imports(register)
    with register.own.reading() as session:
        found = session.scalars(select(LeaseFinding).where(LeaseFinding.import_id == taken.id))
        return sorted((each.kind, each.address) for each in found)


def imports(register: Register) -> list[LeaseImport]:
    with register.own.reading() as session:
        return list(session.scalars(select(LeaseImport).order_by(LeaseImport.began_at)))


def audited(register: Register) -> list[tuple[str, str]]:
    with register.own.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.number))
        return [(each.action, each.about) for each in rows]


def doubts(register: Register) -> int:
    with register.own.reading() as session:
        return len(session.scalars(select(Doubt)).all())


def homes(register: Register) -> set[tuple[str, str, date, date | None]]:
    """Address, contract and days of everything there ever was."""
    found = select(Dwelling.address, Tenancy.contract_number, Tenancy.since, Tenancy.until)
    with register.own.reading() as session:
        return set(map(tuple, session.execute(found.join(Tenancy, Tenancy.dwelling_id == Dwelling.id))))
