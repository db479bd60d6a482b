"""What the current request or event carries along: the correlation id and the trace it belongs to."""

import re
from contextvars import ContextVar

correlation_id: ContextVar[str | None] = ContextVar("correlation_id", default=None)
traceparent: ContextVar[str | None] = ContextVar("traceparent", default=None)

_WELL_FORMED = re.compile(r"[\w-]{8,64}", re.ASCII)


def accepted(given: object) -> str | None:
    """A correlation id from outside, or None when it does not look like one: it ends up in logs and answers."""
    return given if isinstance(given, str) and _WELL_FORMED.fullmatch(given) else None
