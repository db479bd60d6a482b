"""Special groups and care plans."""

from marshmallow import Schema, fields, validate

from chassis.web.paging import PageArgs
from chassis.web.texts import Text
from services.residents import care
from services.residents.days import near, reached
from services.residents.schemas.figures import FigureOut
from services.residents.schemas.values import AREA

GROUP = validate.OneOf(list(care.GROUPS), labels=[each.zh for each in care.GROUPS.values()])
SOURCE = validate.OneOf(list(care.SOURCES), labels=list(care.SOURCES.values()))
_TEXT = validate.Length(1, 2000)


class GroupOut(Schema):
    """A special group, and why its people are on record."""

    code = fields.String(validate=GROUP)
    zh = fields.String(metadata={"example": "独居、空巢老年人"})
    en = fields.String()
    basis = fields.String(metadata={"example": "老年人权益保障法第三十八条"})
    consent = fields.String(
        allow_none=True,
        metadata={"description": "the purpose to be consented to first", "example": "special_care"},
    )
    tier = fields.String(metadata={"example": "weekly"})


class TagIn(Schema):
    """That a person belongs to a special group."""

    group = fields.String(required=True, validate=GROUP)
    source = fields.String(required=True, validate=SOURCE)
    since = fields.Date(required=True, validate=reached)
    note = Text(load_default=None, allow_none=True, validate=validate.Length(1, 500))


class TagOut(Schema):
    """A special group a person belongs or belonged to."""

    id = fields.UUID()
    person_id = fields.UUID()
    group = fields.String(validate=GROUP)
    basis = fields.Function(lambda tag: care.GROUPS[tag.group].basis, metadata={"type": "string"})
    source = fields.String(validate=SOURCE)
    since = fields.Date()
    until = fields.Date(allow_none=True)
    note = fields.String(allow_none=True)


class DayIn(Schema):
    """On which day."""

    on = fields.Date(required=True, validate=reached)


class TierIn(Schema):
    """How often, and after how many days a visit is overdue."""

    every_days = fields.Integer(required=True, validate=validate.Range(1, 366))
    grace_days = fields.Integer(required=True, validate=validate.Range(0, 180))
    after_change_days = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(0, 30),
        metadata={"description": "how soon after a change in the household; null for in its turn"},
    )  # fmt: skip
    zh = Text(
        load_default=None, allow_none=True, validate=validate.Length(1, 40),
        metadata={"example": "每周", "description": "with `en`, for a tier that is to be set up or renamed"},
    )  # fmt: skip
    en = Text(load_default=None, allow_none=True, validate=validate.Length(1, 60))


class TierOut(TierIn):
    """A rhythm of visits."""

    code = fields.String(metadata={"example": "weekly"})
    version = fields.Integer()


class PlanIn(Schema):
    """A person to look after."""

    tier = Text(required=True, validate=validate.Length(1, 40))
    on = fields.Date(required=True, validate=reached)
    begin = fields.Boolean(
        load_default=True, metadata={"description": "false: only put on the list, to be opened later"}
    )


class PlanStepIn(Schema):
    """A step of a plan."""

    step = fields.String(required=True, validate=validate.OneOf(care.BY_HAND))
    on = fields.Date(required=True, validate=reached)
    tier = Text(load_default=None, allow_none=True, validate=validate.Length(1, 40))
    reason = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(care.ENDED_BY_HAND))
    hand_over = Text(load_default=None, allow_none=True, validate=_TEXT)


class PlanStateOut(Schema):
    """Where a care plan is."""

    id = fields.UUID()
    person_id = fields.UUID()
    tier = fields.String(metadata={"example": "weekly"})
    state = fields.String(validate=validate.OneOf(care.STATES))
    next_due = fields.Date(allow_none=True)
    version = fields.Integer()


class PlanOut(PlanStateOut):
    """A care plan; the person's name masked."""

    name = fields.String(metadata={"example": "张**"})
    address = fields.String(metadata={"example": "A-18-1-0503"})
    opened_on = fields.Date()
    visited_on = fields.Date(allow_none=True)
    ended_on = fields.Date(allow_none=True)
    end_reason = fields.String(allow_none=True, validate=validate.OneOf(list(care.END_REASONS)))
    hand_over = fields.String(allow_none=True)


class PlanArgs(PageArgs):
    """Which plans."""

    state = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(care.STATES))
    area = fields.String(load_default=None, allow_none=True, validate=AREA)
    grid = fields.String(load_default=None, allow_none=True, validate=AREA)


class DuePlanArgs(PageArgs):
    """Due until which day, and where."""

    by = fields.Date(load_default=None, allow_none=True, validate=near)
    area = fields.String(load_default=None, allow_none=True, validate=AREA)
    grid = fields.String(load_default=None, allow_none=True, validate=AREA)


class RateArgs(Schema):
    """As of which day, and where."""

    on = fields.Date(load_default=None, allow_none=True, validate=reached)
    area = fields.String(load_default=None, allow_none=True, validate=AREA)


class RateRowOut(Schema):
    """People of one tier in one grid, and how many of them were visited in time."""

    grid = fields.String(metadata={"example": "/huafu/g1/g18/"})
    tier = fields.String(metadata={"example": "monthly"})
    people = fields.Integer()
    visited = fields.Integer()
    share = fields.Float(metadata={"example": 0.95})


class RateOut(FigureOut):
    """The share of people on the care list who were visited within their rhythm."""

    rows = fields.List(fields.Nested(RateRowOut))
