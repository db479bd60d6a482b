"""Parts of the event machinery: a database with its tables, and brokers of either kind."""

import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest
from flask.testing import FlaskClient
from sqlalchemy.engine import make_url

import services
from chassis import services as find
from chassis import topology
from chassis.database import Database
from chassis.database import of as find_database
from chassis.events.broker import Broker, BrokerAway, Consumer, Outcome, Publisher, Topology
from chassis.events.embedded import EmbeddedBroker
from chassis.events.message import Message
from chassis.events.rabbitmq import RabbitBroker
from chassis.events.relay import record_listeners
from chassis.events.tables import Base as ChassisTables
from chassis.migrations import upgrade
from chassis.web.app import create_app
from tests.callers import client_for
from tests.chassis.probe.street import Street
from tests.chassis.probe.tables import Base as ProbeTables
from tests.conftest import POSTGRES, RABBITMQ, forget_process_state, leave_out


@pytest.fixture(scope="session")
def shared_postgres() -> Iterator[str]:
    """One PostgreSQL database for all tests of a test process, which empty it themselves."""
    try:
        server = psycopg2.connect(POSTGRES, connect_timeout=3)
    except psycopg2.OperationalError:
        leave_out("PostgreSQL", "start one and set DOORSTEP_TEST_POSTGRES to a superuser's URL")
    server.autocommit = True
    name = f"doorstep_test_{uuid.uuid4().hex[:12]}"
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def lamps_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The lamps' database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'lamps.sqlite3'}"
    return str(request.getfixturevalue("shared_postgres"))


@pytest.fixture
def open_lamps(lamps_url: str) -> Iterator[Callable[[], Database]]:
    """Open the lamps' database once more, as another replica does."""
    opened: list[Database] = []

    def open_one() -> Database:
        opened.append(Database("lamps", lamps_url))
        return opened[-1]

    empty(open_one())
    yield open_one
    for each in opened:
        each.engine.dispose()


def empty(database: Database) -> None:
    """Make the tables of a service where they are missing, and take out what is in them."""
    for tables in (ChassisTables.metadata, ProbeTables.metadata):
        tables.create_all(database.engine)
        with database.transaction() as session:
            for table in tables.sorted_tables:
                session.execute(table.delete())


@pytest.fixture
def lamps(open_lamps: Callable[[], Database]) -> Database:
    """The database of a service, with all tables and nothing in them."""
    return open_lamps()


@pytest.fixture(scope="session")
def shared_vhost() -> Iterator[str]:
    """One virtual host for all tests whose services have names of their own."""
    try:
        RabbitBroker(RABBITMQ).connect().release()
    except BrokerAway:
        leave_out("RabbitMQ", "install rabbitmq-server, start it and run the tests as root")
    if shutil.which("rabbitmqctl") is None:
        leave_out("rabbitmqctl", "install rabbitmq-server on this machine and run the tests as root")
    name = f"doorstep-test-{uuid.uuid4().hex[:12]}"
    user = make_url(RABBITMQ).username or "guest"
    for words in (["add_vhost", name], ["set_permissions", "-p", name, user, ".*", ".*", ".*"]):
        subprocess.run(["rabbitmqctl", "-q", *words], check=True, capture_output=True, timeout=60)
    yield f"{RABBITMQ}/{name}"
    subprocess.run(["rabbitmqctl", "-q", "delete_vhost", name], check=True, capture_output=True, timeout=60)


class Post:
    """A publisher at work in a thread of its own: the embedded one waits for its listeners."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._publisher: Publisher | None = None

    def hand_over(self, *messages: Message, timeout: float = 20) -> Future[list[Outcome]]:
        """Begin to publish; the result comes with the confirms."""
        return self._pool.submit(self._publish, messages, timeout)

    def close(self) -> None:
        self._pool.shutdown()
        if self._publisher:
            self._publisher.close()

    def _publish(self, messages: tuple[Message, ...], timeout: float) -> list[Outcome]:
        self._publisher = self._publisher or self._broker.publisher("any")
        return self._publisher.publish(messages, timeout=timeout)


@pytest.fixture(params=["embedded", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
def broker(request: pytest.FixtureRequest) -> Broker:
    """Give each kind of broker in turn."""
    if request.param == "embedded":
        return EmbeddedBroker()
    return RabbitBroker(request.getfixturevalue("shared_vhost"))


@pytest.fixture
def post(broker: Broker) -> Iterator[Post]:
    """A way out."""
    made = Post(broker)
    yield made
    made.close()


@pytest.fixture
def listen(broker: Broker) -> Iterator[Callable[..., Consumer]]:
    """Open ways in, closed when the test ends."""
    opened: list[Consumer] = []

    def open_one(service: str, *, prefetch: int = 1000) -> Consumer:
        opened.append(broker.consumer(service, prefetch=prefetch))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


@pytest.fixture
def square(broker: Broker) -> Topology:
    """A publisher with two listeners to lamps that are lit and one to those that break, under fresh names."""
    mark = uuid.uuid4().hex[:8]
    keeper, town, night = f"keeper{mark}", f"town{mark}", f"night{mark}"
    topology = Topology(
        services=(keeper, town, night),
        subscriptions={
            keeper: (),
            town: (f"{keeper}.lamp_lit.v1", f"{keeper}.lamp_broken.v1"),
            night: (f"{keeper}.lamp_lit.v1",),
        },
    )
    broker.declare(topology)
    return topology


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the lamps be the only service there is."""
    monkeypatch.setattr(services, "__path__", [str(Path(__file__).parent / "probe" / "services")])
    forget_process_state()
    find.names.cache_clear()
    yield
    monkeypatch.undo()
    forget_process_state()
    find.names.cache_clear()


@pytest.fixture
def street(
    probe: None, shared_vhost: str, shared_postgres: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Street]:
    """The lamps on a real broker and a real database, set up and without workers."""
    monkeypatch.setenv("DOORSTEP_BROKER_URL", shared_vhost)
    monkeypatch.setenv("DOORSTEP_LAMPS_DATABASE_URL", shared_postgres)
    monkeypatch.setenv("DOORSTEP_RETRY_DELAYS", "600")
    forget_process_state()
    broker = RabbitBroker(shared_vhost)
    with broker.connect() as connection:
        connection.default_channel.queue_delete("doorstep.lamps")
    topology.set_up(lambda _: None)
    own = find_database("lamps")
    empty(own)
    record_listeners(own, topology.topology().listeners("lamps"))
    made = Street(own, broker, tmp_path / "begun")
    yield made
    made.close()
    own.engine.dispose()


OpenApi = Callable[[str], FlaskClient]


@pytest.fixture
def open_api(probe: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenApi]:
    """Serve the lamps' API on a database, be it there or not."""

    def open_one(url: str) -> FlaskClient:
        monkeypatch.setenv("DOORSTEP_LAMPS_DATABASE_URL", url)
        forget_process_state()
        return client_for(create_app("lamps"), role="keeper")

    yield open_one
    find_database("lamps").engine.dispose()


@pytest.fixture
def api(open_api: OpenApi, lamps_url: str) -> FlaskClient:
    """The lamps' API on a database that is set up and empty."""
    client = open_api(lamps_url)
    upgrade(find_database("lamps"))
    empty(find_database("lamps"))
    return client
