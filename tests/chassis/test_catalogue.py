import copy
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from marshmallow import fields, validate

from chassis import database, topology
from chassis.catalogue import asyncapi, files
from chassis.catalogue.entries import entries_of
from chassis.catalogue.jsonschema import property_of, schema_of
from chassis.commands import events
from chassis.contracts import all_contracts
from chassis.events.broker import Outcome
from chassis.events.outbox import announce
from chassis.events.relay import Relay
from chassis.personal import seal
from chassis.settings import current
from contracts.employment import PostingPublished, WishRecorded
from contracts.residents import ContactChanged
from tests.chassis.moves import a_departure
from tests.chassis.probe.lamps import LampLit

DOCS = Path(__file__).parents[2] / "docs"
ENTRIES = entries_of(topology.topology())
DOCUMENT = asyncapi.document(ENTRIES)

EVERY_EVENT = pytest.mark.parametrize("entry", ENTRIES, ids=lambda each: each.contract.type())


def resolved(part, document=DOCUMENT):
    """The same without references; fails for one that leads nowhere."""
    if isinstance(part, dict) and "$ref" in part:
        found = document
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return resolved(found, document)
    if isinstance(part, dict):
        return {name: resolved(each, document) for name, each in part.items()}
    if isinstance(part, list):
        return [resolved(each, document) for each in part]
    return part


def accepts(schema, value) -> bool:
    checker = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    return checker.is_valid(value)


@pytest.mark.parametrize("name", ["events.md", "asyncapi.yaml"])
def test_the_committed_catalogue_is_what_the_code_says(name):
    written = (DOCS / name).read_text(encoding="utf-8")

    assert written == files(topology.topology())[name], "run `make docs`"


def test_every_class_in_contracts_is_in_the_catalogue():
    sources = "\n".join(each.read_text() for each in (DOCS.parent / "contracts").rglob("*.py"))

    declared = re.findall(r"^class (\w+)\(Event\)", sources, re.MULTILINE)

    assert sorted(each.contract.__name__ for each in ENTRIES) == sorted(declared)


def test_contracts_declared_elsewhere_stay_out_of_the_catalogue():
    assert LampLit in all_contracts()
    assert LampLit not in {each.contract for each in entries_of(topology.topology())}


@EVERY_EVENT
def test_the_page_tells_meaning_fields_and_listeners(entry):
    page = files(topology.topology())["events.md"]

    section = page.partition(f"### {entry.contract.type()}\n")[2].partition("\n### ")[0]

    assert entry.sentence.endswith(".")
    assert entry.sentence in section
    assert all(f"| `{name}` |" in section for name in entry.data)
    assert f"Listeners: {', '.join(entry.listeners) or 'nobody yet'}" in section


def test_the_page_marks_subjects_and_personal_fields():
    page = files(topology.topology())["events.md"]

    assert "| `person_id` | UUID | subject |" in page
    assert "| `phone` | text or null | personal, sealed |" in page


@EVERY_EVENT
def test_a_schema_accepts_the_sample_of_its_event(entry):
    assert accepts(schema_of(entry.contract), entry.data)


@EVERY_EVENT
def test_a_schema_refuses_a_sample_without_a_required_field(entry):
    required = [name for name, field in entry.contract.schema.fields.items() if field.required]

    for name in required:
        rest = {each: value for each, value in entry.data.items() if each != name}
        assert not accepts(schema_of(entry.contract), rest), name


@EVERY_EVENT
def test_a_schema_refuses_a_value_of_another_kind(entry):
    for name in entry.data:
        assert not accepts(schema_of(entry.contract), {**entry.data, name: 4.5}), name


@pytest.mark.parametrize(
    ("contract", "field", "value", "fits"),
    [
        (PostingPublished, "pay_per", "month", True),
        (PostingPublished, "pay_per", "fortnight", False),
        (PostingPublished, "pay_per", None, False),
        (WishRecorded, "pay_per", None, True),
        (WishRecorded, "area", "/huafu/c1/b1", False),
        (ContactChanged, "phone", "13800138000", False),
        (ContactChanged, "phone", None, True),
        (PostingPublished, "closes_on", "16.5.2026", False),
    ],
)
def test_a_schema_knows_choices_patterns_formats_and_what_may_be_null(contract, field, value, fits):
    assert accepts(schema_of(contract)["properties"][field], value) is fits


