"""What was recorded before a migration is there after it, and no longer in the clear."""

from collections.abc import Iterator
from datetime import date

import pytest
from alembic import command
from sqlalchemy import select, text

from chassis import migrations
from chassis.database import Database
from chassis.personal import EncryptedDate, blind_index
from services.residents.models import Person, Redrawing
from services.residents.namesakes import namesake_index

PEOPLE = 12
BORN = date(2019, 5, 16)


@pytest.fixture
def own(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A register of before, with people in it; rewritten a few rows at a time."""
    monkeypatch.setattr("chassis.schema_steps._ROWS_AT_ONCE", 5)
    made = Database("residents", database_url)
    with made.engine.begin() as connection:
        command.upgrade(migrations._config("residents", connection), "0002")
        for number in range(PEOPLE):
            add_one(connection, number)
    yield made
    made.engine.dispose()


def add_one(connection: object, number: int) -> None:
    """Enter a person as it was done then: every third without birth date, every second with an ID number."""
    sealed = Person.__table__.c.name.type.process_bind_param
    row = {
        "id": f"{number:032x}", "name": sealed(f"张{number}", connection.dialect),
        "number": sealed("x", connection.dialect) if number % 2 else None,
        "known": blind_index("id_number", str(number)) if number % 2 else None,
        "born": BORN.isoformat() if number % 3 else None,
    }  # fmt: skip
    connection.execute(
        text(
            "INSERT INTO people (id, name, id_number, id_number_index, birth_date, version) "
            "VALUES (:id, :name, :number, :known, :born, 0)"
        ),
        row,
    )


def test_birth_dates_of_before_are_kept_and_encrypted(own: Database):
    migrations.upgrade(own)

    with own.reading() as session:
        people = {each.id.int: each for each in session.scalars(select(Person))}
        stored = (
            session.execute(text("SELECT birth_date FROM people WHERE birth_date IS NOT NULL"))
            .scalars()
            .all()
        )
    assert {number: each.birth_date for number, each in people.items()} == {
        number: BORN if number % 3 else None for number in range(PEOPLE)
    }
    assert {number: each.id_type for number, each in people.items()} == {
        number: "resident_id" if number % 2 else "none" for number in range(PEOPLE)
    }
    assert all(each.namesake_index == namesake_index(each.name, each.birth_date) for each in people.values())
    assert not any(b"2019" in bytes(each) for each in stored)
    assert isinstance(Person.__table__.c.birth_date.type, EncryptedDate)


def test_why_grids_were_drawn_anew_is_kept_and_encrypted(own: Database):
    why = "按王建国反映调整网格"
    with own.engine.begin() as connection:
        command.upgrade(migrations._config("residents", connection), "0019")
        connection.execute(
            text(
                'INSERT INTO redrawings (id, "on", reason, outcome, recorded_at) '
                "VALUES (:id, '2026-05-16', :reason, '{}', '2026-05-16 04:00:00')"
            ),
            {"id": f"{1:032x}", "reason": why},
        )

    migrations.upgrade(own)

    with own.reading() as session:
        told = session.scalars(select(Redrawing.reason)).all()
        (stored,) = session.execute(text("SELECT reason FROM redrawings")).scalars()
    assert (told, why.encode() in bytes(stored)) == ([why], False)
