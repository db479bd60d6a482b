"""If-Match: who changes something says which version they have seen, and is refused when it is old."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chassis import access, services
from tests.access.asking import LEASE, TODAY, Probe
from tests.access.probes import PROBES
from tests.access.test_access_matrix import app as app  # noqa: PLC0414
from tests.access.test_access_matrix import routes
from tests.access.things import Thing, a_thing
from tests.architecture.test_conventions import operations
from tests.callers import bearer, client_for

ADDS, TELLS, ONCE, AGAIN = "adds a record", "changes nothing", "is done once", "done again, it is the same"

WITHOUT: Final = {
    "POST /people/<uuid:person_id>/unmasking": TELLS,
    "POST /people/<uuid:person_id>/export": TELLS,
    "POST /people/<uuid:person_id>/care-tags": ADDS,
    "POST /people/<uuid:person_id>/care-plans": ADDS,
    "POST /households/<uuid:household_id>/verifications": ADDS,
    "POST /households/<uuid:household_id>/observations": ADDS,
    "POST /households/<uuid:household_id>/visits": ADDS,
    "POST /visits/<uuid:visit_id>/addenda": ADDS,
    "POST /verifications/<uuid:verification_id>/withdrawal": ONCE,
    "POST /care-tags/<uuid:tag_id>/closing": ONCE,
    "POST /follow-ups/<uuid:follow_up_id>/done": ONCE,
    "PUT /inboxes/<uuid:person_id>/messages/<int:message_id>/read": AGAIN,
    "POST /inboxes/<uuid:person_id>/read": AGAIN,
}
"""Routes that compare no versions, each with the reason why there is none to compare."""

COMPARED: Final = {
    (service, route)
    for service, probes in PROBES.items()
    for route in probes
    if route.startswith(("PUT ", "PATCH ", "DELETE ", "POST ")) and "<" in route and route not in WITHOUT
}
SHOWN_AT: Final = {"POST /people/<uuid:person_id>/unmerge": "/people/{former}/merger"}
"""Where the version is shown, if not at the thing's own path."""

JOINING: Final = "POST /households/<uuid:household_id>/joining"
CHECK_IN: Final = "POST /tenancies/<uuid:tenancy_id>/check-in"
GONE: Final = {
    "POST /people/<uuid:person_id>/erasure": (404, "person-unknown"),
    "POST /households/<uuid:household_id>/move-out": (404, "household-not-here"),
    JOINING: (404, "household-not-here"),
}
"""How the second of two is refused where nothing is left to compare with."""


def sign(client: FlaskClient, thing: Thing) -> None:
    client.post(f"/tenancies/{thing.reserved}/signing", json={**LEASE, "on": TODAY})


BEFORE: Final[dict[str, Callable[[FlaskClient, Thing], None]]] = {CHECK_IN: sign}
"""What has to be done before a change can be."""

by_route = pytest.mark.parametrize(("app", "route"), sorted(COMPARED), indirect=["app"])


class Change:
    """A change of something that is shown."""

    def __init__(self, app: Flask, route: str) -> None:
        service = app.config["SERVICE"]
        self.client, self.thing, self.route = client_for(app), a_thing(service), route
        self.probe = self._probe(PROBES[service][route])
        BEFORE.get(route, lambda *_: None)(self.client, self.thing)

    def _probe(self, probe: Probe) -> Probe:
        if self.route != JOINING:
            return probe
        other = a_thing("residents").household
        together = [
            {"person_id": each, "relation": "other"} for each in (self.thing.person, self.thing.member)
        ]
        return replace(probe, json=lambda _: {"into_household_id": other, "on": TODAY, "members": together})

    def seen(self) -> str | None:
        """The version as it is shown; None once the thing is gone."""
        own = "/".join(self.probe.path.split("/")[:3])
        answer = self.client.get(SHOWN_AT.get(self.route, own).format(**vars(self.thing)))
        assert answer.status_code in {200, 404}
        return answer.headers["ETag"] if answer.status_code == 200 else None

    def make(self, if_match: str) -> tuple[int, str | None]:
        """Make it on a condition."""
        answer = self.probe.ask(self.client, self.thing, {"If-Match": if_match})
        return answer.status_code, (answer.get_json(silent=True) or {}).get("code")


@pytest.mark.parametrize("app", services.names(), indirect=True)
def test_what_compares_versions_says_so_and_what_does_not_has_a_reason(app: Flask):
    says_so = {
        name
        for name, operation in operations(app.config["SERVICE"])
        if any(each.get("name") == "If-Match" for each in operation.get("parameters", []))
    }

    compared = {route for service, route in COMPARED if service == app.config["SERVICE"]}
    assert says_so == {
        route.replace("<uuid:", "{").replace("<string:", "{").replace(">", "}") for route in compared
    }


def test_no_reason_is_given_for_a_route_that_is_gone():
    assert {route for probes in PROBES.values() for route in probes} >= WITHOUT.keys()


@pytest.mark.parametrize("app", services.names(), indirect=True)
def test_a_condition_that_nobody_would_look_at_is_refused(app: Flask):
    service, client = app.config["SERVICE"], app.test_client()
    thing, permissions = a_thing(service), access.permissions_of(app.config["SERVICE"])

    for route, needed in routes(app).items():
        if (service, route) not in COMPARED:
            caller = bearer(next(iter(permissions[needed])), "/", thing.person)
            answer = PROBES[service][route].ask(client, thing, {**caller, "If-Match": '"1"'})
            assert (answer.status_code, answer.get_json()["code"]) == (400, "if-match-not-taken"), route


@by_route
def test_a_change_of_what_was_seen_is_made_and_leads_to_another_version(app: Flask, route: str):
    change = Change(app, route)
    before = change.seen()
    assert before is not None

    assert change.make(before)[0] in {200, 201, 204}
    assert change.seen() != before


@by_route
def test_a_change_of_what_is_no_longer_so_is_refused(app: Flask, route: str):
    change = Change(app, route)
    before = change.seen()

    for old in ('"99"', 'W/"1"', '"x"', "1", "", '"99999999999999999999999"'):
        assert change.make(old) == (412, "changed-meanwhile"), old
    assert change.seen() == before


@pytest.mark.parametrize(
    ("app", "route"),
    [
        ("residents", "PUT /people/<uuid:person_id>/hukou"),
        ("grievances", "POST /cases/<uuid:case_id>/settle"),
    ],
    indirect=["app"],
)
def test_who_does_not_say_what_they_saw_changes_what_there_is(app: Flask, route: str):
    assert Change(app, route).make("*")[0] in {200, 201, 204}


@by_route
def test_the_second_of_two_who_saw_the_same_is_refused(app: Flask, route: str):
    change = Change(app, route)
    both = change.seen() or ""

    change.make(both)

    assert change.make(both) == GONE.get(route, (412, "changed-meanwhile"))
