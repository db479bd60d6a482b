"""Figures: a number with the day it is of and what it counts."""

from marshmallow import Schema, fields, validate

from services.residents.days import reached
from services.residents.figures import LEVELS
from services.residents.schemas.values import AREA


class DefinitionOut(Schema):
    """What a figure counts, in words."""

    zh = fields.String()
    en = fields.String()


class FigureOut(Schema):
    """A figure; `rows` follow, one for each area, month or group."""

    figure = fields.String(metadata={"example": "freshness"})
    as_of = fields.Date()
    definition = fields.Nested(DefinitionOut)
    parameters = fields.Dict(keys=fields.String())


class PopulationArgs(Schema):
    """As of which day, for which area, how far told apart."""

    on = fields.Date(load_default=None, allow_none=True, validate=reached)
    area = fields.String(load_default=None, allow_none=True, validate=AREA)
    level = fields.String(load_default="cluster", validate=validate.OneOf(LEVELS))


class PopulationRowOut(Schema):
    """Who lives in a place."""

    area = fields.String(metadata={"example": "/huafu/c1/b18/"})
    residents = fields.Integer()
    households = fields.Integer()
    registered = fields.Integer()


class PopulationOut(FigureOut):
    """Residents and households."""

    rows = fields.List(fields.Nested(PopulationRowOut))


class TurnoverArgs(Schema):
    """Which months, for which area, how far told apart."""

    since = fields.Date(required=True, validate=reached, metadata={"description": "a day of the first month"})
    months = fields.Integer(load_default=12, validate=validate.Range(1, 60))
    area = fields.String(load_default=None, allow_none=True, validate=AREA)
    level = fields.String(load_default="community", validate=validate.OneOf(LEVELS))


class TurnoverRowOut(Schema):
    """Comings and goings in a place in a month."""

    area = fields.String(metadata={"example": "/huafu/c1/b18/"})
    month = fields.Date(metadata={"example": "2026-05-01"})
    moved_in = fields.Integer()
    moved_out = fields.Integer()
    exchanged = fields.Integer()
    mean_households = fields.Float()
    turnover = fields.Float(allow_none=True, metadata={"example": 0.021})


class TurnoverOut(FigureOut):
    """Turnover of households."""

    rows = fields.List(fields.Nested(TurnoverRowOut))
