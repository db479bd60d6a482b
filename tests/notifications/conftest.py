from collections.abc import Iterator

import pytest

from chassis.database import Database
from tests.migrated import migrate


@pytest.fixture
def own(database_url: str) -> Iterator[Database]:
    made = Database("notifications", database_url)
    migrate(made)
    yield made
    made.engine.dispose()
