"""What the command line says when something is not as it should be, and who can read what it writes."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from chassis import commands, database, settings
from chassis.keys import new_keys
from services.residents.imports import leases
from tests.migrated import migrate
from tests.residents.registers import Register
from tests.residents.rosters import a_file, an_id

HOME = ("A区1栋1单元1-1", "HT1", "王建国", an_id(), "承租人", "13800138000", "2022-05-16", "2027-05-15")
NEXT_DOOR = ("A区1栋1单元1-2", "HT2", "李素芳", an_id("51021219850101125"), *HOME[4:])


@pytest.fixture
def no_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder in which nothing was ever set up."""
    for name in new_keys():
        monkeypatch.delenv(f"DOORSTEP_{name.upper()}")
    folder = tmp_path / "somewhere" / "var"
    monkeypatch.setenv("DOORSTEP_DATA_DIR", str(folder))
    settings.current.cache_clear()
    return folder


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str]:
    """How `doorstep` ends, and what it says of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["doorstep", *words])
        # A process has one logging, and this one goes on with other tests.
        patch.setattr("chassis.logs.configure", lambda _: None)
        with pytest.raises(SystemExit) as ended:
            commands.main()
    return ended.value.code, capsys.readouterr().err


def test_no_token_is_made_where_doorstep_was_not_set_up(no_keys: Path, capsys: pytest.CaptureFixture[str]):
    code, said = told(capsys, "token", "--role", "auditor", "--area", "/")

    assert (code, "not set up in this folder" in said, no_keys.exists()) == (1, True, False)
    assert told(capsys, "token", "--help")[0] == 0


def test_a_database_without_tables_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "roster.xlsx"
    file.write_bytes(a_file(HOME).getvalue())

    code, said = told(capsys, "import", "leases", str(file))

    assert (code, "doorstep setup" in said, "Traceback" in said) == (2, True, False)


def test_a_roster_that_ends_too_many_tenancies_names_its_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    migrate(database.of("residents"))
    register = Register.over(database.of("residents"))
    leases.import_leases(register.own, a_file(HOME, NEXT_DOOR))
    file = tmp_path / "another.xlsx"
    file.write_bytes(
        a_file(("A区2栋1单元1-1", "HT3", "王五", an_id("51021219850101777"), *HOME[4:])).getvalue()
    )

    tried = CliRunner().invoke(commands.doorstep, ["import", "leases", str(file), "--dry-run"])
    code, said = told(capsys, "import", "leases", str(file))

    assert (tried.exit_code, "2 of 2" in tried.output) == (0, True)
    assert "--allow-mass-move-out" in tried.output
    assert (code, "2 of 2" in said, "--allow-mass-move-out" in said) == (1, True, True)
    assert len(register.at_home()) == 2


def test_files_with_peoples_data_are_their_owners_alone(tmp_path: Path):
    migrate(database.of("residents"))
    Register.over(database.of("residents"))
    roster, faults = tmp_path / "roster.xlsx", tmp_path / "faults.xlsx"
    roster.write_bytes(a_file((*HOME[:6], "去年", HOME[7])).getvalue())
    before = os.umask(0o022)
    try:
        command = commands.doorstep.get_command(None, "import")  # type: ignore[arg-type]
        done = CliRunner().invoke(command, ["leases", str(roster), "--faults", str(faults)])
    finally:
        os.umask(before)

    assert done.exit_code == 0, done.output
    assert faults.stat().st_mode & 0o777 == 0o600


def test_a_kind_of_event_that_nobody_there_hears_is_refused_with_those_that_are_heard(
    capsys: pytest.CaptureFixture[str],
):
    for name in ("residents", "grievances"):
        migrate(database.of(name))
    way = ("events", "replay", "--from", "residents", "--to", "grievances")

    code, said = told(capsys, *way, "--type", "residents.foo.v1")

    assert (code, "residents.foo.v1" in said, "residents.dwelling_regrouped.v1" in said) == (2, True, True)
