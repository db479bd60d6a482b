"""The page docs/events.md: every event in one sentence, its fields, its listeners, an example."""

import json
from collections.abc import Sequence

from chassis.catalogue.entries import Entry
from chassis.catalogue.jsonschema import schema_of
from chassis.contracts import JsonDict

_PREFACE = """\
# Events

What the services tell each other, written from `contracts/` and the workers' subscriptions by
`doorstep events catalogue`; a test keeps it true.
For tools there is [asyncapi.yaml](asyncapi.yaml) (AsyncAPI 3).

An event travels as [CloudEvents 1.0](https://github.com/cloudevents/spec) in binary mode:

| part | value |
|---|---|
| exchange | `<service>.events`, topic, durable |
| routing key | `<event>.v<version>` |
| queue | `doorstep.<listener>`, one for each service |
| headers | the CloudEvents attributes, plus `sequence`: the version of the subject this event leads to |
| body | the data as JSON; personal fields are sealed |

Expect every event twice, late and out of order. `id` tells a repetition, `sequence` tells what is newer.
"""

_FORMATS = {"uuid": "UUID", "date": "date", "date-time": "instant"}
_TYPES = {"string": "text", "integer": "whole number", "boolean": "true or false"}


def page(entries: Sequence[Entry], services: Sequence[str]) -> str:
    """The whole page."""
    parts = [_PREFACE, _overview(entries, services)]
    for service in services:
        own = [each for each in entries if each.contract.service == service]
        parts.append(f"## {service}\n" if own else f"## {service}\n\nAnnounces nothing.\n")
        parts += [_section(each) for each in own]
    return "\n".join(parts)


def _overview(entries: Sequence[Entry], services: Sequence[str]) -> str:
    """Who listens to what, at a glance."""
    lines = [
        "## Who listens to what\n",
        f"| announced by | event | {' | '.join(services)} |",
        f"|---|---|{':-:|' * len(services)}",
    ]
    for each in entries:
        marks = " | ".join("●" if service in each.listeners else " " for service in services)
        key = each.contract.routing_key()
        lines.append(f"| {each.contract.service} | [{key}](#{_anchor(each)}) | {marks} |")
    return "\n".join(lines) + "\n"


def _section(entry: Entry) -> str:
    listeners = ", ".join(entry.listeners) or "nobody yet"
    return "\n".join(
        [
            f"### {entry.contract.type()}\n",
            f"{entry.sentence}\n",
            "| field | value | |",
            "|---|---|---|",
            *_rows(entry),
            "",
            f"Listeners: {listeners}\n",
            "<details><summary>Example</summary>\n",
            "Headers\n",
            _block(entry.headers),
            "Body\n",
            _block(entry.data),
            "</details>\n",
        ]
    )


def _rows(entry: Entry) -> list[str]:
    schema = schema_of(entry.contract)
    return [
        f"| `{name}` | {_value(found, entry.data[name])} | {_remark(name, found, schema, entry)} |"
        for name, found in schema["properties"].items()
    ]


def _value(found: JsonDict, example: object) -> str:
    kinds = found["type"] if isinstance(found["type"], list) else [found["type"]]
    if "enum" in found:
        words = "one of " + ", ".join(f"`{each}`" for each in found["enum"] if each is not None)
    elif kinds[0] == "array":
        items = example if isinstance(example, list) else [example]
        words = "list: " + _value(found["items"], items[0])
    elif "format" in found:
        words = _FORMATS[found["format"]]
    elif "pattern" in found and not found.get("x-personal"):
        words = f"{_TYPES[kinds[0]]} such as `{example}`"
    else:
        words = _TYPES[kinds[0]]
    return words + (" or null" if "null" in kinds else "")


def _remark(name: str, found: JsonDict, schema: JsonDict, entry: Entry) -> str:
    remarks = {
        "subject": name == entry.contract.subject_field,
        "personal, sealed": bool(found.get("x-personal")),
        "may be missing": name not in schema["required"],
    }
    return ", ".join(remark for remark, holds in remarks.items() if holds)


def _block(value: JsonDict) -> str:
    return f"```json\n{json.dumps(value, ensure_ascii=False, indent=2)}\n```\n"


def _anchor(entry: Entry) -> str:
    """The place of a heading on the page, as GitHub and GitLab make it."""
    return entry.contract.type().replace(".", "")
