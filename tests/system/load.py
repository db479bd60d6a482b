"""Seeded load: commands as people give them over HTTP, with a log of how each was answered."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import requests

from chassis import clock
from tests.callers import bearer
from tests.system.commands import Log, Operation, Outcome
from tests.system.community import Community
from tests.system.estate import Estate, Family, Flat, Someone
from tests.system.waiting import wait_until

_CLIENT_PATIENCE = 20
CREDIT_CODE = "91500107MA5U000007"


_WEIGHTS = {"move_in": 3, "move_out": 2, "exchange": 3, "join": 2, "leave": 2, "wish": 4, "posting": 1}


class Load:
    """Plays one estate's life, the same for the same seed as long as the answers are the same."""

    def __init__(self, community: Community, estate: Estate, *, seed: int, pause: float = 0.0) -> None:
        self.log: Log = []
        self._addresses = {name: api.address for name, api in community.apis.items()}
        self._estate = estate
        self._random = Random(seed)
        self._pause = pause
        self._http = requests.Session()
        self._http.headers.update(bearer())
        self._count = 0
        self._doubtful: set[Flat] = set()
        self._employer: str | None = None

    def run(self, commands: int) -> Log:
        """Give so many commands."""
        for _ in range(commands):
            self._one()
        return self.log

    @contextmanager
    def running(self) -> Iterator[None]:
        """Give commands for as long as the body runs."""
        ended = threading.Event()
        trouble: list[BaseException] = []

        def work() -> None:
            try:
                while not ended.is_set():
                    self._one()
                    ended.wait(self._pause)
            except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
                trouble.append(error)

        thread = threading.Thread(target=work, name="load", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join(2 * _CLIENT_PATIENCE)
        assert not trouble, trouble
        assert not thread.is_alive(), "a command hangs"

    def await_more(self, commands: int) -> None:
        """Go on until so many more commands have been answered well."""
        before = self.outcomes("ok")
        wait_until(lambda: self.outcomes("ok") >= before + commands, within=120, what="the load goes on")

    def outcomes(self, outcome: Outcome) -> int:
        """How many commands were answered so."""
        return sum(each.outcome == outcome for each in self.log)

    def _one(self) -> None:
        (kind,) = self._random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))
        getattr(self, f"_{kind}")()

    def _send(self, kind: str, key: Any, path: str, body: dict[str, Any]) -> Any:
        """Give one command; its answer's body, or None when it was not a success."""
        service = path.split("/")[1]
        answer: Any = None
        outcome: Outcome = "unknown"
        try:
            response = self._http.post(self._addresses[service] + path, json=body, timeout=_CLIENT_PATIENCE)
            outcome = "ok" if response.ok else "fail" if response.status_code < 500 else "unknown"
            answer = (response.json() if response.content else {}) if response.ok else None
        except requests.RequestException:
            pass
        self.log.append(Operation(kind, key, outcome))
        return answer

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _family(self, *, least: int = 1) -> Family | None:
        choice = [each for each in self._estate.families if len(each.members) >= least]
        return self._random.choice(choice or [None])

    def _flat(self) -> Flat | None:
        choice = [each for each in self._estate.vacant() if each not in self._doubtful]
        return self._random.choice(choice or [None])

    def _lose_sight_of(self, family: Family | None, *flats: Flat) -> None:
        """Nobody knows how a command ended: let alone what it was about."""
        if family in self._estate.families:
            self._estate.families.remove(family)
            self._doubtful.add(family.flat)
        self._doubtful.update(flats)

    def _record(self, relation: Any) -> Someone | None:
        known = self._estate.someone(relation)
        body = {"name": known.name, "id_number": known.id_number, "phone": known.phone}
        answer = self._send("record", known.phone, "/residents/people", body)
        return Someone(**{**vars(known), "id": UUID(answer["id"])}) if answer else None

    def _move_in(self) -> None:
        flat, tenant = self._flat(), self._record("tenant")
        if flat is None or tenant is None:
            return
        contract, today = f"LOAD-{self._next()}", clock.today()
        ends = today + timedelta(days=365)
        body = {
            "dwelling_id": str(flat.id), "contract_number": contract, "since": str(today),
            "lease_ends": str(ends), "members": [{"person_id": str(tenant.id), "relation": "tenant"}],
        }  # fmt: skip
        answer = self._send("move_in", contract, "/residents/move-ins", body)
        if answer is None:
            self._lose_sight_of(None, flat)
        else:
            family_id = UUID(answer["household_id"])
            self._estate.families.append(Family(family_id, flat, contract, today, ends, [tenant]))

    def _move_out(self) -> None:
        family = self._family()
        if family is None or len(self._estate.families) < 6:
            return
        path = f"/residents/households/{family.id}/move-out"
        if self._send("move_out", family.id, path, {"on": str(clock.today())}) is None:
            self._lose_sight_of(family)
        else:
            self._estate.families.remove(family)

    def _exchange(self) -> None:
        family, flat = self._family(), self._flat()
        if family is None or flat is None:
            return
        contract, today = f"LOAD-{self._next()}", clock.today()
        body = {
            "dwelling_id": str(flat.id), "contract_number": contract, "on": str(today),
            "lease_ends": str(today + timedelta(days=365)),
        }  # fmt: skip
        if self._send("exchange", contract, f"/residents/households/{family.id}/exchange", body) is None:
            self._lose_sight_of(family, flat)
        else:
            family.flat, family.contract = flat, contract

    def _join(self) -> None:
        family, person = self._family(), self._record("other")
        if family is None or person is None:
            return
        body = {"person_id": str(person.id), "relation": "other", "on": str(clock.today())}
        if self._send("join", person.id, f"/residents/households/{family.id}/members", body) is None:
            self._lose_sight_of(family)
        else:
            family.members.append(person)

    def _leave(self) -> None:
        family = self._family(least=2)
        if family is None:
            return
        person = self._random.choice(family.members[1:])
        body = {"person_id": str(person.id), "on": str(clock.today())}
        if self._send("leave", person.id, f"/residents/households/{family.id}/leavings", body) is None:
            self._lose_sight_of(family)
        else:
            family.members.remove(person)

    def _wish(self) -> None:
        family = self._family()
        if family is None:
            return
        pay = 300_000 + self._next()
        body = {
            "person_id": str(family.tenant.id),
            "occupation": "4-07",
            "pay_from_fen": pay,
            "pay_per": "month",
        }
        self._send("wish", pay, "/employment/wishes", body)

    def _posting(self) -> None:
        if self._employer is None:
            self._employer = self._register_employer()
            return
        title = f"保安 {self._next()}"
        self._send("posting", title, "/employment/postings", a_posting(self._employer, title=title))

    def _register_employer(self) -> str | None:
        body = {"name": "重庆安邻物业服务有限公司", "credit_code": CREDIT_CODE, "phone": "023-68430000"}
        try:
            answer = self._http.post(
                self._addresses["employment"] + "/employment/employers", json=body, timeout=20
            )
        except requests.RequestException:
            return None
        return str(answer.json()["id"]) if answer.ok else None


def a_posting(employer: str, **changes: Any) -> dict[str, Any]:
    """A job posting to publish: security guard on day shift, 3,500 to 4,200 yuan a month."""
    return {
        "employer_id": employer, "title": "保安（白班）", "occupation": "4-07-05-01", "form": "full_time",
        "hours": "day", "pay_from_fen": 350_000, "pay_to_fen": 420_000, "pay_per": "month",
        "area": "/huafu/c1/", "headcount": 3, "closes_on": str(clock.today() + timedelta(days=30)),
        "publish": True, **changes,
    }  # fmt: skip
