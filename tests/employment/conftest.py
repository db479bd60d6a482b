from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from chassis import database
from chassis.database import Database
from tests.apps import app_of
from tests.callers import client_for
from tests.migrated import migrate


@pytest.fixture
def own(database_url: str) -> Iterator[Database]:
    made = Database("employment", database_url)
    migrate(made)
    yield made
    made.engine.dispose()


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    own = database.of("employment")
    migrate(own)
    yield client_for(app_of("employment"))
    own.engine.dispose()
