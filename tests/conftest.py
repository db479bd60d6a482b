"""Real parts for tests: fresh databases and virtual hosts, or a word on why there are none."""

import os
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from amqp import Connection
from sqlalchemy.engine import make_url

from chassis import access, context, database, settings, topology
from chassis.keys import new_keys
from tests.postgres import POSTGRES, server

RABBITMQ = os.environ.get("DOORSTEP_TEST_RABBITMQ", "amqp://guest:guest@127.0.0.1:5672")
MUST = os.environ.get("CI") == "true"
"""Where nothing may be left out, what is missing is a failure."""

_left_out: dict[str, str] = {}


def leave_out(part: str, remedy: str) -> None:
    """Skip a test for want of a part of the machine; in CI that is a failure."""
    _left_out[part] = remedy
    if MUST:
        pytest.fail(f"{part} is missing: {remedy}")
    pytest.skip(f"{part} is missing: {remedy}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say in one line a part what was left out and how to get it."""
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        part, found, remedy = reason.removeprefix("Skipped: ").partition(" is missing: ")
        if found:
            _left_out[part] = remedy
    for part, remedy in sorted(_left_out.items()):
        terminalreporter.write_line(f"left out for want of {part}: {remedy}")


def forget_process_state() -> None:
    """Forget what a process reads once: settings, databases, broker, topology."""
    for url in (settings.current, database.of, topology.broker, topology.topology):
        url.cache_clear()


@pytest.fixture(autouse=True)
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give every test settings, keys and SQLite files of its own."""
    for name in list(os.environ):
        if name.startswith("DOORSTEP_") and not name.startswith("DOORSTEP_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DOORSTEP_DATA_DIR", str(tmp_path))
    for name, value in new_keys().items():
        monkeypatch.setenv(f"DOORSTEP_{name.upper()}", value)
    forget_process_state()
    context.correlation_id.set(None)
    context.traceparent.set(None)
    access.caller.set(None)
    access.reach.set(access.NOTHING)
    yield tmp_path
    forget_process_state()


@pytest.fixture
def new_postgres() -> Iterator[Callable[[], str]]:
    """Make fresh PostgreSQL databases; each call gives the URL of one more."""
    try:
        here = server(POSTGRES)
    except psycopg2.OperationalError:
        leave_out("PostgreSQL", "start one and set DOORSTEP_TEST_POSTGRES to a superuser's URL")
    made: list[str] = []

    def make() -> str:
        made.append(here.lend())
        return made[-1]

    yield make
    for url in made:
        here.take_back(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give a fresh database of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.sqlite3'}"
    make: Callable[[], str] = request.getfixturevalue("new_postgres")
    return make()


@pytest.fixture
def vhost() -> Iterator[str]:
    """Give the URL of a fresh RabbitMQ virtual host."""
    if shutil.which("rabbitmqctl") is None or not _rabbitmq_answers():
        leave_out("RabbitMQ", "install rabbitmq-server, start it and run the tests as root")
    name = f"doorstep-test-{uuid.uuid4().hex[:12]}"
    user = make_url(RABBITMQ).username or "guest"
    _ctl("add_vhost", name)
    _ctl("set_permissions", "-p", name, user, ".*", ".*", ".*")
    yield f"{RABBITMQ}/{name}"
    _ctl("delete_vhost", name)


def _rabbitmq_answers() -> bool:
    url = make_url(RABBITMQ)
    wire = Connection(
        f"{url.host}:{url.port or 5672}", userid=url.username, password=url.password, connect_timeout=3
    )
    try:
        wire.connect()
    except OSError:
        return False
    wire.close()
    return True


def _ctl(*words: str) -> None:
    subprocess.run(["rabbitmqctl", "-q", *words], check=True, capture_output=True, timeout=60)
