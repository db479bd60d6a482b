"""Real processes of the system: started, asked, stopped and killed by their own id."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import requests

from tests.system.waiting import wait_until

ROOT = Path(__file__).parents[2]
_START_SECONDS = 180
_STOP_SECONDS = 40


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Process:
    """One process that can be started again after its end."""

    def __init__(self, name: str, command: Sequence[str], environ: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self.starts = 0
        self.deaths: list[int] = []
        """Return codes of the runs that ended without having been told to."""
        self._command = [sys.executable, *command]
        self._environ = dict(environ)
        self._log = folder / f"{name}.log"
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, **more: str) -> "Process":
        """Start, with more settings for this run only; returns at once."""
        assert not self.alive, f"{self.name} runs already"
        self.starts += 1
        with self._log.open("ab") as log:
            self._child = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env={**os.environ, **self._environ, **more},
                stdout=log,
                stderr=log,
            )
        return self

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._child is not None and self._child.poll() is None

    @property
    def pid(self) -> int:
        """The id of the present run."""
        assert self._child is not None
        return self._child.pid

    def stop(self) -> int:
        """Ask it to end and wait; returns the exit status."""
        assert self._child is not None
        self._child.terminate()
        return self._child.wait(_STOP_SECONDS)

    def kill(self) -> None:
        """End it as by kill -9; the children of an API process see that and go."""
        if self._child is not None:
            self._child.kill()
            self._child.wait(_STOP_SECONDS)

    def await_death(self, within: float = 120) -> int:
        """Wait until it has ended by itself; returns the status, negative for a signal."""
        assert self._child is not None
        child = self._child
        wait_until(lambda: child.poll() is not None, within=within, what=f"{self.name} dies\n{self.tail()}")
        self.deaths.append(child.returncode)
        return child.returncode

    def revive(self) -> None:
        """Do what a supervisor does: start it again when it has died."""
        if self._child is not None and self._child.poll() is not None:
            self.deaths.append(self._child.returncode)
            self.start()

    def tail(self) -> str:
        """The end of its log, for messages."""
        return self._log.read_text(errors="replace")[-3000:] if self._log.exists() else ""

    @property
    def log(self) -> str:
        """All it has logged, over all runs."""
        return self._log.read_text(errors="replace")


class Worker(Process):
    """A worker process: event handlers, timers and relays of some services."""

    def __init__(
        self,
        services: Sequence[str],
        environ: Mapping[str, str],
        folder: Path,
        *,
        name: str = "",
        module: Sequence[str] = ("chassis.events.process",),
    ) -> None:
        self._port = free_port()
        super().__init__(
            name or "worker-" + "-".join(services),
            ["-m", *module, *services],
            {**environ, "DOORSTEP_WORKER_PORT": str(self._port)},
            folder,
        )

    def await_ready(self) -> "Worker":
        """Wait until it takes events."""
        wait_until(
            lambda: self.ready() or not self.alive,
            within=_START_SECONDS,
            what=f"{self.name} is ready\n{self.tail()}",
        )
        assert self.alive, f"{self.name} has ended:\n{self.tail()}"
        return self

    def ready(self) -> bool:
        """Whether it says that it takes events."""
        with suppress(requests.RequestException):
            return requests.get(f"http://127.0.0.1:{self._port}/readyz", timeout=2).ok
        return False

    def metric(self, name: str) -> float:
        """The sum of a counter over its labels."""
        text = requests.get(f"http://127.0.0.1:{self._port}/metrics", timeout=5).text
        return sum(
            float(each) for each in re.findall(rf"^{name}(?:\{{[^}}]*\}})? (\S+)$", text, re.MULTILINE)
        )


class Api(Process):
    """An API process, of one service or of all."""

    def __init__(self, service: str | None, environ: Mapping[str, str], folder: Path) -> None:
        self._port = free_port()
        super().__init__(
            f"api-{service or 'all'}",
            ["-m", "chassis", "api", *([service] if service else [])],
            {**environ, "PORT": str(self._port)},
            folder,
        )
        self.address = f"http://127.0.0.1:{self._port}"

    def await_ready(self) -> "Api":
        """Wait until it answers."""
        wait_until(self._answers, within=_START_SECONDS, what=f"{self.name} answers\n{self.tail()}")
        return self

    def _answers(self) -> bool:
        assert self.alive, f"{self.name} has ended:\n{self.tail()}"
        with suppress(requests.RequestException):
            return requests.get(f"{self.address}/healthz", timeout=2).ok
        return False
