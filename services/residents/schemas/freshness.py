"""Checks of the register, what is seen at doors, and how fresh it all is."""

from marshmallow import Schema, fields, validate

from chassis.web.paging import PageArgs
from chassis.web.texts import Text
from services.residents import checks
from services.residents.days import reached
from services.residents.schemas.figures import FigureOut
from services.residents.schemas.values import AREA

_MEANS = validate.OneOf(list(checks.MEANS), labels=list(checks.MEANS.values()))
_SEEN = validate.OneOf(list(checks.OBSERVATIONS), labels=list(checks.OBSERVATIONS.values()))


class VerificationIn(Schema):
    """A check at the door, by phone or at the counter."""

    on = fields.Date(required=True, validate=reached)
    means = fields.String(required=True, validate=_MEANS)
    in_question = fields.List(
        fields.UUID(),
        load_default=list,
        validate=validate.Length(max=30),
        metadata={"description": "members who were not found as recorded"},
    )


class VerificationOut(Schema):
    """A check of a household's record."""

    id = fields.UUID()
    household_id = fields.UUID()
    on = fields.Date()
    means = fields.String(validate=_MEANS)
    checker_id = fields.UUID(allow_none=True)
    recorded_at = fields.AwareDateTime()
    withdrawn_at = fields.AwareDateTime(allow_none=True)


class ObservationIn(Schema):
    """What was seen of a household, or of one member."""

    seen = fields.String(required=True, validate=_SEEN)
    on = fields.Date(required=True, validate=reached)
    person_id = fields.UUID(load_default=None, allow_none=True)
    note = Text(load_default=None, allow_none=True, validate=validate.Length(1, 500))


class ObservationOut(Schema):
    """What somebody saw."""

    id = fields.UUID()
    seen = fields.String(validate=_SEEN)
    on = fields.Date()
    person_id = fields.UUID(allow_none=True)
    checker_id = fields.UUID(allow_none=True)
    note = fields.String(allow_none=True)
    recorded_at = fields.AwareDateTime()


class ObservationArgs(Schema):
    """Of whom."""

    person_id = fields.UUID(load_default=None, allow_none=True)


class RoundArgs(Schema):
    """Which households to check."""

    area = fields.String(load_default=None, allow_none=True, validate=AREA)
    grid = fields.String(load_default=None, allow_none=True, validate=AREA)
    ground = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(list(checks.GROUNDS)))
    stale_after = fields.Integer(
        load_default=checks.STALE_AFTER_DAYS,
        validate=validate.Range(1, 3650),
        metadata={"description": "days after which a record is to be checked again"},
    )


class DueArgs(RoundArgs, PageArgs):
    """Which households to check, a page at a time."""


class GroundOut(Schema):
    """Why a record is to be checked."""

    code = fields.String(validate=validate.OneOf(list(checks.GROUNDS)))
    zh = fields.String(metadata={"example": "入住后尚未核实"})
    en = fields.String()


class DueOut(Schema):
    """A household whose record is to be checked; the tenant's name masked."""

    household_id = fields.UUID()
    address = fields.String(metadata={"example": "A-18-1-0503"})
    grid = fields.String(metadata={"example": "/huafu/g1/g18/"})
    tenant = fields.String(metadata={"example": "张**"})
    members = fields.Integer()
    checked_on = fields.Date(allow_none=True)
    risk = fields.Integer(metadata={"example": 40})
    grounds = fields.List(fields.Nested(GroundOut))


class FreshnessArgs(Schema):
    """As of which day, of which area, and how many days count as fresh."""

    on = fields.Date(load_default=None, allow_none=True, validate=reached)
    area = fields.String(load_default=None, allow_none=True, validate=AREA)
    days = fields.Integer(load_default=90, validate=validate.Range(1, 3650))


class FreshnessRowOut(Schema):
    """How fresh the records of one grid are."""

    grid = fields.String(metadata={"example": "/huafu/g1/g18/"})
    residents = fields.Integer()
    verified = fields.Integer()
    share = fields.Float(allow_none=True, metadata={"example": 0.83})
    median_age_days = fields.Float(allow_none=True)


class FreshnessOut(FigureOut):
    """The share of residents checked lately, and the median age of the last check, by grid."""

    rows = fields.List(fields.Nested(FreshnessRowOut))
