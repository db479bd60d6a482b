"""Figures: a number with the day it is of and what it counts."""

from marshmallow import Schema, fields


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