def test_a_range_has_its_limits_in_the_schema():
    found = property_of(fields.Integer(validate=validate.Range(1, 10, max_inclusive=False)))

    assert found == {"type": "integer", "minimum": 1, "exclusiveMaximum": 10}


@pytest.mark.parametrize("field", [fields.Float(), fields.String(validate=validate.Email())])
def test_a_field_that_no_schema_can_describe_is_refused(field):
    with pytest.raises(TypeError, match="no JSON Schema"):
        property_of(field)


def test_the_document_is_asyncapi_3_and_all_its_references_lead_somewhere():
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert DOCUMENT["info"].keys() >= {"title", "version", "license"}
    assert resolved(DOCUMENT)["channels"].keys() == {each.contract.type() for each in ENTRIES}


@EVERY_EVENT
def test_a_channel_is_an_exchange_and_a_routing_key(entry):
    channel = DOCUMENT["channels"][entry.contract.type()]

    assert channel["address"] == entry.contract.routing_key()
    assert channel["bindings"]["amqp"]["is"] == "routingKey"
    assert channel["bindings"]["amqp"]["exchange"]["name"] == f"{entry.contract.service}.events"
    assert channel["bindings"]["amqp"]["exchange"]["type"] == "topic"


def test_each_event_is_sent_once_and_received_by_each_listener():
    operations = {(each["action"], name) for name, each in DOCUMENT["operations"].items()}

    sends = {("send", f"{each.contract.service}.send.{each.contract.routing_key()}") for each in ENTRIES}
    receives = {
        ("receive", f"{service}.receive.{kind}")
        for service, kinds in topology.topology().subscriptions.items()
        for kind in kinds
    }
    assert operations == sends | receives


@EVERY_EVENT
def test_a_message_accepts_its_own_example(entry):
    message = resolved(DOCUMENT["components"]["messages"][entry.contract.type()])

    assert accepts(message["headers"], message["examples"][0]["headers"])
    assert accepts(message["payload"], message["examples"][0]["payload"])
    assert not accepts(message["headers"], {**entry.headers, "type": "another.type.v1"})


class Recording:
    """A broker that keeps what the relay hands over."""

    counts_attempts = False

    def __init__(self):
        self.messages = []

    def publisher(self, _service):
        return self

    def publish(self, messages, **_options):
        taken = list(messages)
        self.messages += taken
        return [Outcome.CONFIRMED for _ in taken]


def test_what_the_relay_sends_is_what_the_document_says():
    topology.set_up(print)
    own, broker = database.of("residents"), Recording()
    departure = a_departure()
    reachable = ContactChanged(person_id=departure.person_id, phone=seal("13800138000"))
    with own.transaction() as session:
        announce(session, departure, sequence=1)
        announce(session, reachable, sequence=2)

    Relay(own, broker, current()).step()

    for sent in broker.messages:
        message = resolved(DOCUMENT["components"]["messages"][sent.headers["type"]])
        assert accepts(message["headers"], dict(sent.headers))
        assert accepts(message["payload"], yaml.safe_load(sent.body))
        assert sent.headers.keys() <= message["headers"]["allOf"][0]["properties"].keys()
    assert len(broker.messages) == 2


def test_the_yaml_says_what_the_document_says():
    assert yaml.safe_load(asyncapi.text(copy.deepcopy(DOCUMENT))) == DOCUMENT


def test_the_command_writes_files_that_pass_its_check(tmp_path):
    folder = tmp_path / "docs"

    written = CliRunner().invoke(events.events, ["catalogue", str(folder)])
    checked = CliRunner().invoke(events.events, ["catalogue", str(folder), "--check"])

    assert written.exit_code == checked.exit_code == 0
    assert {each.name for each in folder.iterdir()} == {"events.md", "asyncapi.yaml"}


@pytest.mark.parametrize("name", ["events.md", "asyncapi.yaml"])
def test_the_check_names_a_file_that_is_missing_or_out_of_date(tmp_path, name):
    CliRunner().invoke(events.events, ["catalogue", str(tmp_path)])
    (tmp_path / name).write_text("old")

    result = CliRunner().invoke(events.events, ["catalogue", str(tmp_path), "--check"])

    assert result.exit_code == 1
    assert name in result.output
    assert (tmp_path / name).read_text() == "old"
