"""The audit log: only added to, and what is done to it by force is found."""

import threading
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from chassis import audit, database, migrations
from chassis.audit import Head
from chassis.commands.audit import verify
from chassis.database import Database
from chassis.events.tables import AuditRow
from chassis.ids import new_id

ROWS, WRITERS = 5, 6


@pytest.fixture(params=["sqlite", "postgresql"])
def own(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A service with some things on record."""
    if request.param == "postgresql":
        new_postgres: Callable[[], str] = request.getfixturevalue("new_postgres")
        monkeypatch.setenv("DOORSTEP_RESIDENTS_DATABASE_URL", new_postgres())
    made = database.of("residents")
    migrations.upgrade(made)
    for number in range(ROWS):
        with made.transaction() as session:
            audit.record(session, "person.unmasked", about=new_id(), reason=f"核对 {number}")
    return made


def by_force(own: Database, *statements: str) -> None:
    """What who owns the database can do all the same."""
    triggers = ("audit_is_kept", "audit_is_not_changed" if own.is_sqlite else "audit_is_not_emptied")
    with own.transaction() as session:
        for name in triggers:
            session.execute(text(f"DROP TRIGGER {name}" + ("" if own.is_sqlite else " ON audit")))
        for statement in statements:
            session.execute(text(statement))


def faults(own: Database, noted: Head | None = None) -> list[str]:
    with own.reading() as session:
        return list(audit.faults(session, noted=noted))


def end(own: Database) -> Head:
    with own.reading() as session:
        found = audit.head(session)
    assert found is not None
    return found


def test_an_untouched_log_has_no_faults(own: Database):
    assert (faults(own), end(own).number) == ([], ROWS)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit",
        "UPDATE audit SET action = 'x'",
        "UPDATE audit SET number = 9 WHERE number = 2",
    ],
)
def test_the_log_is_only_added_to(own: Database, statement: str):
    with pytest.raises(DatabaseError, match="only added to"), own.transaction() as session:
        session.execute(text(statement))


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["UPDATE audit SET action = 'nothing' WHERE number = 3"], ["row 3 is not what"]),
        (["UPDATE audit SET role = 'auditor' WHERE number = 1"], ["row 1 is not what"]),
        (["UPDATE audit SET reason = (SELECT reason FROM audit LIMIT 1) WHERE number = 5"], ["row 5 is not"]),
        (["DELETE FROM audit WHERE number = 2"], ["row 2 is missing"]),
        (["DELETE FROM audit WHERE number IN (2, 3)"], ["row 2 is missing, up to 3"]),
        (["DELETE FROM audit WHERE number = 1"], ["row 1 is missing"]),
        (
            ["UPDATE audit SET number = 99 WHERE number = 3", "UPDATE audit SET number = 3 WHERE number = 4",
             "UPDATE audit SET number = 4 WHERE number = 99"],
            ["row 3 is not what", "row 4 is not what", "row 5 is not what"],
        ),
        (
            ["DELETE FROM audit WHERE number = 2", "UPDATE audit SET number = number - 1 WHERE number = 3",
             "UPDATE audit SET number = number - 1 WHERE number = 4",
             "UPDATE audit SET number = number - 1 WHERE number = 5"],
            ["row 2 is not what", "row 3 is not what", "row 4 is not what"],
        ),
    ],
)  # fmt: skip
def test_what_was_done_by_force_is_found(own: Database, statements: list[str], found: list[str]):
    by_force(own, *statements)

    wrong = faults(own)

    assert len(wrong) == len(found)
    assert all(sentence.startswith(start) for sentence, start in zip(wrong, found, strict=True)), wrong


@pytest.mark.parametrize("number", [1, 3, ROWS])
def test_rows_made_unreadable_are_found_and_more_can_be_added(own: Database, number: int):
    by_force(own, f"UPDATE audit SET reason = 'nothing' WHERE number = {number}")
    with own.transaction() as session:
        audit.record(session, "person.unmasked")

    told = CliRunner().invoke(verify, ["residents"])

    assert [each.split(":")[0] for each in faults(own)] == [f"row {number} cannot be read"]
    assert (told.exit_code, f"residents: row {number} cannot be read" in told.output) == (1, True)
    assert f"ends with residents={ROWS + 1}:" in told.output


def test_rows_taken_off_the_end_are_found_by_the_end_noted_before(own: Database):
    noted = end(own)
    by_force(own, "DELETE FROM audit WHERE number >= 4")
    assert faults(own) == []

    assert faults(own, noted) == ["row 5, noted as the end once, is missing"]
    with own.transaction() as session:
        audit.record(session, "person.unmasked")
        audit.record(session, "person.unmasked")
    assert faults(own, noted) == ["row 5 is another than the one noted as the end once"]


def test_an_end_noted_before_is_found_in_a_log_that_grew(own: Database):
    noted = end(own)
    with own.transaction() as session:
        audit.record(session, "person.unmasked")

    assert faults(own, noted) == []


def test_what_is_undone_is_not_on_record(own: Database):
    with own.engine.connect() as connection, Session(connection) as session:
        audit.record(session, "person.unmasked")
        session.rollback()

    assert (end(own).number, faults(own)) == (ROWS, [])


def test_writers_at_once_make_one_chain(own: Database):
    start, errors = threading.Barrier(WRITERS), []

    def write() -> None:
        start.wait()
        try:
            for _ in range(5):
                with own.transaction() as session:
                    audit.record(session, "person.unmasked", about=new_id())
        except Exception as error:  # noqa: BLE001 - told by the test
            errors.append(error)

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()

    assert (errors, end(own).number, faults(own)) == ([], ROWS + 5 * WRITERS, [])


def test_reasons_are_stored_unreadable(own: Database):
    with own.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT reason FROM audit").scalars().all()
    with own.reading() as session:
        read = session.scalars(select(AuditRow.reason).order_by(AuditRow.number)).all()

    assert not any("核对".encode() in bytes(each) for each in stored)
    assert read == [f"核对 {number}" for number in range(ROWS)]


def test_the_command_names_faults_and_prints_the_end(own: Database):
    good = CliRunner().invoke(verify, ["residents"])
    noted = good.output.split()[-1]
    by_force(own, "DELETE FROM audit WHERE number = 5")
    bad = CliRunner().invoke(verify, ["residents", "--since", noted])

    assert (good.exit_code, good.output.startswith("residents: 5 rows, ends with residents=5:")) == (0, True)
    assert (bad.exit_code, "row 5, noted as the end once, is missing" in bad.output) == (1, True)
    assert CliRunner().invoke(verify, ["residents", "--since", "nonsense"]).exit_code == 2


@pytest.mark.parametrize("noted", ["residnets=5:ab", "grievances=5:ab", "residents=²:ab"])
def test_an_end_that_would_not_be_looked_at_is_refused(own: Database, noted: str):
    refused = CliRunner().invoke(verify, ["residents", "--since", noted])

    assert (refused.exit_code, noted.partition("=")[0] in refused.output) == (2, True)


def test_two_ends_of_one_log_are_refused(own: Database):
    ends = ["--since", "residents=4:ab", "--since", f"residents={end(own)}"]

    assert CliRunner().invoke(verify, ["residents", *ends]).exit_code == 2
