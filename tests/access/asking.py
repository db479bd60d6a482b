"""How to ask a route about a thing, and how to tell whether the thing was within reach."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from services.employment.credit_codes import check_character
from tests.access.things import ENDS, GRID, UNIT, Thing

NOWHERE: Final = ()
"""Where something lies that is in nobody's area yet, or in everybody's."""

Body = Mapping[str, Any]
Shown = Callable[[TestResponse, Thing], bool]


def done(answer: TestResponse, thing: Thing) -> bool:
    """Whether what was asked for was done or shown."""
    del thing
    return answer.status_code < 300


def listed(name: str, key: str = "id") -> Shown:
    """Whether a list holds the thing."""

    def holds(answer: TestResponse, thing: Thing) -> bool:
        assert answer.status_code == 200, answer.text
        return str(getattr(thing, name)) in {each[key] for each in answer.get_json()["items"]}

    return holds


def found(answer: TestResponse, thing: Thing) -> bool:
    """Whether a search has found the person."""
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.get_json()] == [str(thing.person)]


def counted(answer: TestResponse, thing: Thing) -> bool:
    """Whether the people of a grid are counted."""
    del thing
    assert answer.status_code == 200, answer.text
    return any(grid["people"] > 0 for grid in answer.get_json())


@dataclass(frozen=True, kw_only=True)
class Probe:
    """How to ask one route."""

    path: str
    method: str = "GET"
    json: Callable[[Thing], Body] | None = None
    shown: Shown = done
    paths: tuple[str, ...] = (UNIT, GRID)
    """Where the thing lies that is asked for."""
    owner: str = "person"
    unknown_owner: tuple[str, ...] = ()
    """The ids that make the same request about somebody nobody knows; all when empty."""
    whole: bool = False
    """Whether it takes the whole community as area."""

    def ask(self, client: FlaskClient, thing: Thing, headers: Mapping[str, str]) -> TestResponse:
        """Send the request."""
        body: dict[str, Any] = {"json": dict(self.json(thing))} if self.json else {}
        if self.whole and not self.json:
            body = {"data": {"file": (io.BytesIO(b"no workbook"), "leases.xlsx")}}
        return client.open(self.path.format(**vars(thing)), method=self.method, headers=dict(headers), **body)


TODAY: Final = "2026-06-01"
LEASE: Final = {"contract_number": "HT-2", "lease_ends": str(ENDS)}
STEP: Final = {"on": TODAY, "reason": "本人申请"}
OFFER: Final = {
    "title": "保安", "occupation": "4-07-05-01", "form": "full_time", "hours": "day", "pay_from_fen": 300000,
    "pay_to_fen": 400000, "pay_per": "month", "area": "/500107/", "headcount": 1, "closes_on": str(ENDS),
}  # fmt: skip


def post(path: str, json: Callable[[Thing], Body] | None = None, **more: Any) -> Probe:
    return Probe(path=path, method="POST", json=json, **more)


def put(path: str, json: Callable[[Thing], Body] | None = None, **more: Any) -> Probe:
    return Probe(path=path, method="PUT", json=json, **more)


def credit_code(thing: Thing) -> str:
    first = f"91500107MA{thing.employer.int % 10**7:07}"
    return first + check_character(first)


def not_refused(answer: TestResponse, thing: Thing) -> bool:
    del thing
    return answer.status_code not in {401, 403}


def on_the_round(answer: TestResponse, thing: Thing) -> bool:
    """Whether a round takes in the household."""
    assert answer.status_code == 200, answer.text
    sheet = load_workbook(io.BytesIO(answer.data)).active
    return thing.address in {row[0] for row in sheet.iter_rows(values_only=True)}


def has_rows(answer: TestResponse, thing: Thing) -> bool:
    """Whether a figure counts anybody."""
    del thing
    assert answer.status_code == 200, answer.text
    return bool(answer.get_json()["rows"])


def not_hidden(answer: TestResponse, thing: Thing) -> bool:
    """Whether the thing is there, though the step may be refused for another reason."""
    del thing
    return answer.status_code not in {401, 403, 404}
