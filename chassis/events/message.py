"""An event on its way: CloudEvents 1.0 in binary mode, the same for every broker."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from chassis import context
from chassis.contracts import Event, InvalidEvent, known

SPEC_VERSION = "1.0"
CONTENT_TYPE = "application/json"
HEADERS = (
    "specversion",
    "id",
    "source",
    "type",
    "subject",
    "time",
    "dataschema",
    "sequence",
    "correlationid",
    "causationid",
    "traceparent",
)
"""The only headers that are read; whatever else a message claims is ignored."""

E_co = TypeVar("E_co", bound=Event, covariant=True)
Value = TypeVar("Value")

_LARGEST_SEQUENCE = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Message:
    """What is handed to a broker."""

    id: str
    exchange: str
    routing_key: str
    headers: Mapping[str, Any]
    body: bytes
    attempts: int = 0
    """Times it was handed over before; only the embedded broker, which keeps nothing itself, asks."""


@dataclass(slots=True)
class Delivery:
    """What a broker hands over, not yet looked into."""

    tag: int
    message_id: str
    routing_key: str
    headers: Mapping[str, Any]
    body: bytes
    content_type: str | None = CONTENT_TYPE
    content_encoding: str | None = None
    comebacks: int = 0
    """Times this message was handed to a consumer that did not acknowledge it."""
    foreseen: "Received[Event] | CannotDecode | None" = None
    """What decoding gives, when that was done before anybody asked."""


@dataclass(frozen=True, slots=True)
class Received(Generic[E_co]):
    """An event as a handler sees it."""

    id: UUID
    sequence: int
    time: datetime
    data: E_co
    correlation_id: str | None = field(default=None)


class CannotDecode(Exception):
    """A delivery that is no event: kept raw, for a person to look at."""


class UnknownType(CannotDecode):
    """An event whose contract this version does not know; a later version may."""


def decode(delivery: Delivery, *, max_bytes: int) -> Received[Event]:
    """Read a delivery into the event it carries.

    Raises UnknownType, or CannotDecode with a reason that repeats nothing of the content.
    """
    if len(delivery.body) > max_bytes:
        raise CannotDecode(f"the body has {len(delivery.body)} bytes, more than {max_bytes}")
    headers = delivery.headers
    kind = headers.get("type")
    contract = known(kind) if isinstance(kind, str) else None
    if contract is None:
        raise UnknownType(f"no contract for type {str(kind)[:80]!r}")
    if contract.routing_key() != delivery.routing_key:
        raise CannotDecode(f"{kind} came under routing key {delivery.routing_key[:80]!r}")
    if delivery.content_type != CONTENT_TYPE:
        raise CannotDecode(f"the content type is {str(delivery.content_type)[:80]!r}")
    try:
        data = contract.load(delivery.body)
    except InvalidEvent as wrong:
        raise CannotDecode(str(wrong)) from None
    if headers.get("subject") != data.subject:
        raise CannotDecode(f"{kind}: the subject header is not the event's own")
    return Received(
        id=_read(headers, "id", UUID),
        sequence=_read(headers, "sequence", _sequence),
        time=_read(headers, "time", _instant),
        data=data,
        correlation_id=context.accepted(headers.get("correlationid")),
    )


def _read(headers: Mapping[str, Any], name: str, kind: Callable[[str], Value]) -> Value:
    """Read a header through its text: whatever type it came with, it is refused by its value alone."""
    try:
        return kind(str(headers[name]))
    except (KeyError, ValueError):
        raise CannotDecode(f"the header {name} is missing or wrong") from None


def _sequence(text: str) -> int:
    number = int(text)
    if not 0 <= number <= _LARGEST_SEQUENCE:
        raise ValueError("no version of anything")
    return number


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return instant
