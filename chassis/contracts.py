"""Contracts: one class per event, from which its wire form, checks, sample and documentation are derived."""

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import (
    Any,
    ClassVar,
    Self,
    TypeVar,
    dataclass_transform,
    get_type_hints,
)

from marshmallow import RAISE, Schema, ValidationError, fields

from chassis.contract_fields import AreaPath, Shaped, describe, example_of, make_field, reader_of
from chassis.personal import Sealed

JsonDict = dict[str, Any]


class InvalidEvent(Exception):
    """The data of an event does not fit its contract."""


@dataclass(frozen=True)
class Event:
    """A fact that has happened: what every contract inherits."""

    name: ClassVar[str]
    version: ClassVar[int]
    service: ClassVar[str]
    subject_field: ClassVar[str]
    schema: ClassVar[Schema]
    _readers: ClassVar[Mapping[str, tuple[Callable[[Any], Any], bool]]]

    @classmethod
    def routing_key(cls) -> str:
        """`tenancy_ended.v1`."""
        return f"{cls.name}.v{cls.version}"

    @classmethod
    def type(cls) -> str:
        """The CloudEvents type, `residents.tenancy_ended.v1`."""
        return f"{cls.service}.{cls.routing_key()}"

    @property
    def subject(self) -> str:
        """The id of the aggregate this fact is about."""
        return str(getattr(self, self.subject_field))

    def dump(self) -> str:
        """The data as JSON, checked strictly.

        Raises InvalidEvent naming the field: what is wrong here would be wrong for every listener.
        """
        try:
            data = self.schema.dump(self)
        except (TypeError, ValueError, AttributeError):
            raise InvalidEvent(f"{self.type()}: {self._misfit()}: not of its type") from None
        errors = self.schema.validate(data)
        if errors:
            raise InvalidEvent(f"{self.type()}: {errors}")
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    def _misfit(self) -> str:
        """The first field whose value is so far from its type that it cannot be written."""
        for name, field in self.schema.fields.items():
            try:
                field.serialize(name, self)
            except (TypeError, ValueError, AttributeError):
                return name
        return "a field"

    @classmethod
    def load(cls, body: bytes | str) -> Self:
        """Read data that came in, ignoring fields this version does not know.

        Raises InvalidEvent naming the field that is missing or wrong.
        """
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            raise InvalidEvent(f"{cls.type()}: the body is not JSON") from None
        if not isinstance(data, dict):
            raise InvalidEvent(f"{cls.type()}: the body is not a JSON object")
        values = {}
        for name, (read, required) in cls._readers.items():
            if name not in data:
                if required:
                    raise InvalidEvent(f"{cls.type()}: {name} is missing")
                continue
            try:
                values[name] = read(data[name])
            except ValidationError as wrong:
                raise InvalidEvent(f"{cls.type()}: {name}: {wrong.messages}") from None
        return cls(**values)


E = TypeVar("E", bound=Event)

_registry: dict[str, type[Event]] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True)
def contract(*, name: str, version: int, subject: str) -> Callable[[type[E]], type[E]]:
    """Declare an event; the class's first docstring line is its meaning in the catalogue."""

    def declare(cls: type[E]) -> type[E]:
        made = dataclass(frozen=True, kw_only=True)(cls)
        made.name, made.version, made.subject_field = name, version, subject
        made.service = _service_of(cls.__module__)
        declared = _fields_of(made)
        if subject not in declared:
            raise TypeError(f"{cls.__name__}: its subject {subject!r} is none of its fields")
        made.schema = Schema.from_dict(declared, name=cls.__name__)(unknown=RAISE)
        made._readers = {  # noqa: SLF001 - its own class
            each: (reader_of(field), field.required) for each, field in made.schema.fields.items()
        }
        if _registry.setdefault(made.type(), made) is not made:
            raise TypeError(f"{made.type()} is declared twice")
        return made

    return declare


def known(event_type: str) -> type[Event] | None:
    """The contract of a CloudEvents type, if this version of the software knows it."""
    return _registry.get(event_type)


def all_contracts() -> list[type[Event]]:
    """Every declared contract, by type."""
    return [_registry[each] for each in sorted(_registry)]


def sample(cls: type[Event]) -> JsonDict:
    """A valid example of the data of an event."""
    return {name: example_of(field) for name, field in cls.schema.fields.items()}


def shape(cls: type[Event]) -> dict[str, str]:
    """The fields of a contract in short words: what a released version must keep for ever."""
    return {name: describe(field) for name, field in cls.schema.fields.items()}


def _service_of(module: str) -> str:
    """`residents` for `contracts.residents` and for modules within it."""
    language, *names = module.split(".")
    return names[0] if language == "contracts" else module.rpartition(".")[2]


def _fields_of(cls: type[Event]) -> dict[str, fields.Field[Any]]:
    hints = get_type_hints(cls, include_extras=True)
    return {
        each.name: make_field(hints[each.name], required=each.default is dataclasses.MISSING)
        for each in dataclasses.fields(cls)
    }


__all__ = [
    "AreaPath", "Event", "InvalidEvent", "Sealed", "Shaped", "all_contracts", "contract", "describe", "known",
    "sample", "shape",
]  # fmt: skip
