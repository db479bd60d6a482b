from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import LargeBinary, MetaData, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from chassis import settings
from chassis.bulk import insert_rows
from chassis.database import Database
from chassis.models import NAMING, TYPES
from chassis.personal import Encrypted, mark_of


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = TYPES


class Lamp(Base):
    """A row with a column of every type the services use."""

    __tablename__ = "lamps"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    owner: Mapped[str | None] = mapped_column(Encrypted())
    digest: Mapped[bytes | None] = mapped_column(LargeBinary())
    lit_on: Mapped[date | None]
    lit_at: Mapped[datetime]
    bright: Mapped[bool]
    watts: Mapped[int | None]
    version: Mapped[int]


def a_lamp(number: int = 1, **more: object) -> dict[str, object]:
    return {
        "id": UUID(int=number),
        "name": '灯 "\\ \n 1',
        "owner": "张三",
        "digest": b"\x00\xff\\x",
        "lit_on": date(2026, 5, 16),
        "lit_at": datetime(2026, 5, 16, 9, 30, 0, 123456, tzinfo=UTC),
        "bright": True,
        "watts": None,
        "version": 1,
        **more,
    }


@pytest.fixture
def lamps(database_url: str) -> Iterator[Database]:
    """Give a database with an empty table of lamps."""
    own = Database("lamps", database_url)
    Base.metadata.create_all(own.engine)
    yield own
    own.engine.dispose()


def test_values_of_every_type_arrive_unchanged(lamps: Database) -> None:
    with lamps.transaction() as session:
        insert_rows(session, Lamp, [a_lamp()])

    with lamps.reading() as session:
        found = session.scalars(select(Lamp)).one()
        assert {name: getattr(found, name) for name in a_lamp()} == a_lamp()


def test_an_encrypted_value_is_not_found_in_the_table(lamps: Database) -> None:
    with lamps.transaction() as session:
        insert_rows(session, Lamp, [a_lamp()])

    with lamps.reading() as session:
        stored = bytes(session.execute(text("SELECT owner FROM lamps")).scalar_one())
    assert "张三".encode() not in stored
    assert stored.startswith(mark_of(settings.current().personal_data_keys[0]) + b"gAAAA")


def test_no_rows_are_no_statement_and_no_error(lamps: Database) -> None:
    with lamps.transaction() as session:
        assert insert_rows(session, Lamp, [], returning=("id",)) == []


def test_a_row_that_is_there_is_refused_by_default(lamps: Database) -> None:
    with lamps.transaction() as session:
        insert_rows(session, Lamp, [a_lamp()])

    with pytest.raises(IntegrityError), lamps.transaction() as session:
        insert_rows(session, Lamp, [a_lamp(2), a_lamp()])


def test_skipping_returns_only_the_rows_that_are_new(lamps: Database) -> None:
    with lamps.transaction() as session:
        insert_rows(session, Lamp, [a_lamp(1)])

    with lamps.transaction() as session:
        rows = [a_lamp(1, version=2), a_lamp(2), a_lamp(3)]
        new = insert_rows(session, Lamp, rows, on_conflict="skip", returning=("id", "version"))

    assert sorted(new) == [(UUID(int=2), 1), (UUID(int=3), 1)]


@pytest.mark.parametrize(("version", "watts"), [(1, 40), (2, 60)])
def test_only_a_higher_version_advances_a_row(lamps: Database, version: int, watts: int) -> None:
    with lamps.transaction() as session:
        insert_rows(session, Lamp, [a_lamp(watts=40)])

    with lamps.transaction() as session:
        insert_rows(session, Lamp, [a_lamp(watts=60, version=version)], on_conflict="advance")

    with lamps.reading() as session:
        assert session.scalars(select(Lamp.watts)).one() == watts
