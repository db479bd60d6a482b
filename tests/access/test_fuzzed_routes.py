"""What a route's documentation says holds for requests nobody thought of, whoever sends them."""

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode, openapi
from schemathesis.config import ChecksConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.config._checks import PositiveDataAcceptanceConfig
from schemathesis.core.parameters import ParameterLocation

from chassis import access, services
from contracts import roles
from tests.access.probes import PROBES
from tests.access.test_access_matrix import app as app  # noqa: PLC0414
from tests.access.test_access_matrix import routes
from tests.access.things import Thing, a_thing
from tests.callers import bearer

ROLES = sorted(value for name, value in vars(roles).items() if name.isupper())
EXAMPLES = 30 if os.environ.get("DOORSTEP_LONG_TESTS") == "1" else 3

# What a schema cannot say (check digits, days still to come, fields that go together) is refused with 422, and 412 is
# for the version of a thing, which a stranger guesses wrong.
ACCEPTED = ["2xx", "401", "403", "404", "409", "412", "422"]
CHECKS = ChecksConfig(positive_data_acceptance=PositiveDataAcceptanceConfig(expected_statuses=ACCEPTED))
CONFIG = SchemathesisConfig(projects=ProjectsConfig(default=ProjectConfig(checks=CHECKS)))

KNOWN = {
    "dwelling_id": "vacancy", "person_id": "newcomer", "tenant_id": "newcomer", "guardian_id": "newcomer",
    "reporter_id": "person", "employer_id": "employer", "into": "person", "into_household_id": "household",
}  # fmt: skip
"""Fields that name a thing, and the one that makes the most of a request."""


def known(value: Any, thing: Thing) -> Any:
    """A body in which ids are of things that are there."""
    if isinstance(value, Mapping):
        return {
            key: str(getattr(thing, KNOWN[key]))
            if key in KNOWN and isinstance(each, str)
            else known(each, thing)
            for key, each in value.items()
        }
    return [known(each, thing) for each in value] if isinstance(value, list) else value


def path_of(probe_path: str, documented: str, thing: Thing) -> dict[str, Any]:
    """The parameters of a documented path, as the route's probe has them."""
    filled = probe_path.partition("?")[0].format(**vars(thing))
    pattern = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", documented)
    found = re.fullmatch(pattern, filled)
    assert found is not None, (probe_path, documented)
    return found.groupdict()


def wrong_beside_headers(case: Case) -> bool:
    """Whether what is wrong is sent: headers are replaced by good ones, and an empty value leaves a query."""
    wrong = {where for where, part in case.meta.components.items() if part.mode is GenerationMode.NEGATIVE}
    return wrong != {ParameterLocation.HEADER} and all((case.query or {"": "-"}).values())


def operations(app: Flask) -> Iterator[tuple[str, Any]]:
    """Every documented operation, with the route as the app has it."""
    schema = openapi.from_wsgi("/openapi.json", app, config=CONFIG)
    by_label = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route): route for route in routes(app)}
    for found in schema.get_all_operations():
        operation = found.ok()
        yield by_label[operation.label], operation


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("app", services.names(), indirect=True)
def test_every_route_keeps_its_word(app: Flask, role: str):
    service = app.config["SERVICE"]
    permissions, needed = access.permissions_of(service), routes(app)

    for route, operation in operations(app):
        may = role in permissions[needed[route]]
        thing = a_thing(service)
        headers = bearer(role, "/", thing.person)
        here = path_of(PROBES[service][route].path, operation.path, thing)
        for mode in GenerationMode if may else [GenerationMode.POSITIVE]:

            @settings(
                max_examples=EXAMPLES if may else 1,
                derandomize=True,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(operation.as_strategy(generation_mode=mode))
            def keep_its_word(case: Case) -> None:
                if mode is GenerationMode.POSITIVE:  # noqa: B023
                    case.path_parameters = here  # noqa: B023
                    case.body = known(case.body, thing)  # noqa: B023
                elif not wrong_beside_headers(case):
                    return
                case.call_and_validate(headers=headers)  # noqa: B023

            keep_its_word()
