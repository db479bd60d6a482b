"""Posts and their holders."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from chassis.web.paging import PageArgs
from chassis.web.texts import Text
from chassis.web.wording import both
from services.residents.days import near, reached
from services.residents.schemas.values import AREA


class PostOut(Schema):
    """A post and who holds it."""

    id = fields.UUID()
    kind = fields.String(metadata={"example": "hub_household"})
    area = fields.String(metadata={"example": "/huafu/c1/b18/"})
    person_id = fields.UUID(allow_none=True)
    name = fields.String(allow_none=True, metadata={"example": "王**"})
    since = fields.Date(allow_none=True)


class PostKindIn(Schema):
    """What a kind of post is called and for; how many one area may have."""

    zh = Text(required=True, validate=validate.Length(1, 40), metadata={"example": "网格长"})
    en = Text(required=True, validate=validate.Length(1, 60), metadata={"example": "grid head"})
    scope = fields.String(required=True, validate=validate.OneOf(["place", "grid"], labels=["地点", "网格"]))
    lives_there = fields.Boolean(
        load_default=False,
        metadata={"description": "its holder lives in its area, and loses it by moving away"},
    )
    at_most = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 100))

    @validates_schema
    def neighbours_are_of_places(self, data: dict[str, Any], **_: Any) -> None:
        """Who lives in a grid changes as it is drawn anew; a post does not hang on that."""
        if data["lives_there"] and data["scope"] != "place":
            raise ValidationError(
                both("只有地点岗位可以要求住在辖区内。", "Only a post for a place can ask to live there."),
                "lives_there",
            )


class PostKindOut(PostKindIn):
    """A kind of post."""

    code = fields.String(metadata={"example": "grid_head"})
    version = fields.Integer()


class NewPostIn(Schema):
    """A post to be set up."""

    kind = Text(required=True, validate=validate.Length(1, 40), metadata={"example": "grid_worker"})
    area = fields.String(required=True, validate=AREA, metadata={"example": "/huafu/g1/g18/"})


class NewPostOut(Schema):
    """A post that was set up."""

    id = fields.UUID()
    kind = fields.String()
    area = fields.String()


class TermOut(Schema):
    """Who held a post, from when to when."""

    person_id = fields.UUID()
    name = fields.String(metadata={"example": "王**"})
    since = fields.Date()
    term_ends = fields.Date(allow_none=True)
    until = fields.Date(allow_none=True)
    end_reason = fields.String(allow_none=True)


class PostArgs(PageArgs):
    """Which posts."""

    area = fields.String(load_default=None, validate=AREA)
    vacant = fields.Boolean(load_default=None, allow_none=True)


class AppointmentIn(Schema):
    """Who takes up a post, and for how long."""

    person_id = fields.UUID(required=True)
    since = fields.Date(required=True, validate=reached)
    term_ends = fields.Date(load_default=None, allow_none=True, validate=near)


class ReliefIn(Schema):
    """The day on which the holder goes."""

    on = fields.Date(required=True, validate=reached)
