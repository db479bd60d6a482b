from collections.abc import Iterator

import pytest

from chassis import migrations
from chassis.database import Database


@pytest.fixture
def own(database_url: str) -> Iterator[Database]:
    made = Database("notifications", database_url)
    migrations.upgrade(made)
    yield made
    made.engine.dispose()
