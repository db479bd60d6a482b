import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from chassis import database
from tests.apps import app_of
from tests.callers import client_for
from tests.migrated import migrate


@pytest.fixture(params=["sqlite", "postgresql"])
def client(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Ask the employment service on an empty database of each kind."""
    if request.param == "postgresql":
        new_postgres: Callable[[], str] = request.getfixturevalue("new_postgres")
        monkeypatch.setenv("DOORSTEP_EMPLOYMENT_DATABASE_URL", new_postgres())
    migrate(database.of("employment"))
    return client_for(app_of("employment"))


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "保安\x00"},
        {"title": "保安\ud800"},
        {"headcount": 10**30},
        {"pay_to_fen": 10**30},
    ],
)
def test_what_a_database_cannot_hold_is_refused_as_input(
    client: FlaskClient, changed: dict[str, Any]
) -> None:
    employer = {"name": "安邻物业", "credit_code": "91350100M000100Y43", "phone": "023-68430000"}
    posting = {
        "employer_id": client.post("/employers", json=employer).get_json()["id"],
        "title": "保安",
        "occupation": "4-07-05",
        "form": "full_time",
        "hours": "day",
        "pay_from_fen": 1,
        "pay_to_fen": 2,
        "pay_per": "month",
        "area": "/500107/huayan/",
        "headcount": 1,
        "closes_on": "2099-01-01",
    }

    body = json.dumps({**posting, **changed})

    answer = client.post("/postings", data=body, content_type="application/json")

    assert answer.status_code == 422
