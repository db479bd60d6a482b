"""Fields of contracts: made from type hints, read fast, described and shown by example."""

import re
import types
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Union, get_args, get_origin
from uuid import UUID

from marshmallow import fields, validate

from chassis.patterns import Whole
from chassis.personal import Sealed

JsonDict = dict[str, Any]


def describe(field: fields.Field[Any]) -> str:
    """One field in short words, such as `uuid`, `date?` or `list of string`."""
    kind = type(field).__name__.lower()
    if isinstance(field, fields.List):
        kind = f"list of {describe(field.inner)}"
    if field.metadata.get("personal"):
        kind = "sealed " + kind
    choices = [each for each in field.validators if isinstance(each, validate.OneOf)]
    if choices:
        kind += f" ({' | '.join(map(str, choices[0].choices))})"
    return kind + ("" if field.required else "?")


_PLAIN: dict[Any, Callable[..., fields.Field[Any]]] = {
    UUID: fields.UUID,
    date: fields.Date,
    datetime: fields.AwareDateTime,
    str: fields.String,
    int: lambda **more: fields.Integer(strict=True, **more),
    bool: fields.Boolean,
}


def make_field(hint: Any, *, required: bool) -> fields.Field[Any]:
    """Make the marshmallow field of a type; `Annotated[str, validator, …]` adds validators."""
    validators: list[Any] = []
    if hasattr(hint, "__metadata__"):
        validators, hint = list(hint.__metadata__), hint.__origin__
    optional = False
    if get_origin(hint) in {Union, types.UnionType}:
        (hint,) = [each for each in get_args(hint) if each is not type(None)]
        optional = True
    if hasattr(hint, "__metadata__"):
        validators, hint = list(hint.__metadata__), hint.__origin__
    more: JsonDict = {"required": required, "allow_none": optional, "validate": validators}
    if hint is Sealed:
        token = Whole(r"^gAAAA[\w=-]+$", error="Personal data travels sealed.")
        return fields.String(**{**more, "validate": [token]}, metadata={"personal": True})
    if get_origin(hint) is tuple:
        inner = make_field(get_args(hint)[0], required=True)
        return _Tuple(inner, **more)
    return _PLAIN[hint](**more)


def reader_of(field: fields.Field[Any]) -> Callable[[Any], Any]:
    """What reads one field: straight to the value for ids, dates and paths, which are most of all that is read.

    Whatever is not plainly right goes to marshmallow, which knows the exceptions and the words for errors.
    """
    quick: Callable[[str], Any] | None = None
    if type(field) is fields.UUID and not field.validators:
        quick = UUID
    elif type(field) is fields.Date and not field.validators:
        quick = date.fromisoformat
    elif type(field) is fields.String and len(field.validators) == 1:
        (check,) = field.validators
        quick = _fitting(check.regex) if isinstance(check, validate.Regexp) else None
    if quick is None:
        return field.deserialize

    def read(value: Any) -> Any:
        if isinstance(value, str):
            try:
                return quick(value)
            except ValueError:
                pass
        return field.deserialize(value)

    return read


def _fitting(pattern: re.Pattern[Any]) -> Callable[[str], str]:
    def read(value: str) -> str:
        if pattern.fullmatch(value) is None:
            raise ValueError
        return value

    return read


class _Tuple(fields.List[Any]):
    """A JSON array read as a tuple, so that an event stays immutable."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **kwargs))


_EXAMPLES: list[tuple[type[fields.Field[Any]], Any]] = [
    (fields.UUID, "01981f2e-7d3a-7c41-9b1e-5f0c2a9d4e10"),
    (fields.AwareDateTime, "2026-05-16T09:30:00+00:00"),
    (fields.Date, "2026-05-16"),
    (fields.Integer, 3),
    (fields.Boolean, True),
]


def example_of(field: fields.Field[Any]) -> Any:
    """A value that the field takes."""
    for each in field.validators:
        if isinstance(each, validate.OneOf):
            return next(iter(each.choices))
        if isinstance(each, Shaped):
            return each.example
    if field.metadata.get("personal"):
        return "gAAAAABn-sealed"
    if isinstance(field, fields.List):
        return [example_of(field.inner)]
    for kind, value in _EXAMPLES:
        if isinstance(field, kind):
            return value
    return "text"


class Shaped(Whole):
    """A pattern with an example, used in samples and documentation."""

    def __init__(self, pattern: str, example: str) -> None:
        super().__init__(pattern)
        self.example = example


AreaPath = Shaped(r"^/([a-z0-9_-]+/)+$", "/huafu/c2/b10/")
"""A place or grid as a path with a closing slash, so that building 1 never matches building 10."""
