"""Migrations: what they build is what the models say."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from chassis import migrations, services
from chassis.database import Database


@pytest.fixture(params=services.names())
def migrated(request: pytest.FixtureRequest, database_url: str) -> Iterator[Database]:
    """A service's database as its migrations build it."""
    database = Database(request.param, database_url)
    migrations.upgrade(database)
    yield database
    database.engine.dispose()


def test_migrations_build_what_the_models_say(migrated: Database):
    tables = [
        table for metadata in migrations.metadata_of(migrated.service) for table in metadata.sorted_tables
    ]

    with migrated.engine.connect() as connection:
        found = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(found, migrations.metadata_of(migrated.service))  # type: ignore[arg-type]

    assert (differences, len(tables) > 5) == ([], True)


def test_migrating_again_changes_nothing(migrated: Database):
    migrations.upgrade(migrated)

    assert migrations.up_to_date(migrated)
