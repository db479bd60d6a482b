"""Figures: a number with the day it is of and what it counts."""

from marshmallow import Schema, fields, validate

from chassis.patterns import Whole
from chassis.web.wording import both
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


class OriginsArgs(PopulationArgs):
    """What counts as local, as of which day, for which area, how far told apart."""

    local = fields.String(
        required=True,
        validate=Whole(
            r"^(?:[1-8][0-9])(?:[0-9]{2}){0,2}$|^[1-8][0-9]{8}(?:[0-9]{3})?$",
            error=both(
                "请填写区划代码：省2位、地市4位、区县6位、乡镇街道9位或村居12位数字。",
                "Write the code of a province (2 digits), prefecture (4), district (6), town (9) or village (12).",
            ),
        ),
        metadata={"example": "500107"},
    )


class OriginsRowOut(Schema):
    """Where those who live in a place are registered."""

    area = fields.String(metadata={"example": "/huafu/c1/"})
    residents = fields.Integer()
    known = fields.Integer()
    non_local = fields.Integer()
    share = fields.Float(allow_none=True)


class OriginsOut(FigureOut):
    """The share of residents registered elsewhere."""

    rows = fields.List(fields.Nested(OriginsRowOut))


class WorkloadArgs(Schema):
    """Which grids, and after how many days a check is stale."""

    under = fields.String(load_default="/", validate=Whole(r"^/([a-z0-9_-]+/)*$"))
    stale_after = fields.Integer(load_default=90, validate=validate.Range(1, 3650))


class WorkloadRowOut(Schema):
    """What a grid has, and what is to be done in it."""

    grid = fields.String(metadata={"example": "/huafu/g1/g18/"})
    name = fields.String(metadata={"example": "18栋网格"})
    dwellings = fields.Integer()
    households = fields.Integer()
    residents = fields.Integer()
    checks_due = fields.Integer()
    visits_due = fields.Integer()
    promises_open = fields.Integer()


class WorkloadOut(FigureOut):
    """How the work lies with the grids."""

    rows = fields.List(fields.Nested(WorkloadRowOut))


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
