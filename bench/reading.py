"""How fast a full register, five years deep, answers: HTTP calls, at the 95th percentile, beside bare SQL."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from statistics import quantiles
from typing import Any

import requests
from sqlalchemy import select

from bench import parts
from chassis import clock, database, tokens
from chassis.access import Caller
from chassis.events.replay import Replay
from chassis.ids import new_id
from chassis.personal import blind_index
from contracts.roles import COMMUNITY_STAFF
from services.residents.demo import load
from services.residents.models import Person

_YEARS = 5
_CALLS = 60
_READ_MS, _WRITE_MS = 150, 300
_LIMIT = 500

Ask = Callable[[int], Any]


def measure() -> list[parts.Figure]:
    """Load the made-up community with five years of moves, then ask and change it over HTTP."""
    with parts.community("residents", "grievances", "employment", "notifications"):
        load(scale=1.0, seed=1, years=_YEARS, progress=lambda *_: None)
        own = database.of("residents")
        for _ in _announced_to_itself(own):
            pass
        connection = parts.connect("residents")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        with _served() as http:
            return [*_reads(http, connection), *_writes(http, connection)]


def _announced_to_itself(own: Any) -> Iterator[int]:
    """Let the rosters know what the demo did, as the relay and the worker would."""
    with own.transaction() as session:
        session.connection().exec_driver_sql("UPDATE outbox SET published_at = now()")
    yield from Replay(own, own).run()


def _reads(http: "Http", connection: Any) -> Iterator[parts.Figure]:
    today, past = clock.today(), clock.today() - timedelta(days=1500)
    for name, area, day in (
        ("roster of a building", "/huafu/c1/b18/", today),
        ("roster of a cluster", "/huafu/c1/", today),
        ("roster of a building, past day", "/huafu/c1/b18/", past),
    ):
        path = f"/rosters?area={area}&on={day}&limit={_LIMIT}"
        yield _figure(name, partial(http.get, path), _bare_roster(connection, area, day), _READ_MS)
    numbers = _id_numbers()
    yield _figure(
        "search by ID number",
        lambda at: http.post("/people/searches", {"id_number": numbers[at], "reason": "核对身份"}),
        lambda at: _query(connection, "SELECT * FROM people WHERE id_number_index = %s",
                          [blind_index("id_number", numbers[at])]),
        _READ_MS,
    )  # fmt: skip


def _writes(http: "Http", connection: Any) -> Iterator[parts.Figure]:
    on, lease_ends = str(clock.today()), str(clock.today() + timedelta(days=365))
    tenants, flats = _tenants(connection), _free_dwellings(connection)
    newcomers = [http.post("/people", {"name": f"欧阳{chr(0x4E00 + at)}"})["id"] for at in _each_call()]
    leavers, movers, visited, callers = (tenants[at::4] for at in range(4))
    words = dict.fromkeys(
        ("situation", "difficulties", "demands", "action"), "家中一切正常，老人身体尚可。" * 5
    )

    def move_in(at: int) -> None:
        lease = {"dwelling_id": flats[2 * at], "contract_number": f"B-{at}", "lease_ends": lease_ends}
        members = [{"person_id": newcomers[at], "relation": "tenant"}]
        http.post("/move-ins", {**lease, "since": on, "members": members})

    def exchange(at: int) -> None:
        lease = {"dwelling_id": flats[2 * at + 1], "contract_number": f"X-{at}", "lease_ends": lease_ends}
        http.post(f"/households/{movers[at][0]}/exchange", {**lease, "on": on})

    def visit(at: int) -> None:
        household, person = visited[at]
        promise = {"what": "联系社区医生上门", "due_on": on}
        record = {"on": on, "met": [person], "follow_ups": [promise], "as_recorded": True, **words}
        http.post(f"/households/{household}/visits", record)

    asked: dict[str, Ask] = {
        "move-in": move_in,
        "exchange": exchange,
        "move-out": lambda at: http.post(f"/households/{leavers[at][0]}/move-out", {"on": on}),
        "visit written down": visit,
        "change of contact": lambda at: http.put(
            f"/people/{callers[at][1]}/contact", {"phone": f"139{at:08}"}
        ),
    }

    def one_row(at: int) -> None:
        statement = "UPDATE people SET version = version WHERE id = %s RETURNING id"
        _query(connection, statement, [callers[at][1]])

    for name, ask in asked.items():
        yield _figure(name, ask, one_row, _WRITE_MS, "one row written bare, p95")


def _figure(
    name: str, ask: Ask, bare: Ask, promised: int, floor_name: str = "the bare query, p95"
) -> parts.Figure:
    ours, floor = _p95(ask), _p95(bare)
    return parts.Figure(f"{name}, p95", ours, "ms", floor_name, floor, ours / floor,
                        f"≤ {promised} ms", ours <= promised)  # fmt: skip


def _p95(ask: Ask) -> float:
    taken = []
    for at in _each_call():
        began = time.perf_counter()
        ask(at)
        taken.append((time.perf_counter() - began) * 1000)
    return quantiles(taken[1:], n=20)[-1]


def _each_call() -> range:
    """One to warm up, which is not counted, and those that are."""
    return range(_CALLS + 1)


def _bare_roster(connection: Any, area: str, day: date) -> Ask:
    statement = (
        "SELECT r.*, p.*, d.address FROM roster r JOIN people p ON p.id = r.person_id"
        " JOIN dwellings d ON d.id = r.dwelling_id WHERE r.area LIKE %s AND r.since <= %s"
        " AND (r.until IS NULL OR r.until > %s) ORDER BY r.area, r.stay_id LIMIT %s"
    )
    return lambda _: _query(connection, statement, [area + "%", day, day, _LIMIT + 1])


def _query(connection: Any, statement: str, values: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, [str(each) if hasattr(each, "hex") and not isinstance(each, bytes) else each
                                   for each in values])  # fmt: skip
        return cursor.fetchall()


def _id_numbers() -> list[str]:
    with database.of("residents").reading() as session:
        wanted = select(Person.id_number).where(Person.id_number_index.is_not(None)).limit(len(_each_call()))
        return [str(each) for each in session.scalars(wanted)]


def _tenants(connection: Any) -> list[tuple[str, str]]:
    """Households with their tenants, four for each call; nobody of them came just now."""
    statement = (
        "SELECT household_id, person_id FROM stays WHERE until IS NULL AND relation = 'tenant'"
        " AND since < %s ORDER BY id LIMIT %s"
    )
    found = _query(connection, statement, [clock.today(), 4 * len(_each_call())])
    return [(str(household), str(person)) for household, person in found]


def _free_dwellings(connection: Any) -> list[str]:
    """Two for each call."""
    statement = (
        "SELECT id FROM dwellings d WHERE NOT EXISTS (SELECT 1 FROM tenancies t"
        " WHERE t.dwelling_id = d.id AND t.until IS NULL) ORDER BY id LIMIT %s"
    )
    found = _query(connection, statement, [2 * len(_each_call())])
    return [str(each) for (each,) in found]


class Http:
    """Asks the API over a socket, as somebody of the office."""

    def __init__(self, address: str) -> None:
        who = Caller(subject=new_id(), role=COMMUNITY_STAFF, area="/")
        self._address, self._session = address, requests.Session()
        token = tokens.issue(who, now=clock.now(), lasts=timedelta(hours=1))
        self._session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, at: int = 0) -> None:
        """Ask for something that is there, for the so-manieth time."""
        del at
        answer = self._session.get(self._address + path, timeout=30)
        self._good(answer)
        assert answer.json()["items"], path

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Send a command; gives what is answered, if anything is."""
        answer = self._session.post(self._address + path, json=body, timeout=30)
        self._good(answer)
        return answer.json() if answer.content else None

    def put(self, path: str, body: dict[str, Any]) -> None:
        """Replace something."""
        self._good(self._session.put(self._address + path, json=body, timeout=30))

    def _good(self, answer: requests.Response) -> None:
        assert answer.ok, answer.text


@contextmanager
def _served() -> Iterator[Http]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ["PORT"] = str(port)
    with parts.process("-m", "chassis", "api", "residents"):
        parts.wait_until(lambda: _answers(port))
        yield Http(f"http://127.0.0.1:{port}/residents")


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/residents/healthz", timeout=1).ok
    except requests.RequestException:
        return False
