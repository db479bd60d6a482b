"""Posts and their holders."""

from marshmallow import Schema, fields

from chassis.web.paging import PageArgs
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
