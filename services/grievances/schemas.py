"""What comes in and goes out over HTTP."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from chassis.contracts import AreaPath
from chassis.web.paging import PageArgs
from chassis.web.texts import Text
from chassis.web.wording import both
from services.grievances.models import ANONYMOUS, CATEGORIES, MOVED_OUT, OPEN, REACHABLE, SETTLED

_CATEGORY = validate.OneOf(list(CATEGORIES), labels=list(CATEGORIES.values()))
_STATE = validate.OneOf([OPEN, SETTLED])


class CaseIn(Schema):
    """A grievance to file, about a dwelling given by its id or its address."""

    dwelling_id = fields.UUID()
    address = Text(
        validate=validate.Length(1, 100),
        metadata={"example": "A-18-1-0503", "description": "the key, or as people write it: 18幢1-5-3"},
    )
    category = fields.String(required=True, validate=_CATEGORY)
    description = Text(
        required=True, validate=validate.Length(1, 2000), metadata={"example": "楼上夜里十一点后仍在装修。"}
    )
    reporter_id = fields.UUID(load_default=None, allow_none=True)

    @validates_schema
    def names_one_dwelling(self, data: dict[str, Any], **_: Any) -> None:
        """Either way of naming the dwelling is enough, and both could disagree."""
        if ("dwelling_id" in data) == ("address" in data):
            raise ValidationError(
                both("dwelling_id 与 address 须填且只填一个。", "Give either dwelling_id or address."),
                "dwelling_id",
            )


class CaseOut(Schema):
    """A case in a list."""

    id = fields.UUID()
    number = fields.String(metadata={"example": "MQ-20260516-0001"})
    category = fields.String(validate=_CATEGORY)
    state = fields.String(validate=_STATE)
    dwelling_id = fields.UUID()
    area = fields.String(metadata={"example": "/huafu/c1/b18/u1/0503/"})
    grid = fields.String(metadata={"example": "/huafu/g1/g18/"})
    reporter_contact = fields.String(validate=validate.OneOf([REACHABLE, MOVED_OUT, ANONYMOUS]))
    assignee_post_id = fields.UUID(allow_none=True)
    assignee_id = fields.UUID(allow_none=True)
    filed_at = fields.AwareDateTime()
    settled_at = fields.AwareDateTime(allow_none=True)


class EntryOut(Schema):
    """A line of a case's timeline."""

    at = fields.AwareDateTime()
    kind = fields.String(
        validate=validate.OneOf(["filed", "routed", "reporter_left", "reporter_back", "settled"])
    )
    post_id = fields.UUID(allow_none=True)
    person_id = fields.UUID(allow_none=True)


class WholeCaseOut(CaseOut):
    """A case with what was said and what has happened."""

    description = fields.String()
    reporter_id = fields.UUID(allow_none=True)
    timeline = fields.List(fields.Nested(EntryOut))


class CaseArgs(PageArgs):
    """Which cases."""

    state = fields.String(load_default=None, validate=_STATE)
    area = fields.String(load_default=None, validate=AreaPath, metadata={"example": "/huafu/c1/b18/"})
    assignee_id = fields.UUID(load_default=None)
