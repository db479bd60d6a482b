"""If-Match: who changes something says which version they have seen, and is refused when it is old."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient

from chassis import database
from chassis.web.app import create_app
from tests.access.things import Thing, a_thing
from tests.callers import client_for
from tests.migrated import migrate


@dataclass(frozen=True)
class Change:
    """Something shown, and how to change it."""

    service: str
    shown: str
    method: str
    path: str
    json: Any = None


CHANGES = [
    Change("residents", "/people/{person}", "PUT", "/people/{person}/contact", {"phone": "13900139000"}),
    Change(
        "residents",
        "/people/{person}",
        "PUT",
        "/people/{person}/guardian",
        lambda it: {"guardian_id": it.newcomer},
    ),
    Change(
        "residents",
        "/duplicates/{pair}",
        "PUT",
        "/duplicates/{pair}/judgement",
        {"verdict": "distinct", "reason": "双胞胎，已核实"},
    ),
    Change(
        "residents",
        "/people/{former}/merger",
        "POST",
        "/people/{former}/unmerge",
        {"reason": "误合并，已核实"},
    ),
    Change(
        "residents",
        "/people/{newcomer}",
        "POST",
        "/people/{newcomer}/merge",
        lambda it: {"into": it.person, "reason": "重复登记"},
    ),
    Change("grievances", "/cases/{case}", "POST", "/cases/{case}/settle"),
    Change("employment", "/postings/{draft}", "POST", "/postings/{draft}/publish"),
    Change("employment", "/postings/{posting}", "POST", "/postings/{posting}/close", {"reason": "filled"}),
]


@pytest.fixture(params=CHANGES, ids=lambda each: each.path)
def change(request: pytest.FixtureRequest) -> Change:
    migrate(database.of(request.param.service))
    found: Change = request.param
    return found


@pytest.fixture
def client(change: Change) -> FlaskClient:
    return client_for(create_app(change.service))


@pytest.fixture
def thing(change: Change) -> Thing:
    return a_thing(change.service)


def seen(client: FlaskClient, change: Change, thing: Thing) -> str:
    return client.get(change.shown.format(**vars(thing))).headers["ETag"]


def make(client: FlaskClient, change: Change, thing: Thing, if_match: str | None) -> tuple[int, str | None]:
    headers = {"If-Match": if_match} if if_match is not None else {}
    body = change.json(thing) if callable(change.json) else change.json
    answer = client.open(change.path.format(**vars(thing)), method=change.method, json=body, headers=headers)
    return answer.status_code, (answer.get_json(silent=True) or {}).get("code")


def test_a_change_of_what_was_seen_is_made_and_leads_to_another_version(
    client: FlaskClient, change: Change, thing: Thing
):
    before = seen(client, change, thing)

    assert make(client, change, thing, before)[0] in {200, 204}
    assert seen(client, change, thing) != before


@pytest.mark.parametrize("old", ['"99"', 'W/"1"', '"x"', "1", "", '"99999999999999999999999"'])
def test_a_change_of_what_is_no_longer_so_is_refused(
    client: FlaskClient, change: Change, thing: Thing, old: str
):
    before = seen(client, change, thing)

    assert make(client, change, thing, old) == (412, "changed-meanwhile")
    assert seen(client, change, thing) == before


@pytest.mark.parametrize("any_version", [None, "*"])
def test_who_does_not_say_what_they_saw_changes_what_there_is(
    client: FlaskClient, change: Change, thing: Thing, any_version: str | None
):
    assert make(client, change, thing, any_version)[0] in {200, 204}


def test_the_second_of_two_who_saw_the_same_is_refused(client: FlaskClient, change: Change, thing: Thing):
    both = seen(client, change, thing)

    make(client, change, thing, both)

    assert make(client, change, thing, both) == (412, "changed-meanwhile")
