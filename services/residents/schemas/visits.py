"""Visits and what was promised on them."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from chassis.web.paging import PageArgs
from chassis.web.texts import Text
from chassis.web.wording import both
from services.residents.days import near, reached
from services.residents.schemas.disclosure import ReasonIn
from services.residents.schemas.values import AREA

_TEXT = validate.Length(1, 2000)
_WITHHELD = fields.Boolean(
    metadata={"description": "no words are shown: the data of somebody who was met may be kept only"}
)


class FollowUpIn(Schema):
    """What is promised, by which post, until when."""

    what = Text(required=True, validate=validate.Length(1, 500))
    owner_post = fields.UUID(load_default=None, allow_none=True)
    due_on = fields.Date(required=True, validate=near)


class VisitIn(Schema):
    """A page of the diary (民情日记)."""

    on = fields.Date(required=True, validate=reached)
    met = fields.List(fields.UUID(), required=True, validate=validate.Length(1, 30))
    situation = Text(load_default=None, allow_none=True, validate=_TEXT)
    difficulties = Text(load_default=None, allow_none=True, validate=_TEXT)
    demands = Text(load_default=None, allow_none=True, validate=_TEXT)
    action = Text(load_default=None, allow_none=True, validate=_TEXT)
    follow_ups = fields.List(fields.Nested(FollowUpIn), load_default=list, validate=validate.Length(max=20))
    as_recorded = fields.Boolean(
        load_default=False, metadata={"description": "the household was found as the register has it"}
    )

    @validates_schema
    def promises_after(self, data: dict[str, Any], **_: Any) -> None:
        """What is promised on a visit is not due before it."""
        if any(each["due_on"] < data["on"] for each in data["follow_ups"]):
            raise ValidationError(
                both("跟进期限不能早于走访日期。", "What is promised cannot be due before the visit."),
                "follow_ups",
            )


class VisitMadeOut(Schema):
    """A visit that was written down."""

    id = fields.UUID()
    household_id = fields.UUID()
    on = fields.Date()
    visitor_id = fields.UUID(allow_none=True)


class VisitLineOut(VisitMadeOut):
    """A visit, without what was said."""

    address = fields.String(metadata={"example": "A-18-1-0503"})
    withheld = _WITHHELD


class MetOut(Schema):
    """Somebody who was met; name masked."""

    person_id = fields.UUID()
    name = fields.String(metadata={"example": "张**"})


class FollowUpOut(Schema):
    """What was promised."""

    id = fields.UUID()
    what = fields.String(allow_none=True)
    owner_post = fields.UUID(allow_none=True)
    due_on = fields.Date()
    done_on = fields.Date(allow_none=True)
    withheld = _WITHHELD


class AddendumOut(Schema):
    """What was added later."""

    text = fields.String(allow_none=True)
    visitor_id = fields.UUID(allow_none=True)
    recorded_at = fields.AwareDateTime()


class VisitOut(VisitLineOut):
    """A page of the diary."""

    situation = fields.String(allow_none=True)
    difficulties = fields.String(allow_none=True)
    demands = fields.String(allow_none=True)
    action = fields.String(allow_none=True)
    met = fields.List(fields.Nested(MetOut))
    addenda = fields.List(fields.Nested(AddendumOut))
    follow_ups = fields.List(fields.Nested(FollowUpOut))


class VisitArgs(PageArgs):
    """Which visits."""

    household_id = fields.UUID(load_default=None, allow_none=True)
    person_id = fields.UUID(load_default=None, allow_none=True)
    area = fields.String(load_default=None, allow_none=True, validate=AREA)
    since = fields.Date(load_default=None, allow_none=True)
    until = fields.Date(load_default=None, allow_none=True)


class DiaryIn(ReasonIn):
    """Which visits to hand over, and why."""

    household_id = fields.UUID(load_default=None, allow_none=True)
    area = fields.String(load_default=None, allow_none=True, validate=AREA)
    since = fields.Date(load_default=None, allow_none=True)
    until = fields.Date(load_default=None, allow_none=True)


class AddendumIn(Schema):
    """What is to be added to a visit's record."""

    text = Text(required=True, validate=_TEXT)


class OpenFollowUpArgs(PageArgs):
    """Which promises."""

    overdue = fields.Boolean(load_default=False)
    area = fields.String(load_default=None, allow_none=True, validate=AREA)


class OpenFollowUpOut(FollowUpOut):
    """A promise that is not kept yet, and where."""

    household_id = fields.UUID()
    address = fields.String(metadata={"example": "A-18-1-0503"})


class UnvisitedArgs(PageArgs):
    """Households nobody has visited for so many days."""

    days = fields.Integer(load_default=182, validate=validate.Range(1, 3650))
    area = fields.String(load_default=None, allow_none=True, validate=AREA)


class UnvisitedOut(Schema):
    """A household to be visited; the tenant's name masked."""

    household_id = fields.UUID()
    address = fields.String(metadata={"example": "A-18-1-0503"})
    tenant = fields.String(metadata={"example": "张**"})
    visited_on = fields.Date(allow_none=True)
