from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chassis import services
from tests.conftest import forget_process_state
from tests.system.community import Community
from tests.system.probing import Probe

Start = Callable[..., Community]


@pytest.fixture(
    params=["embedded", pytest.param("servers", marks=[pytest.mark.postgres, pytest.mark.rabbitmq])]
)
def community(request: pytest.FixtureRequest) -> Community:
    """Give a community on the embedded broker with SQLite, then one on RabbitMQ with PostgreSQL."""
    start: Start = request.getfixturevalue("new_community")
    return start(servers=request.param == "servers")


@pytest.fixture
def on_servers(new_community: Start) -> Community:
    """Give a community on RabbitMQ and PostgreSQL."""
    return new_community(servers=True)


@pytest.fixture
def new_community(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Start:
    """Make communities that end with the test; `more` are settings."""

    def start(*, servers: bool, **more: str) -> Community:
        # Two communities share a server that takes 100 connections.
        environ = {"DOORSTEP_RETRY_DELAYS": "0.2,0.5,1", "DOORSTEP_DATABASE_CONNECTIONS": "4", **more}
        if servers:
            if "DOORSTEP_BROKER_URL" not in environ:
                environ["DOORSTEP_BROKER_URL"] = request.getfixturevalue("vhost")
            new_postgres = request.getfixturevalue("new_postgres")
            for name in services.names():
                environ[f"DOORSTEP_{name.upper()}_DATABASE_URL"] = new_postgres()
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        forget_process_state()
        made = Community(tmp_path, environ)
        # Before the databases and the virtual host under it, which the test has come by later than by this.
        request.node.addfinalizer(made.close)
        return made

    return start


@pytest.fixture
def new_probe(tmp_path: Path, vhost: str, new_postgres: Callable[[], str]) -> Iterator[Callable[..., Probe]]:
    """Set up a probe on RabbitMQ and PostgreSQL that ends with the test; `more` are settings."""
    made: list[Probe] = []

    def start(**more: str) -> Probe:
        made.append(Probe(tmp_path, broker_url=vhost, database_url=new_postgres(), **more))
        return made[-1]

    yield start
    for each in made:
        each.close()
