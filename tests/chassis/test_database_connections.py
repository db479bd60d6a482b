"""How many connections a process opens to a PostgreSQL server is for its operator to say."""

from collections.abc import Callable
from contextlib import ExitStack

import pytest
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as NoneLeft

from chassis.database import Database
from tests.conftest import forget_process_state


@pytest.mark.postgres
def test_no_more_connections_are_opened_than_are_set(
    monkeypatch: pytest.MonkeyPatch, new_postgres: Callable[[], str]
):
    monkeypatch.setenv("DOORSTEP_DATABASE_CONNECTIONS", "3")
    forget_process_state()
    own = Database("lamps", new_postgres())

    with ExitStack() as held:
        for _ in range(3):
            held.enter_context(own.engine.connect()).execute(text("SELECT 1"))
        monkeypatch.setattr(own.engine.pool, "_timeout", 0)
        with pytest.raises(NoneLeft, match="limit of size 3 overflow 0"):
            own.engine.connect()
    own.engine.dispose()
