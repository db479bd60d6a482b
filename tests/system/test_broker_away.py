"""The broker is killed and stays away: people go on working, and everything arrives when it is back."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import leave_out
from tests.system.community import Community
from tests.system.estate import a_settled_estate
from tests.system.load import Load
from tests.system.processes import free_port
from tests.system.quiet import await_quiet, nothing_is_wrong
from tests.system.waiting import wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.rabbitmq]
LONG = os.environ.get("DOORSTEP_LONG_TESTS") == "1"
_AWAY_SECONDS = 60 if LONG else 5
_SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


class PrivateBroker:
    """A RabbitMQ node of this test's own, which may be killed."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}//"
        home = folder / "home"
        home.mkdir()
        cookie = home / ".erlang.cookie"
        cookie.write_text("doorstep-private")
        cookie.chmod(0o400)
        (folder / "enabled_plugins").write_text("[].")
        self._log = folder / "console.log"
        self._pid_file = folder / "pid"
        self._environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "RABBITMQ_NODENAME": f"doorstep-{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_PID_FILE": str(self._pid_file),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_CONFIG_FILE": str(folder / "none"),
            "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the node and wait until it takes connections."""
        with self._log.open("ab") as log:
            self._child = subprocess.Popen([_SERVER], env=self._environ, stdout=log, stderr=log)
        wait_until(self._answers, within=180, what="the broker answers")

    def kill(self) -> None:
        """Pull the plug: the Erlang machine is what the server's script has become or started."""
        if self._child is None:
            return
        for pid in (self._beam(), self._child.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        self._child.wait(20)
        self._child = None

    def _beam(self) -> int:
        with suppress(OSError, ValueError):
            return int(self._pid_file.read_text())
        assert self._child is not None
        return self._child.pid

    def _answers(self) -> bool:
        assert self._child is not None
        assert self._child.poll() is None, self._log.read_text()[-2000:]
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
            line.sendall(b"AMQP\x00\x00\x09\x01")
            line.settimeout(2)
            return bool(line.recv(1))
        return False


@pytest.fixture
def private_broker(tmp_path: Path) -> Iterator[PrivateBroker]:
    if not _SERVER.exists() or shutil.which("erl") is None:
        leave_out("RabbitMQ", "install rabbitmq-server, start it and run the tests as root")
    folder = tmp_path / "rabbit"
    folder.mkdir()
    broker = PrivateBroker(folder)
    broker.start()
    yield broker
    broker.kill()


def test_while_the_broker_is_away_commands_succeed_and_arrive_later(
    private_broker: PrivateBroker, new_community: Callable[..., Community]
):
    community = new_community(servers=True, DOORSTEP_BROKER_URL=private_broker.url)
    community.start_api()
    worker = community.start_worker()
    estate = a_settled_estate()
    await_quiet(community)
    load = Load(community, estate, seed=6)
    load.run(10)

    private_broker.kill()
    seen, until = len(load.log), time.monotonic() + _AWAY_SECONDS
    while time.monotonic() < until:
        load.run(5)
    meanwhile = load.log[seen:]
    assert not worker.ready(), "it says that it hears nothing"
    private_broker.start()
    await_quiet(community, within=120)

    nothing_is_wrong(log=load.log)
    assert {each.outcome for each in meanwhile if each.kind != "wish"} == {"ok"}
    assert worker.starts == 1
    worker.await_ready()
