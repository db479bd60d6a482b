"""Conventions: a wish nobody checks is none."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click import Command
from click.testing import CliRunner

from chassis import services
from chassis.access import permissions_of
from chassis.commands.access import list_access
from chassis.commands.variables import list_settings
from chassis.contracts import known
from chassis.events.entrypoints import subscriptions_of
from chassis.topology import topology
from chassis.web.app import create_app
from tests.architecture.released import declared

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 250
PLUMBING = {"/healthz", "/readyz", "/metrics", "/"}
METHODS = {"get", "post", "put", "patch", "delete"}
MACHINE_PATHS = re.compile(r"(?<![\w.~-])/(?:work|root|home/\w+|Users/\w+)/[\w.]")
DOWNLOAD_HOSTS = re.compile(r"--(?:extra-)?index-url|files\.pythonhosted\.org|/simple/|mirrors?\.[\w-]+\.\w+")
GENERATED = re.compile(r"services/\w+/migrations/versions/|requirements/")
HERE = "tests/architecture/test_conventions.py"

by_service = pytest.mark.parametrize("service", services.names())


def in_the_tree() -> list[Path]:
    """Every file that is or would be committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout")
    return [ROOT / each for each in listed.stdout.splitlines() if (ROOT / each).is_file()]


def matches(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern occurs in text files, this one left out."""
    found = []
    for path in in_the_tree():
        name = str(path.relative_to(ROOT))
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        if name != HERE:
            found += [f"{name}:{number}" for number, line in enumerate(lines, 1) if pattern.search(line)]
    return found


def operations(service: str) -> list[tuple[str, dict[str, Any]]]:
    """Every documented operation of a service."""
    document = create_app(service).test_client().get("/openapi.json").get_json()
    return [
        (f"{method.upper()} {path}", operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


def test_no_python_file_is_longer_than_it_should_be():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in in_the_tree()
        if path.suffix == ".py" and not GENERATED.search(str(path))
    }

    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_file_knows_the_machine_it_was_written_on():
    assert matches(MACHINE_PATHS) == []


def test_no_file_says_where_to_download_packages():
    assert matches(DOWNLOAD_HOSTS) == []


@by_service
def test_every_queue_has_a_consumer(service: str):
    assert subscriptions_of(services.worker_of(service))


@by_service
def test_every_subscribed_event_is_in_the_language(service: str):
    language = {each.type() for each in declared()}

    assert {each.type() for each in subscriptions_of(services.worker_of(service))} <= language


def test_every_contract_belongs_to_a_service():
    assert {each.service for each in declared()} <= set(services.names())


def test_the_topology_speaks_of_known_events_only():
    kinds = [kind for each in topology().subscriptions.values() for kind in each]

    assert [kind for kind in kinds if known(kind) is None] == []


@by_service
def test_a_worker_carries_the_name_of_its_service(service: str):
    assert services.worker_of(service).name == service


@by_service
def test_every_handler_says_what_it_does(service: str):
    worker = services.worker_of(service)
    methods = [each for name, each in vars(worker).items() if callable(each) and not name.startswith("_")]

    assert [each.__name__ for each in methods if not (each.__doc__ or "").strip().endswith(".")] == []


@by_service
def test_every_route_is_documented(service: str):
    app = create_app(service)
    routes = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in app.blueprints and not rule.endpoint.startswith("api-docs")
    }

    documented = app.test_client().get("/openapi.json").get_json()["paths"]
    assert routes - set(documented) - PLUMBING == set()


@by_service
def test_every_route_says_what_it_answers(service: str):
    def says(answer: dict[str, Any], status: str) -> bool:
        return status == "204" or any("schema" in each for each in answer.get("content", {}).values())

    silent = [
        name
        for name, operation in operations(service)
        if not any(
            says(answer, status)
            for status, answer in operation["responses"].items()
            if status.startswith("2")
        )
    ]

    assert silent == []


@by_service
def test_every_route_says_what_it_is_for(service: str):
    assert [name for name, operation in operations(service) if not operation.get("summary")] == []


@pytest.mark.parametrize(
    ("page", "command", "options"),
    [("access.md", list_access, []), ("settings.md", list_settings, ["--markdown"])],
)
def test_a_generated_page_says_what_the_code_says(page: str, command: Command, options: list[str]):
    printed = CliRunner().invoke(command, options, catch_exceptions=False).output

    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == printed, "run `make docs`"


@by_service
def test_every_permission_is_asked_for_somewhere(service: str):
    asked = {operation.get("x-permission") for _, operation in operations(service)}

    assert asked == set(permissions_of(service))
