"""One probe for every route of every service."""

from typing import Final

from tests.access.asking import (
    NOWHERE,
    OFFER,
    Probe,
    credit_code,
    listed,
    post,
    put,
)
from tests.access.register_probes import REGISTER

PROBES: Final[dict[str, dict[str, Probe]]] = {
    "residents": REGISTER,
    "grievances": {
        "POST /cases": post(
            "/cases",
            lambda it: {"dwelling_id": it.dwelling, "reporter_id": it.person, "category": "dogs",
                        "description": "不牵绳"},
            unknown_owner=("person",),
        ),
        "GET /cases": Probe(path="/cases?limit=500", shown=listed("case")),
        "GET /cases/<uuid:case_id>": Probe(path="/cases/{case}"),
        "POST /cases/<uuid:case_id>/settle": post("/cases/{case}/settle"),
        "POST /people/<uuid:person_id>/export": post(
            "/people/{person}/export", lambda _: {"reason": "本人查阅"}, whole=True
        ),
        "GET /audit": Probe(path="/audit", paths=NOWHERE),
    },
    "employment": {
        "POST /employers": post(
            "/employers",
            lambda it: {"name": "物业", "credit_code": credit_code(it), "phone": "023-68430000"},
        ),
        "GET /employers": Probe(path="/employers?limit=500", shown=listed("employer")),
        "POST /postings": post("/postings", lambda it: {"employer_id": it.employer, **OFFER}, owner="employer"),
        "GET /postings": Probe(path="/postings?limit=500", shown=listed("posting")),
        "GET /postings/<uuid:posting_id>": Probe(path="/postings/{posting}"),
        "POST /postings/<uuid:posting_id>/publish": post("/postings/{draft}/publish", owner="employer"),
        "POST /postings/<uuid:posting_id>/close": post(
            "/postings/{posting}/close", lambda _: {"reason": "filled"}, owner="employer"
        ),
        "POST /wishes": post("/wishes", lambda it: {"person_id": it.person}),
        "GET /wishes": Probe(path="/wishes?person_id={person}", shown=listed("wish")),
        "GET /wishes/<uuid:wish_id>": Probe(path="/wishes/{wish}"),
        "POST /wishes/<uuid:wish_id>/withdraw": post("/wishes/{wish}/withdraw"),
        "POST /people/<uuid:person_id>/export": post(
            "/people/{person}/export", lambda _: {"reason": "本人查阅"}, whole=True
        ),
        "GET /audit": Probe(path="/audit", paths=NOWHERE),
    },
    "notifications": {
        "GET /inboxes/<uuid:person_id>": Probe(path="/inboxes/{person}"),
        "GET /inboxes/<uuid:person_id>/unread": Probe(path="/inboxes/{person}/unread"),
        "PUT /inboxes/<uuid:person_id>/messages/<int:message_id>/read": put(
            "/inboxes/{person}/messages/{message}/read"
        ),
        "POST /inboxes/<uuid:person_id>/read": post("/inboxes/{person}/read", lambda it: {"up_to": it.message}),
        "GET /notices": Probe(path="/notices", paths=NOWHERE),
        "POST /people/<uuid:person_id>/export": post(
            "/people/{person}/export", lambda _: {"reason": "本人查阅"}, whole=True
        ),
        "GET /audit": Probe(path="/audit", paths=NOWHERE),
    },
}  # fmt: skip
