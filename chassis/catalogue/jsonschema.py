"""JSON Schema: the fields of a contract in words that any tool understands."""

from collections.abc import Callable
from typing import Any

from marshmallow import fields, validate

from chassis.contracts import Event, JsonDict

_KINDS: dict[type[fields.Field[Any]], JsonDict] = {
    fields.UUID: {"type": "string", "format": "uuid"},
    fields.Date: {"type": "string", "format": "date"},
    fields.AwareDateTime: {"type": "string", "format": "date-time"},
    fields.String: {"type": "string"},
    fields.Integer: {"type": "integer"},
    fields.Boolean: {"type": "boolean"},
}


def schema_of(contract: type[Event]) -> JsonDict:
    """The body of an event. What is not named may come too: readers ignore what they do not know."""
    declared = contract.schema.fields
    return {
        "type": "object",
        "required": [name for name, field in declared.items() if field.required],
        "properties": {name: property_of(field) for name, field in declared.items()},
    }


def property_of(field: fields.Field[Any]) -> JsonDict:
    """One field.

    Raises TypeError for a field or validator that has no words here yet: left out, the schema would allow
    what the contract refuses.
    """
    if isinstance(field, fields.List):
        found: JsonDict = {"type": "array", "items": property_of(field.inner)}
    elif type(field) in _KINDS:
        found = dict(_KINDS[type(field)])
    else:
        raise TypeError(f"no JSON Schema for a field of type {type(field).__name__}")
    for each in field.validators:
        found |= _rule(each)
    if field.metadata.get("personal"):
        found |= {"description": "Personal: travels sealed, as a Fernet token.", "x-personal": True}
    return _or_null(found) if field.allow_none else found


def _rule(validator: Any) -> JsonDict:
    for kind, words in _RULES:
        if isinstance(validator, kind):
            return words(validator)
    raise TypeError(f"no JSON Schema for a validator of type {type(validator).__name__}")


def _limits(validator: validate.Range) -> JsonDict:
    least = "minimum" if validator.min_inclusive else "exclusiveMinimum"
    most = "maximum" if validator.max_inclusive else "exclusiveMaximum"
    limits = {least: validator.min, most: validator.max}
    return {name: limit for name, limit in limits.items() if limit is not None}


_RULES: list[tuple[type[validate.Validator], Callable[[Any], JsonDict]]] = [
    (validate.OneOf, lambda rule: {"enum": list(rule.choices)}),
    (validate.Regexp, lambda rule: {"pattern": rule.regex.pattern}),
    (validate.Range, _limits),
]


def _or_null(found: JsonDict) -> JsonDict:
    wider = {**found, "type": [found["type"], "null"]}
    if "enum" in found:
        wider["enum"] = [*found["enum"], None]
    return wider
