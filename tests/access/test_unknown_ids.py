"""Whoever names something that is not there is told so, in every field of every request that takes an id."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from flask import Flask

from chassis import access, services
from chassis.ids import new_id
from tests.access.probes import PROBES
from tests.access.test_access_matrix import app as app  # noqa: PLC0414
from tests.access.test_access_matrix import routes
from tests.access.things import a_thing
from tests.architecture.test_conventions import operations
from tests.callers import bearer, client_for

Place = tuple[str, ...]
"""Where a field is; `*` stands for a line of a list."""

SOMETHING: Final = {"uuid": str(new_id()), "date": "2026-06-01"}
GENERAL: Final = {"conflict", "invalid-input"}
"""What tells nothing of the id."""
NOT_LOOKED_UP: Final = {
    "POST /people confirmed_distinct_from.*": "whom somebody is said not to be",
    "POST /people/<uuid:person_id>/corrections confirmed_distinct_from.*": "whom somebody is said not to be",
    "POST /visits/diary household_id": "chooses among what there is",
}
"""Fields that may name what is not there, each with the reason."""


def resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """A schema itself, where another one is referred to."""
    for part in (schema, *schema.get("allOf", [])):
        if "$ref" in part:
            found: dict[str, Any] = schemas[part["$ref"].rsplit("/", 1)[1]]
            return found
    return schema


def ids_in(schema: dict[str, Any], schemas: dict[str, Any], at: Place = ()) -> Iterator[Place]:
    """Where a body takes ids."""
    schema = resolved(schema, schemas)
    if schema.get("format") == "uuid":
        yield at
    elif "items" in schema:
        yield from ids_in(schema["items"], schemas, (*at, "*"))
    for name, each in schema.get("properties", {}).items():
        yield from ids_in(each, schemas, (*at, name))


def filled(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """The least that a schema asks for."""
    schema = resolved(schema, schemas)
    if "properties" in schema:
        return {name: filled(schema["properties"][name], schemas) for name in schema.get("required", [])}
    return SOMETHING.get(schema.get("format", ""), "送药上门")


def with_unknown(body: Any, at: Place, schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """The same body with an id that nobody knows in one place."""
    if not at:
        return str(new_id())
    schema, (first, *rest) = resolved(schema, schemas), at
    if first == "*":
        line = body[0] if body else filled(schema["items"], schemas)
        return [with_unknown(line, tuple(rest), schema["items"], schemas), *body[1:]]
    empty: Any = [] if rest and rest[0] == "*" else {}
    inner = with_unknown(body.get(first, empty), tuple(rest), schema["properties"][first], schemas)
    return {**body, first: inner}


def answers(app: Flask) -> Iterator[tuple[str, int, str | None]]:
    """Of every field that takes an id: where it is, and how an unknown one is answered."""
    service = app.config["SERVICE"]
    permissions, needed = access.permissions_of(service), routes(app)
    labels = {each.replace("<uuid:", "{").replace("<string:", "{").replace(">", "}"): each for each in needed}
    schemas = client_for(app).get("/openapi.json").get_json()["components"]["schemas"]
    for label, operation in operations(service):
        content = operation.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        for at in ids_in(schema, schemas):
            route, thing = labels[label], a_thing(service)
            probe = PROBES[service][route]
            body = dict(probe.json(thing)) if probe.json else {}
            caller = bearer(next(iter(permissions[needed[route]])), "/", thing.person)
            answer = app.test_client().open(
                probe.path.format(**vars(thing)), method=probe.method, headers=caller,
                json=with_unknown(body, at, schema, schemas),
            )  # fmt: skip
            yield (
                f"{route} {'.'.join(at)}",
                answer.status_code,
                (answer.get_json(silent=True) or {}).get("code"),
            )


@pytest.mark.parametrize("app", services.names(), indirect=True)
def test_an_id_that_nobody_knows_is_refused_as_such(app: Flask):
    wrong = {
        where: (status, code)
        for where, status, code in answers(app)
        if where not in NOT_LOOKED_UP and (status not in {404, 409, 422} or code in GENERAL)
    }

    assert wrong == {}
