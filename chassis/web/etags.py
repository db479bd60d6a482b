"""Entity tags: the version of what was shown, and the one a change is meant for (RFC 9110, 8.8.3 and 13.1.1)."""

import re
from typing import Any, Final

from marshmallow import Schema, fields

_STRONG = re.compile(r'"(\d{1,18})"')
_NEVER = -1

DOCUMENTED: Final = {"ETag": {"description": "the version shown, for If-Match", "schema": {"type": "string"}}}


def etag(version: int) -> dict[str, str]:
    """The header that names the version of what is shown."""
    return {"ETag": f'"{version}"'}


class _Seen(fields.Field[int | None]):
    """A version as `etag` wrote it; `*` is any, and what `etag` never writes is none there is."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int | None:
        del attr, data, kwargs
        if str(value).strip() == "*":
            return None
        found = _STRONG.fullmatch(str(value).strip())
        return int(found[1]) if found else _NEVER


class IfMatch(Schema):
    """Which version a change is meant for; without it, whatever there is."""

    seen = _Seen(
        data_key="If-Match",
        load_default=None,
        metadata={
            "type": "string",
            "example": '"3"',
            "description": "`ETag` of what was seen; 412 if that is old",
        },
    )
