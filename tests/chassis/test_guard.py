"""The guard: who calls is asked before anything else, and what they may is asked of one table."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chassis import access
from chassis.access import EverythingNeeded, Reach, Scope
from chassis.web import guard
from tests.callers import bearer

ID = "01981f2e-7d3a-7c41-9b1e-5f0c2a9d4e10"
OWNER, OTHER = UUID(ID), UUID("01981f2e-7d3a-7c41-9b1e-5f0c2a9d4e11")


@pytest.fixture
def stranger(api: FlaskClient) -> FlaskClient:
    """Somebody without a token."""
    del api.environ_base["HTTP_AUTHORIZATION"]
    return api


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Basic Zm9vOmJhcg=="},
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_nobody_is_answered_without_a_token(stranger: FlaskClient, method: str, headers: dict[str, str]):
    answer = stranger.open("/lamps", method=method, headers=headers)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert method == "HEAD" or answer.get_json()["code"] == "not-signed-in"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/openapi.json", "/docs"])
def test_health_and_documentation_are_open(stranger: FlaskClient, path: str):
    assert stranger.get(path).status_code == 200


def test_a_role_may_only_what_the_table_says(stranger: FlaskClient):
    walker = bearer("walker")

    assert stranger.get("/lamps", headers=walker).status_code == 200
    refused = stranger.post("/lamps", json={"id": ID, "height": 3}, headers=walker)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "not-permitted")
    detail = refused.get_json()["detail"]
    assert [word in detail for word in ("walker", "lamps.light", "keeper")] == [True, True, True]
    assert stranger.get("/lamps", headers=walker).get_json()["items"] == []


def test_a_role_nobody_knows_may_nothing(stranger: FlaskClient):
    assert stranger.get("/lamps", headers=bearer("emperor")).status_code == 403


def test_permission_is_asked_for_before_the_body_is_read(stranger: FlaskClient):
    assert stranger.post("/lamps", json={"nonsense": 1}, headers=bearer("walker")).status_code == 403


def test_the_next_request_does_not_inherit_a_caller(stranger: FlaskClient):
    assert stranger.get("/lamps", headers=bearer("keeper")).status_code == 200
    assert stranger.get("/healthz").status_code == 200

    assert access.caller.get() is None
    assert access.reach.get() == access.NOTHING


def test_the_documentation_names_the_permission_of_a_route(api: FlaskClient):
    document = api.get("/openapi.json").get_json()

    operation = document["paths"]["/lamps"]["post"]
    assert (operation["security"], operation["x-permission"]) == ([{"token": []}], "lamps.light")
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


@pytest.mark.parametrize("permission", [None, "lamps.eat"])
def test_a_route_that_names_no_known_permission_stops_the_start(api: FlaskClient, permission: str | None):
    app = Flask("bare", static_folder=None)
    view: Any = lambda: "everything"  # noqa: E731
    app.add_url_rule(
        "/secrets", view_func=guard.mark(view, permission) if permission else view, endpoint="secrets"
    )

    with pytest.raises(guard.NoPermissionNamed, match="GET /secrets"):
        guard.install(app, "lamps")


@pytest.mark.parametrize(
    ("reach", "paths", "owner", "covered"),
    [
        (Reach(area="/"), ("/e/b1/",), None, True),
        (Reach(area="/e/b1/"), ("/e/b1/",), None, True),
        (Reach(area="/e/b1/"), ("/e/b1/u1/",), None, True),
        (Reach(area="/e/b1/"), ("/e/b10/",), None, False),
        (Reach(area="/e/b1/"), ("/e/",), None, False),
        (Reach(area="/e/b1/"), ("/e/b10/", "/g/"), None, False),
        (Reach(area="/g/g1/"), ("/e/b10/", "/g/g1/"), None, True),
        (Reach(area="/e/b1/"), ("/e/b10/",), OWNER, False),
        (Reach(owner=OWNER), ("/e/b1/",), OWNER, True),
        (Reach(owner=OWNER), ("/e/b1/",), OTHER, False),
        (Reach(owner=OWNER), ("/e/b1/",), None, False),
        (access.NOTHING, ("/e/b1/",), None, False),
        (access.NOTHING, ("/e/b1/",), OWNER, False),
    ],
)
def test_a_reach_covers_what_lies_in_it(
    reach: Reach, paths: tuple[str, ...], owner: UUID | None, *, covered: bool
):
    assert reach.covers(*paths, owner=owner) is covered


@pytest.mark.parametrize("reach", [Reach(area="/e/"), Reach(owner=OWNER), access.NOTHING])
def test_what_concerns_everything_takes_everything(reach: Reach):
    with pytest.raises(EverythingNeeded):
        reach.require_everything()


@pytest.fixture
def somebody(api: FlaskClient) -> Iterator[None]:
    """A walker calls."""
    token = access.caller.set(access.Caller(subject=OWNER, role="walker", area="/e/"))
    yield
    access.caller.reset(token)


def test_another_permission_of_the_caller_reaches_as_far_as_it_goes(somebody: None):
    assert access.reach_for("lamps", "lamps.read") == Reach(owner=OWNER)
    assert access.reach_for("lamps", "lamps.light") == access.NOTHING


def test_nobody_calling_reaches_nothing(api: FlaskClient):
    assert access.reach_for("lamps", "lamps.read") == access.NOTHING


def test_every_role_is_found_with_how_far_it_goes(api: FlaskClient):
    assert access.roles() == {"keeper": {Scope.ALL, Scope.AREA}, "walker": {Scope.OWN}}
