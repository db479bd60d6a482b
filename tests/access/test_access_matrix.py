"""The matrix: every route, asked by every role from every area about one thing, answers as its table says."""

from collections.abc import Iterator

import pytest
from flask import Flask

from chassis import access, database, services
from chassis.access import Scope
from chassis.ids import new_id
from chassis.web import guard
from chassis.web.app import create_app
from contracts import roles
from tests.access.probes import PROBES, Probe
from tests.access.things import BUILDING, GRID, UNIT, Thing, a_thing
from tests.callers import bearer
from tests.migrated import migrate

ROLES = sorted(value for name, value in vars(roles).items() if name.isupper())
AREAS = {
    "own": BUILDING, "child": UNIT, "parent": "/e/c1/", "root": "/", "grid": GRID,
    "sibling, the first letters alike": "/e/c1/b1/", "sibling": "/e/c1/b100/", "sibling grid": "/e/g1/g1/",
    "another unit": "/e/c1/b10/u2/", "none": "/f/",
}  # fmt: skip
"""The areas of tokens, as they relate to a building in which the thing lies."""


@pytest.fixture
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """One service on an empty database."""
    own = database.of(request.param)
    migrate(own)
    yield create_app(request.param)
    own.engine.dispose()


def routes(app: Flask) -> dict[str, str]:
    """Every route that takes a permission, with it."""
    return {
        f"{method} {rule.rule}": needed
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if (needed := guard.permission_for(app, rule.endpoint, method))
    }


def expected(probe: Probe, scope: Scope, area: str, *, own: bool) -> bool:
    """Whether a caller with this scope, area and relation reaches the thing."""
    if probe.whole and scope is not Scope.OWN:
        return area == "/"
    if scope is Scope.ALL or (scope is Scope.AREA and not probe.paths):
        return True
    return own if scope is Scope.OWN else any(path.startswith(area) for path in probe.paths)


def attempts(scope: Scope | None) -> list[tuple[str, bool]]:
    """Areas to call from, and whether the caller is the one whose the thing is."""
    if scope is Scope.OWN:
        return [("/", True), (BUILDING, False), ("/", False)]
    return [(area, False) for area in AREAS.values()] if scope else [("/", True)]


@pytest.mark.parametrize("app", services.names(), indirect=True)
def test_every_route_has_a_probe(app: Flask):
    assert set(routes(app)) == set(PROBES[app.config["SERVICE"]])


@pytest.mark.parametrize(
    ("app", "route"),
    [(service, route) for service, probes in PROBES.items() for route in probes],
    indirect=["app"],
)
def test_a_route_answers_whom_the_table_says(app: Flask, route: str):
    service, client = app.config["SERVICE"], app.test_client()
    probe = PROBES[service][route]
    scopes = access.permissions_of(service)[routes(app)[route]]

    asked = [(role, *each) for role in ROLES for each in attempts(scopes.get(role))]
    untouched: Thing | None = None
    for role, area, own in asked:
        scope, thing = scopes.get(role), untouched or a_thing(service)
        caller = bearer(role, area, getattr(thing, probe.owner) if own else new_id())
        answer = probe.ask(client, thing, caller)
        untouched = thing if answer.status_code >= 400 or route.startswith("GET ") else None

        if scope is None:
            assert (answer.status_code, answer.get_json()["code"]) == (403, "not-permitted"), (role, area)
        else:
            seen = probe.shown(answer, thing)
            told = (role, area, own, answer.status_code, answer.data[:300])
            assert seen is expected(probe, scope, area, own=own), told
            if not seen and answer.status_code >= 400 and not probe.whole:
                unknown = probe.ask(client, a_stranger(thing, probe, scope), caller)
                assert problem(answer) == problem(unknown), ("out of reach is as if it were not there", *told)


def a_stranger(thing: Thing, probe: Probe, scope: Scope) -> Thing:
    """The same thing, unknown."""
    return thing.unknown(*(probe.unknown_owner if scope is Scope.OWN else ()))


def problem(answer: object) -> tuple[int, str]:
    """What an answer refuses with."""
    return answer.status_code, answer.get_json()["code"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("app", ["employment"], indirect=True)
@pytest.mark.parametrize(
    ("role", "own", "shown"),
    [
        (roles.EMPLOYER, True, True),
        (roles.EMPLOYER, False, False),
        (roles.COMMUNITY_STAFF, False, True),
        (roles.RESIDENT, False, False),
        (roles.AUDITOR, False, False),
    ],
)
def test_a_draft_is_shown_to_those_who_manage_it(app: Flask, role: str, own: bool, shown: bool):  # noqa: FBT001
    thing = a_thing("employment")
    caller = bearer(role, subject=thing.employer if own else None)
    client = app.test_client()

    listed = client.get("/postings?state=draft", headers=caller).get_json()["items"]
    single = client.get(f"/postings/{thing.draft}", headers=caller)

    assert ([each["id"] for each in listed], single.status_code == 200) == ([str(thing.draft)] * shown, shown)


@pytest.mark.parametrize("app", ["residents"], indirect=True)
def test_who_moved_away_stays_within_the_area_they_lived_in_last(app: Flask):
    thing, client = a_thing("residents"), app.test_client()
    client.post(f"/households/{thing.household}/move-out", json={"on": "2026-06-01"}, headers=bearer())

    seen = {
        area: client.get(f"/people/{thing.person}", headers=bearer(roles.GRID_WORKER, area)).status_code
        for area in ("/e/c1/b10/", "/e/c1/b1/")
    }

    assert seen == {"/e/c1/b10/": 200, "/e/c1/b1/": 404}


@pytest.mark.parametrize("app", ["residents"], indirect=True)
def test_nobody_is_taken_into_a_household_from_beyond_ones_area(app: Flask):
    thing, client = a_thing("residents"), app.test_client()
    elsewhere = a_thing("residents", unit="/e/c1/b1/u1/", grid="/e/g1/g1/")
    joining = {"person_id": str(elsewhere.person), "relation": "other", "on": "2026-06-01"}
    worker = bearer(roles.GRID_WORKER, BUILDING)

    refused = client.post(f"/households/{thing.household}/members", json=joining, headers=worker)

    assert problem(refused) == (404, "person-unknown")
    known = client.post(f"/households/{thing.household}/members", json=joining, headers=bearer())
    assert problem(known) == (409, "person-lives-here")


@pytest.mark.parametrize("app", ["residents"], indirect=True)
@pytest.mark.parametrize(
    ("area", "counted"),
    [
        ("/", {"/e/g1/g10/": 2, "/e/g1/g1/": 1}),
        (BUILDING, {"/e/g1/g10/": 2}),
        ("/e/c1/b10/u2/", {"/e/g1/g10/": 1}),
        ("/e/g1/g1/", {"/e/g1/g1/": 1}),
        ("/f/", {}),
    ],
)
def test_of_the_grids_in_reach_those_people_are_counted_who_are(
    app: Flask, area: str, counted: dict[str, int]
):
    for unit, grid in ((UNIT, GRID), ("/e/c1/b10/u2/", GRID), ("/e/c1/b1/u1/", "/e/g1/g1/")):
        a_thing("residents", unit=unit, grid=grid)

    answer = app.test_client().get("/grids?on=2026-06-01", headers=bearer(roles.GRID_WORKER, area))

    assert {each["path"]: each["people"] for each in answer.get_json()} == counted
