"""Entity tags: the version of what was shown, and the one a change is meant for (RFC 9110, 8.8.3 and 13.1.1)."""

import re
from collections.abc import Callable
from typing import Any, Final

from marshmallow import Schema, fields

from chassis.errors import Refusal

HEADER: Final = "If-Match"

_TAKES_IT = "takes_if_match"
_STRONG = re.compile(r'"(\d{1,18})"')
_NEVER = -1

DOCUMENTED: Final = {"ETag": {"description": "the version shown, for If-Match", "schema": {"type": "string"}}}


class IfMatchNotTaken(Refusal):
    """A condition that nobody would look at is no condition."""

    code = "if-match-not-taken"
    status = 400
    zh = "此操作没有可比对的版本，不接受 If-Match：请去掉该请求头后重试。"
    en = "This has no version to compare: send it without If-Match."


def marking(parse: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same decorator, whose views are known to compare versions."""

    def mark(view: Any) -> Any:
        marked = parse(view)
        setattr(marked, _TAKES_IT, True)
        return marked

    return mark


def require_taken(view: Any) -> None:
    """Raises IfMatchNotTaken for a view that compares no versions."""
    if view is not None and not getattr(view, _TAKES_IT, False):
        raise IfMatchNotTaken


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
        data_key=HEADER,
        load_default=None,
        metadata={
            "type": "string",
            "example": '"3"',
            "description": "`ETag` of what was seen; 412 if that is old",
        },
    )
