"""Real parts to measure on: fresh databases, a fresh virtual host, processes, and a clock."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg2
from sqlalchemy.engine import make_url

from chassis import database, settings, topology
from chassis.keys import new_keys

POSTGRES = os.environ.get("DOORSTEP_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
RABBITMQ = os.environ.get("DOORSTEP_TEST_RABBITMQ", "amqp://guest:guest@127.0.0.1:5672")
_PATIENCE = 120


@dataclass(frozen=True)
class Figure:
    """One measured value, the floor beside it, and what was promised of the two."""

    name: str
    value: float
    unit: str
    floor: str
    floor_value: float
    ratio: float
    promise: str
    kept: bool
    more: dict[str, Any] = field(default_factory=dict)


@contextmanager
def community(*services: str) -> Iterator[None]:
    """Fresh databases, keys and a virtual host for these services, set up and ready."""
    with ExitStack() as stack:
        for service in services:
            stack.enter_context(_database(service))
        folder = stack.enter_context(TemporaryDirectory())
        os.environ |= {"DOORSTEP_DATA_DIR": folder, "DOORSTEP_LOG_LEVEL": "WARNING"}
        os.environ |= {f"DOORSTEP_{name.upper()}": value for name, value in new_keys().items()}
        os.environ["DOORSTEP_BROKER_URL"] = stack.enter_context(vhost())
        forget()
        topology.set_up(lambda _: None)
        try:
            yield
        finally:
            for service in services:
                database.of(service).engine.dispose()
            forget()


def forget() -> None:
    """Forget what a process reads once."""
    for cached in (settings.current, database.of, topology.broker, topology.topology):
        cached.cache_clear()


@contextmanager
def vhost() -> Iterator[str]:
    """Make a virtual host and give its URL."""
    name = f"doorstep-bench-{uuid.uuid4().hex[:8]}"
    user = make_url(RABBITMQ).username or "guest"
    _ctl("add_vhost", name)
    _ctl("set_permissions", "-p", name, user, ".*", ".*", ".*")
    try:
        yield f"{RABBITMQ}/{name}"
    finally:
        _ctl("delete_vhost", name)


@contextmanager
def process(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run one of our own commands for a while."""
    child = subprocess.Popen([sys.executable, *command], cwd=Path(__file__).parents[1])
    try:
        yield child
    finally:
        child.terminate()
        child.wait(40)


@contextmanager
def workers(*services: str) -> Iterator[None]:
    """Run the workers of these services, each a process of its own."""
    with ExitStack() as stack:
        for service in services:
            stack.enter_context(process("-m", "chassis.events.process", service))
        for service in services:
            wait_until(partial(_has_consumer, service))
        yield


def _has_consumer(service: str) -> bool:
    return topology.broker().depth(service)[1] > 0


def connect(service: str) -> Any:
    """Open a plain connection to a service's database."""
    connection = psycopg2.connect(os.environ[f"DOORSTEP_{service.upper()}_DATABASE_URL"])
    connection.autocommit = True
    return connection


def scalar(connection: Any, query: str) -> Any:
    """The one value a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def wait_until(condition: Callable[[], bool], *, look_every: float = 0.05) -> None:
    """Wait for a condition; gives up loudly."""
    until = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError("what was waited for never came")
        time.sleep(look_every)


def rate_of(connection: Any, query: str, total: int, *, by: subprocess.Popen[bytes]) -> float:
    """Rows a second, from the first sight of one to the last, as a counting query grows to a total."""
    first: tuple[int, float] | None = None
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        count, now = scalar(connection, query), time.monotonic()
        if first is None and count:
            first = count, now
        if first and count >= total:
            return (total - first[0]) / (now - first[1])
        if by.poll() is not None:
            raise RuntimeError("what was measured ended before its time; what it wrote above says why")
        time.sleep(0.02)
    raise TimeoutError("not all rows came")


@contextmanager
def _database(service: str) -> Iterator[None]:
    name = f"doorstep_bench_{service}_{uuid.uuid4().hex[:8]}"
    server = psycopg2.connect(POSTGRES)
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    url = make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    os.environ[f"DOORSTEP_{service.upper()}_DATABASE_URL"] = url
    try:
        yield
    finally:
        with server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        server.close()
        del os.environ[f"DOORSTEP_{service.upper()}_DATABASE_URL"]


def _ctl(*words: str) -> None:
    subprocess.run(["rabbitmqctl", "-q", *words], check=True, capture_output=True, timeout=60)
