"""A whole community of processes on databases and a broker of its own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from chassis import database, services, topology
from chassis.events.broker import BrokerAway
from tests.callers import bearer
from tests.migrated import migrate
from tests.system.processes import Api, Process, Worker

ALL = ("employment", "grievances", "notifications", "residents")


class Community:
    """Services, their databases and their processes; the settings are those of the test's environment."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder = folder
        self.environ = dict(environ)
        self.processes: list[Process] = []
        self.apis: dict[str, Api] = {}
        self.workers: dict[str, Worker] = {}
        assert services.names() == ALL
        for name in ALL:
            migrate(database.of(name))
        topology.set_up(lambda _: None)

    @property
    def embedded(self) -> bool:
        """Whether events travel inside one process."""
        return "DOORSTEP_BROKER_URL" not in self.environ

    def start_worker(
        self,
        *names: str,
        label: str = "",
        ready: bool = True,
        environ: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Worker:
        """Start the worker of some services in one process, of all when none is named."""
        chosen = names or ALL
        worker = Worker(chosen, self.environ, self.folder, name=label, **more)
        self.processes.append(worker)
        for each in chosen:
            self.workers[each] = worker
        worker.start(**(environ or {}))
        return worker.await_ready() if ready else worker

    def start_api(self, *names: str) -> None:
        """Start a process for each of these APIs, or one for all."""
        started = {name: Api(name, self.environ, self.folder) for name in names}
        if not names:
            whole = Api(None, self.environ, self.folder)
            started = dict.fromkeys(ALL, whole)
        self.apis |= started
        for api in set(started.values()):
            self.processes.append(api)
            api.start()
        for api in set(started.values()):
            api.await_ready()

    def start_everything(self) -> None:
        """Start all there is, as few processes as do it: one of workers, one of APIs."""
        worker = self.start_worker(ready=False)
        self.start_api()
        worker.await_ready()

    def start_apart(self, *names: str) -> list[Worker]:
        """Start the workers of these services on their own, those of the others together, and one API for all.

        With the embedded broker there is one worker process, whatever is asked for.
        """
        self.start_api()
        if self.embedded:
            return [self.start_worker()] * len(names)
        self.start_worker(*(each for each in ALL if each not in names), label="worker-others")
        return [self.start_worker(name) for name in names]

    def api(self, service: str) -> "Door":
        """The HTTP side of a service."""
        return Door(f"{self.apis[service].address}/{service}")

    @contextmanager
    def without_worker_of(self, name: str) -> Iterator[None]:
        """Let a service hear nothing for a while; with the embedded broker nobody does."""
        worker = self.workers[name]
        assert worker.stop() == 0, worker.tail()
        yield
        worker.start()
        worker.await_ready()

    def queued(self) -> dict[str, int]:
        """Messages waiting, by service; nothing with the embedded broker, which keeps none."""
        if self.embedded:
            return {}
        try:
            return {name: topology.broker().depth(name)[0] for name in services.names()}
        except BrokerAway:
            return dict.fromkeys(services.names(), -1)

    def close(self) -> None:
        """End everything that was started here."""
        for process in self.processes:
            process.kill()
        for name in ALL:
            database.of(name).engine.dispose()


class Door:
    """Asks one API, as somebody of the office, and gives back what it answers."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._http = requests.Session()
        self._http.headers.update(bearer())

    def get(self, path: str, **query: Any) -> Any:
        """The body of a good answer."""
        return _good(self._http.get(self._address + path, params=query, timeout=30)).json()

    def post(self, path: str, body: Mapping[str, Any] | None = None, **more: Any) -> Any:
        """The body of a good answer, None when it has none."""
        answer = _good(self._http.post(self._address + path, json=body, timeout=60, **more))
        return answer.json() if answer.content else None

    def file(self, path: str, body: Mapping[str, Any]) -> bytes:
        """What is handed over, byte by byte."""
        return _good(self._http.post(self._address + path, json=body, timeout=60)).content

    def put(self, path: str, body: Mapping[str, Any]) -> None:
        """Do, and expect no body."""
        _good(self._http.put(self._address + path, json=body, timeout=30))

    def all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Every item of a paged list."""
        items: list[dict[str, Any]] = []
        after: dict[str, str] = {}
        while True:
            page = self.get(path, limit=100, **query, **after)
            items += page["items"]
            if not page.get("next"):
                return items
            after = {"after": page["next"]}


def _good(answer: requests.Response) -> requests.Response:
    assert answer.ok, f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text}"
    return answer
