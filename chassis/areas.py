"""Areas: places and grids as paths with a closing slash, compared by prefix."""

import re
from typing import Final

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

EVERYWHERE: Final = "/"
"""The area that everything lies in."""

_AREA = re.compile(r"/(?:[a-z0-9_-]+/)*")


def is_area(text: str) -> bool:
    """Whether a text is a path from the root with a closing slash."""
    return _AREA.fullmatch(text) is not None


def within(path: ColumnElement[str] | InstrumentedAttribute[str], area: str) -> ColumnElement[bool]:
    """Whether a path lies in an area; both end with a slash, so building 1 never matches building 10."""
    return path.startswith(area, autoescape=True)


def enclosing(path: str) -> list[str]:
    """The areas a path lies in, the widest first and the path itself last."""
    steps = path.strip("/").split("/")
    return ["/" + "/".join(steps[: depth + 1]) + "/" for depth in range(len(steps))]
