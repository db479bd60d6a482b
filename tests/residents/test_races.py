import threading
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from chassis import database
from services.residents.models import Post
from services.residents.usecases.offices import create_posts
from tests.apps import app_of
from tests.callers import client_for
from tests.migrated import migrate
from tests.residents.registers import Register

CLERKS = 20


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Serve a small register on a database of each kind."""
    if request.param == "postgresql":
        new_postgres: Callable[[], str] = request.getfixturevalue("new_postgres")
        monkeypatch.setenv("DOORSTEP_RESIDENTS_DATABASE_URL", new_postgres())
    migrate(database.of("residents"))
    return app_of("residents")


def at_once(app: Flask, asks: list[tuple[str, dict[str, Any]]], *, method: str = "POST") -> Counter[int]:
    """Let clerks ask in the same moment; counts the answers by status."""
    start = threading.Barrier(len(asks))
    answers: list[int] = []

    def ask(path: str, body: dict[str, Any]) -> None:
        client = client_for(app)
        start.wait()
        answers.append(client.open(path, method=method, json=body).status_code)

    clerks = [threading.Thread(target=ask, args=each) for each in asks]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    return Counter(answers)


def test_one_dwelling_is_let_once(app: Flask) -> None:
    register = Register.over(database.of("residents"))
    people = [client_for(app).post("/people", json={"name": "张三"}).get_json()["id"] for _ in range(CLERKS)]
    lease = {"contract_number": "HT", "since": "2026-05-01", "lease_ends": "2031-04-30"}
    dwelling = str(register.dwellings["A-1-1-0101"])

    answers = at_once(
        app,
        [
            (
                "/move-ins",
                {**lease, "dwelling_id": dwelling, "members": [{"person_id": each, "relation": "tenant"}]},
            )
            for each in people
        ],
    )

    assert answers == {201: 1, 409: CLERKS - 1}


def test_one_household_moves_out_once(app: Flask) -> None:
    register = Register.over(database.of("residents"))
    household, _ = register.settle("A-1-1-0101", "张三")

    answers = at_once(app, [(f"/households/{household}/move-out", {"on": "2026-06-01"})] * CLERKS)

    assert answers == {204: 1, 404: CLERKS - 1}


def test_one_id_number_is_recorded_once(app: Flask) -> None:
    person = {"name": "张三", "id_number": "11010519491231002X"}

    answers = at_once(app, [("/people", person)] * CLERKS)

    assert answers == {201: 1, 409: CLERKS - 1}


def test_one_post_is_filled_once(app: Flask) -> None:
    register = Register.over(database.of("residents"))
    people = [
        client_for(app).post("/people", json={"name": f"张{each}"}).get_json()["id"] for each in range(CLERKS)
    ]
    with register.own.transaction() as session:
        create_posts(session, [Post(id=UUID(int=7), kind="grid_worker", scope="grid", area="/huafu/g1/g1/")])

    answers = at_once(
        app,
        [
            (f"/posts/{UUID(int=7)}/appointment", {"person_id": each, "since": "2026-05-01"})
            for each in people
        ],
        method="PUT",
    )

    assert answers == {204: 1, 409: CLERKS - 1}


def test_one_person_moves_into_one_of_many_dwellings(app: Flask) -> None:
    register = Register.over(database.of("residents"))
    person = client_for(app).post("/people", json={"name": "张三"}).get_json()["id"]
    lease = {"contract_number": "HT", "since": "2026-05-01", "lease_ends": "2031-04-30"}
    members = [{"person_id": person, "relation": "tenant"}]
    doors = [str(each) for each in register.dwellings.values()] * 4

    answers = at_once(
        app, [("/move-ins", {**lease, "dwelling_id": each, "members": members}) for each in doors[:CLERKS]]
    )

    assert answers == {201: 1, 409: CLERKS - 1}
