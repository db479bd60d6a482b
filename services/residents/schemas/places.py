"""Places, dwellings and grids."""

from marshmallow import Schema, fields, validate

from chassis.web.paging import PageArgs
from services.residents.schemas.values import AREA, RELATIONS


class PlaceOut(Schema):
    """A community, cluster, building or unit."""

    id = fields.UUID()
    kind = fields.String(metadata={"example": "building"})
    name = fields.String(metadata={"example": "A区18栋"})
    path = fields.String(metadata={"example": "/huafu/c1/b18/"})


class PlaceArgs(PageArgs):
    """Which places."""

    kind = fields.String(
        load_default=None, validate=validate.OneOf(["community", "cluster", "building", "unit"])
    )
    under = fields.String(load_default=None, validate=AREA, metadata={"example": "/huafu/c1/"})


class DwellingOut(Schema):
    """A dwelling."""

    id = fields.UUID()
    address = fields.String(metadata={"example": "A-18-1-0503"})
    area = fields.String(attribute="path", metadata={"example": "/huafu/c1/b18/u1/0503/"})
    grid = fields.String(attribute="grid_path", metadata={"example": "/huafu/g1/g18/"})


class DwellingArgs(PageArgs):
    """Which dwellings."""

    area = fields.String(load_default=None, validate=AREA)
    address = fields.String(load_default=None, metadata={"example": "A-18-1-0503"})


class MemberOut(Schema):
    """A person living in a dwelling; name masked."""

    person_id = fields.UUID()
    name = fields.String(metadata={"example": "张**"})
    relation = fields.String(validate=validate.OneOf(RELATIONS))
    household_id = fields.UUID()
    since = fields.Date()


class OccupiedDwellingOut(DwellingOut):
    """A dwelling and who lives in it."""

    members = fields.List(fields.Nested(MemberOut))


class RosterLineOut(Schema):
    """One resident on a grid's roster; name and phone masked."""

    person_id = fields.UUID()
    household_id = fields.UUID()
    name = fields.String(metadata={"example": "李*"})
    phone = fields.String(allow_none=True, metadata={"example": "138****5678"})
    address = fields.String(metadata={"example": "A-18-1-0503"})
    grid = fields.String(metadata={"example": "/huafu/g1/g18/"})
    since = fields.Date()
    until = fields.Date(allow_none=True)


class RosterArgs(PageArgs):
    """Which roster, and as of which day."""

    grid = fields.String(load_default=None, validate=AREA, metadata={"example": "/huafu/g1/g18/"})
    area = fields.String(load_default=None, validate=AREA, metadata={"example": "/huafu/c1/b18/"})
    on = fields.Date(load_default=None, metadata={"description": "as of this day; today when left out"})


class GridArgs(Schema):
    """Which grids, and as of which day."""

    under = fields.String(load_default="/", metadata={"example": "/huafu/g1/"})
    on = fields.Date(load_default=None)


class GridOut(Schema):
    """A leaf grid and how many live in it."""

    id = fields.UUID()
    name = fields.String(metadata={"example": "18栋网格"})
    path = fields.String(metadata={"example": "/huafu/g1/g18/"})
    people = fields.Integer()
    households = fields.Integer()
