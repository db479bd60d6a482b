"""Keyset paging: pages that neither skip nor repeat a row while others write."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Generic, TypeVar

from marshmallow import Schema, ValidationError, fields, validate
from sqlalchemy import ColumnElement, Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from chassis.errors import Refusal
from chassis.web.wording import both

Item = TypeVar("Item")


class WrongCursor(Refusal):
    """A cursor that belongs to another list."""

    code = "wrong-cursor"
    status = 422
    zh = "分页位置无效：请使用上一页返回的 next。"
    en = "This cursor belongs to another list: take it from `next` of the page before."


DEFAULT_LIMIT = 50
MOST = 500
_NO_KEY = 2**63
"""More than any column can hold."""


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some rows in order, and where the next ones begin."""

    items: Sequence[Item]
    next: str | None


class _Cursor(fields.String):
    """An opaque place in a list, as given in `next`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            place = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, RecursionError):
            place = None
        if not isinstance(place, list) or not all(_is_a_value(each) for each in place):
            raise ValidationError(
                both(
                    "不是本列表的游标，请取自上一页的 next。",
                    "Not a cursor of this list: take it from `next`.",
                )
            )
        return place


def _is_a_value(found: object) -> bool:
    return isinstance(found, str) or (isinstance(found, int) and abs(found) < _NO_KEY)


class PageArgs(Schema):
    """How to ask for a page."""

    after = _Cursor(load_default=None, metadata={"description": "`next` of the page before"})
    limit = fields.Integer(
        load_default=DEFAULT_LIMIT, validate=validate.Range(1, MOST), metadata={"description": "rows a page"}
    )


@cache
def page_schema(item: type[Schema]) -> type[Schema]:
    """The schema of a page of such items."""
    return Schema.from_dict(
        {"items": fields.List(fields.Nested(item)), "next": fields.String(allow_none=True)},
        name=item.__name__ + "Page",
    )


def page(
    session: Session,
    statement: Select[Any],
    *,
    by: Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]],
    after: list[Any] | None,
    limit: int,
    place: Callable[[Any], Sequence[Any]],
    descending: bool = False,
) -> Page[Any]:
    """One page of a statement, ordered `by` columns that together are unique.

    `place` reads the values of these columns from a row, as text or numbers.
    """
    key = tuple_(*by)
    if after is not None:
        if len(after) != len(by):
            raise WrongCursor
        values = tuple_(*(_bound(column, value) for column, value in zip(by, after, strict=True)))
        statement = statement.where(key < values if descending else key > values)
    ordered = statement.order_by(*(column.desc() if descending else column for column in by))
    rows = session.execute(ordered.limit(limit + 1)).all()
    more = len(rows) > limit
    kept = rows[:limit]
    return Page(items=kept, next=_cursor(place(kept[-1])) if more else None)


def _bound(column: ColumnElement[Any] | InstrumentedAttribute[Any], value: Any) -> Any:
    kind = column.type.python_type
    try:
        bound = kind.fromisoformat(value) if kind in {date, datetime} else kind(value)
    except (AttributeError, OverflowError, TypeError, ValueError):
        raise WrongCursor from None
    if isinstance(bound, datetime) and bound.tzinfo is None:
        raise WrongCursor
    return literal(bound, column.type)


def _cursor(place: Sequence[Any]) -> str:
    values = [value if isinstance(value, int) else str(value) for value in place]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
