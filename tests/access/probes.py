"""One probe for every route: how to ask it about a thing, and how to tell whether the thing was within reach."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.employment.credit_codes import check_character
from tests.access.things import BUILDING, ENDS, GRID, UNIT, Thing

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
_LEASE: Final = {"contract_number": "HT-2", "lease_ends": str(ENDS)}
_STEP: Final = {"on": TODAY, "reason": "本人申请"}
_OFFER: Final = {
    "title": "保安", "occupation": "4-07-05-01", "form": "full_time", "hours": "day", "pay_from_fen": 300000,
    "pay_to_fen": 400000, "pay_per": "month", "area": "/500107/", "headcount": 1, "closes_on": str(ENDS),
}  # fmt: skip


def _post(path: str, json: Callable[[Thing], Body] | None = None, **more: Any) -> Probe:
    return Probe(path=path, method="POST", json=json, **more)


def _put(path: str, json: Callable[[Thing], Body] | None = None, **more: Any) -> Probe:
    return Probe(path=path, method="PUT", json=json, **more)


def _credit_code(thing: Thing) -> str:
    first = f"91500107MA{thing.employer.int % 10**7:07}"
    return first + check_character(first)


def _not_refused(answer: TestResponse, thing: Thing) -> bool:
    del thing
    return answer.status_code not in {401, 403}


PROBES: Final[dict[str, dict[str, Probe]]] = {
    "residents": {
        "GET /places": Probe(path="/places", paths=NOWHERE),
        "GET /dwellings": Probe(path="/dwellings?limit=500", shown=listed("dwelling")),
        "GET /dwellings/<uuid:dwelling_id>": Probe(path="/dwellings/{dwelling}"),
        "GET /grids": Probe(path="/grids?on=" + TODAY, shown=counted),
        "GET /rosters": Probe(path="/rosters?limit=500&on=" + TODAY, shown=listed("person", "person_id")),
        "POST /people": _post("/people", lambda _: {"name": "李四"}, paths=NOWHERE),
        "GET /people/<uuid:person_id>": Probe(path="/people/{person}"),
        "PUT /people/<uuid:person_id>/contact": _put("/people/{person}/contact", lambda _: {"phone": "13800138000"}),
        "PUT /people/<uuid:person_id>/guardian": _put(
            "/people/{person}/guardian", lambda it: {"guardian_id": it.newcomer}
        ),
        "GET /duplicates": Probe(path="/duplicates?limit=500", shown=listed("pair")),
        "GET /duplicates/<uuid:pair_id>": Probe(path="/duplicates/{pair}"),
        "PUT /duplicates/<uuid:pair_id>/judgement": _put(
            "/duplicates/{pair}/judgement", lambda _: {"verdict": "distinct", "reason": "双胞胎，已核实"}
        ),
        "POST /people/<uuid:person_id>/merge": _post(
            "/people/{newcomer}/merge", lambda it: {"into": it.person, "reason": "同一人重复登记"}
        ),
        "GET /people/<uuid:person_id>/merger": Probe(path="/people/{former}/merger"),
        "POST /people/<uuid:person_id>/unmerge": _post("/people/{former}/unmerge", lambda _: {"reason": "撤销合并"}),
        "POST /people/<uuid:person_id>/unmasking": _post(
            "/people/{person}/unmasking", lambda _: {"reason": "核对身份"}
        ),
        "POST /people/<uuid:person_id>/export": _post(
            "/people/{person}/export", lambda _: {"reason": "本人查阅"}, whole=True
        ),
        "GET /purposes": Probe(path="/purposes", paths=NOWHERE),
        "GET /people/<uuid:person_id>/consents": Probe(path="/people/{person}/consents"),
        "POST /people/<uuid:person_id>/consents": _post(
            "/people/{person}/consents", lambda _: {"purpose": "job_matching", "on": TODAY, "channel": "paper"}
        ),
        "POST /people/<uuid:person_id>/consents/withdrawal": _post(
            "/people/{person}/consents/withdrawal", lambda _: {"purpose": "job_matching", "on": TODAY}
        ),
        "POST /people/<uuid:person_id>/restriction": _post(
            "/people/{person}/restriction", lambda _: _STEP
        ),
        "POST /people/<uuid:person_id>/restriction/lifting": _post(
            "/people/{restricted}/restriction/lifting", lambda _: _STEP
        ),
        "POST /people/<uuid:person_id>/erasure": _post("/people/{leaver}/erasure", lambda _: _STEP),
        "POST /people/searches": _post(
            "/people/searches", lambda it: {"phone": it.phone, "reason": "核对身份"}, shown=found
        ),
        "GET /audit": Probe(path="/audit", paths=NOWHERE),
        "POST /move-ins": _post(
            "/move-ins",
            lambda it: {"dwelling_id": it.vacancy, "since": TODAY, **_LEASE,
                        "members": [{"person_id": it.newcomer, "relation": "tenant"}]},
        ),
        "POST /households/<uuid:household_id>/move-out": _post(
            "/households/{household}/move-out", lambda _: {"on": TODAY}
        ),
        "POST /households/<uuid:household_id>/exchange": _post(
            "/households/{household}/exchange", lambda it: {"dwelling_id": it.vacancy, "on": TODAY, **_LEASE}
        ),
        "POST /households/<uuid:household_id>/members": _post(
            "/households/{household}/members",
            lambda it: {"person_id": it.newcomer, "relation": "other", "on": TODAY},
        ),
        "POST /households/<uuid:household_id>/leavings": _post(
            "/households/{household}/leavings", lambda it: {"person_id": it.member, "on": TODAY}
        ),
        "GET /posts": Probe(path="/posts?limit=500", shown=listed("post"), paths=(BUILDING,)),
        "PUT /posts/<uuid:post_id>/appointment": _put(
            "/posts/{vacant_post}/appointment", lambda it: {"person_id": it.person, "since": TODAY}, paths=(BUILDING,)
        ),
        "POST /posts/<uuid:post_id>/relief": _post(
            "/posts/{post}/relief", lambda _: {"on": TODAY}, paths=(BUILDING,)
        ),
        "POST /lease-imports": _post("/lease-imports", whole=True, shown=_not_refused),
    },
    "grievances": {
        "POST /cases": _post(
            "/cases",
            lambda it: {"dwelling_id": it.dwelling, "reporter_id": it.person, "category": "dogs",
                        "description": "不牵绳"},
            unknown_owner=("person",),
        ),
        "GET /cases": Probe(path="/cases?limit=500", shown=listed("case")),
        "GET /cases/<uuid:case_id>": Probe(path="/cases/{case}"),
        "POST /cases/<uuid:case_id>/settle": _post("/cases/{case}/settle"),
        "POST /people/<uuid:person_id>/export": _post(
            "/people/{person}/export", lambda _: {"reason": "本人查阅"}, whole=True
        ),
        "GET /audit": Probe(path="/audit", paths=NOWHERE),
    },
    "employment": {
        "POST /employers": _post(
            "/employers",
            lambda it: {"name": "物业", "credit_code": _credit_code(it), "phone": "023-68430000"},
        ),
        "GET /employers": Probe(path="/employers?limit=500", shown=listed("employer")),
        "POST /postings": _post("/postings", lambda it: {"employer_id": it.employer, **_OFFER}, owner="employer"),
        "GET /postings": Probe(path="/postings?limit=500", shown=listed("posting")),
        "GET /postings/<uuid:posting_id>": Probe(path="/postings/{posting}"),
        "POST /postings/<uuid:posting_id>/publish": _post("/postings/{draft}/publish", owner="employer"),
        "POST /postings/<uuid:posting_id>/close": _post(
            "/postings/{posting}/close", lambda _: {"reason": "filled"}, owner="employer"
        ),
        "POST /wishes": _post("/wishes", lambda it: {"person_id": it.person}),
        "GET /wishes": Probe(path="/wishes?person_id={person}", shown=listed("wish")),
        "POST /wishes/<uuid:wish_id>/withdraw": _post("/wishes/{wish}/withdraw"),
        "POST /people/<uuid:person_id>/export": _post(
            "/people/{person}/export", lambda _: {"reason": "本人查阅"}, whole=True
        ),
        "GET /audit": Probe(path="/audit", paths=NOWHERE),
    },
    "notifications": {
        "GET /inboxes/<uuid:person_id>": Probe(path="/inboxes/{person}"),
        "GET /inboxes/<uuid:person_id>/unread": Probe(path="/inboxes/{person}/unread"),
        "PUT /inboxes/<uuid:person_id>/messages/<int:message_id>/read": _put(
            "/inboxes/{person}/messages/{message}/read"
        ),
        "POST /inboxes/<uuid:person_id>/read": _post("/inboxes/{person}/read", lambda it: {"up_to": it.message}),
        "GET /notices": Probe(path="/notices", paths=NOWHERE),
        "POST /people/<uuid:person_id>/export": _post(
            "/people/{person}/export", lambda _: {"reason": "本人查阅"}, whole=True
        ),
        "GET /audit": Probe(path="/audit", paths=NOWHERE),
    },
}  # fmt: skip
