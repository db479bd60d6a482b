"""A small register over HTTP, to check and to look at."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis import clock, database
from chassis.events.tables import AuditRow
from tests.apps import app_of
from tests.callers import client_for
from tests.migrated import migrate
from tests.residents.registers import Register

TODAY = clock.today()
LONG_AGO = TODAY - timedelta(days=400)


def days_ago(days: int) -> str:
    return str(TODAY - timedelta(days=days))


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Flask:
    if request.param == "postgresql":
        new_postgres: Callable[[], str] = request.getfixturevalue("new_postgres")
        monkeypatch.setenv("DOORSTEP_RESIDENTS_DATABASE_URL", new_postgres())
    migrate(database.of("residents"))
    return app_of("residents")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return client_for(app)


@pytest.fixture
def register(app: Flask) -> Register:
    return Register.over(database.of("residents"))


def verify(client: FlaskClient, household: UUID, on: str, **more: Any) -> Any:
    given = {"on": on, "means": "visit", **more}
    return client.post(f"/households/{household}/verifications", json=given)


def observe(client: FlaskClient, household: UUID, on: str, **more: Any) -> Any:
    return client.post(
        f"/households/{household}/observations", json={"on": on, "seen": "found_vacant", **more}
    )


def due(client: FlaskClient, **asked: Any) -> list[tuple[str, list[str]]]:
    found = client.get("/verifications/due", query_string=asked)
    assert found.status_code == 200, found.text
    return [
        (each["address"], [ground["code"] for ground in each["grounds"]])
        for each in found.get_json()["items"]
    ]


def audited(register: Register) -> list[tuple[str, str, str]]:
    """What is on the audit log: what was done, about what, why."""
    with register.own.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.number))
        return [(row.action, row.about, row.reason) for row in rows]
