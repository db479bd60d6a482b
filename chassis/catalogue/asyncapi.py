"""AsyncAPI 3: channels, operations and messages of the whole system in one document."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import yaml

from chassis.catalogue.entries import Entry, dataschema_of, source_of
from chassis.catalogue.jsonschema import schema_of
from chassis.contracts import JsonDict
from chassis.events.broker import exchange_of, queue_of
from chassis.events.message import CONTENT_TYPE, SPEC_VERSION

_BINDING = "0.3.0"
_PERSISTENT = 2
_ATTRIBUTES = "CloudEventsHeaders"

_DESCRIPTION = (
    "What the services of Doorstep tell each other. Every service announces on a topic exchange of its own "
    "and listens on one queue. Delivery is at least once and in no order across subjects: `id` tells a "
    "repetition, `sequence` tells what is newer. Unknown fields are to be ignored."
)


def document(entries: Sequence[Entry]) -> JsonDict:
    """The document as plain values."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Doorstep events",
            "version": version("doorstep"),
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {each.contract.type(): _channel(each) for each in entries},
        "operations": {name: operation for each in entries for name, operation in _operations(each)},
        "components": {
            "messages": {each.contract.type(): _message(each) for each in entries},
            "schemas": {
                _ATTRIBUTES: _attributes(),
                **{each.contract.type(): schema_of(each.contract) for each in entries},
            },
        },
    }


def text(found: JsonDict) -> str:
    """The document as YAML."""
    return yaml.dump(found, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)


class _Plain(yaml.SafeDumper):
    """Writes equal parts twice: anchors would puzzle people and some tools."""

    def ignore_aliases(self, data: Any) -> bool:
        """Always."""
        del data
        return True


def _channel(entry: Entry) -> JsonDict:
    kind = entry.contract.type()
    name = exchange_of(entry.contract.service)
    exchange = {"name": name, "type": "topic", "durable": True, "autoDelete": False}
    return {
        "address": entry.contract.routing_key(),
        "title": kind,
        "summary": entry.sentence,
        "messages": {kind: _to("components", "messages", kind)},
        "bindings": {"amqp": {"is": "routingKey", "exchange": exchange, "bindingVersion": _BINDING}},
    }


def _operations(entry: Entry) -> list[tuple[str, JsonDict]]:
    kind, service = entry.contract.type(), entry.contract.service
    common = {"channel": _to("channels", kind), "messages": [_to("channels", kind, "messages", kind)]}
    sending = {"deliveryMode": _PERSISTENT, "mandatory": True, "bindingVersion": _BINDING}
    receiving = {"ack": True, "bindingVersion": _BINDING}
    send = {
        "action": "send",
        **common,
        "summary": f"{service} announces: {entry.sentence}",
        "tags": [{"name": service}],
        "bindings": {"amqp": sending},
    }
    return [
        (f"{service}.send.{entry.contract.routing_key()}", send),
        *(
            (
                f"{listener}.receive.{kind}",
                {
                    "action": "receive",
                    **common,
                    "summary": f"{listener} listens to {kind}.",
                    "tags": [{"name": listener}],
                    "bindings": {"amqp": receiving},
                    "x-queue": {"name": queue_of(listener), "type": "quorum", "durable": True},
                },
            )
            for listener in entry.listeners
        ),
    ]


def _message(entry: Entry) -> JsonDict:
    kind = entry.contract.type()
    own = {
        "type": "object",
        "properties": {
            "type": {"const": kind},
            "source": {"const": source_of(entry.contract.service)},
            "dataschema": {"const": dataschema_of(kind)},
            "subject": {"description": f"The event's {entry.contract.subject_field}."},
        },
    }
    return {
        "name": kind,
        "title": entry.contract.__name__,
        "summary": entry.sentence,
        "contentType": CONTENT_TYPE,
        "headers": {"allOf": [_to("components", "schemas", _ATTRIBUTES), own]},
        "payload": _to("components", "schemas", kind),
        "correlationId": {"location": "$message.header#/correlationid"},
        "bindings": {"amqp": {"bindingVersion": _BINDING}},
        "examples": [{"name": entry.contract.name, "headers": entry.headers, "payload": entry.data}],
    }


def _attributes() -> JsonDict:
    id_ = {"type": "string", "format": "uuid"}
    return {
        "type": "object",
        "description": "CloudEvents 1.0 in binary mode: plain attribute names as AMQP headers.",
        "required": ["specversion", "id", "source", "type", "subject", "time", "dataschema", "sequence"],
        "properties": {
            "specversion": {"const": SPEC_VERSION},
            "id": {**id_, "description": "Of this event (UUIDv7); the AMQP message id as well."},
            "source": {"type": "string", "format": "uri-reference"},
            "type": {"type": "string"},
            "subject": {"type": "string"},
            "time": {"type": "string", "format": "date-time", "description": "When it was announced."},
            "dataschema": {"type": "string", "format": "uri"},
            "sequence": {
                "type": "integer",
                "minimum": 1,
                "description": "The version of the subject that this event leads to.",
            },
            "correlationid": {"type": "string", "description": "Of the request that began it all."},
            "causationid": {**id_, "description": "Of the event that led to this one."},
            "traceparent": {"type": "string", "description": "W3C Trace Context."},
        },
    }


def _to(*steps: str) -> JsonDict:
    return {"$ref": "#/" + "/".join(steps)}
