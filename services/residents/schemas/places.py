"""Places, dwellings and grids."""

from marshmallow import Schema, fields, validate

from chassis.web.paging import PageArgs
from chassis.web.texts import Text
from services.residents.days import reached
from services.residents.schemas.disclosure import ReasonIn
from services.residents.schemas.values import AREA, RELATIONS


class PlaceOut(Schema):
    """A community, cluster, building, unit or ground-floor space."""

    id = fields.UUID()
    parent_id = fields.UUID(allow_none=True)
    kind = fields.String(metadata={"example": "building"})
    name = fields.String(metadata={"example": "A区18栋"})
    path = fields.String(metadata={"example": "/huafu/c1/b18/"})


class PlaceArgs(PageArgs):
    """Which places."""

    kind = fields.String(
        load_default=None, validate=validate.OneOf(["community", "cluster", "building", "unit", "space"])
    )
    under = fields.String(load_default=None, validate=AREA, metadata={"example": "/huafu/c1/"})


class DwellingOut(Schema):
    """A dwelling."""

    id = fields.UUID()
    address = fields.String(metadata={"example": "A-18-1-0503"})
    area = fields.String(attribute="path", metadata={"example": "/huafu/c1/b18/u1/0503/"})
    grid = fields.String(attribute="grid_path", metadata={"example": "/huafu/g1/g18/"})
    floor = fields.Integer(metadata={"example": 5})


class DwellingArgs(PageArgs):
    """Which dwellings."""

    area = fields.String(load_default=None, validate=AREA)
    floor = fields.Integer(load_default=None, validate=validate.Range(-3, 99))
    address = Text(
        load_default=None,
        validate=validate.Length(1, 100),
        metadata={"example": "18幢1-5-3", "description": "as people write it, or the key: A-18-1-0503"},
    )


class MemberOut(Schema):
    """A person living in a dwelling; name masked."""

    person_id = fields.UUID()
    name = fields.String(metadata={"example": "张**"})
    relation = fields.String(validate=validate.OneOf(RELATIONS))
    household_id = fields.UUID()
    since = fields.Date()


class WrittenFormOut(Schema):
    """How lease rosters write an address, and the first and last day they spoke of."""

    text = fields.String(metadata={"example": "A区18栋1单元5-3"})
    first_on = fields.Date()
    last_on = fields.Date()


class OccupiedDwellingOut(DwellingOut):
    """A dwelling, who lives in it, and how rosters write its address."""

    members = fields.List(fields.Nested(MemberOut))
    written = fields.List(fields.Nested(WrittenFormOut))


class RosterLineOut(Schema):
    """One resident on a grid's roster; name and phone masked."""

    person_id = fields.UUID()
    household_id = fields.UUID()
    name = fields.String(metadata={"example": "李*"})
    relation = fields.String(allow_none=True, validate=validate.OneOf(RELATIONS))
    phone = fields.String(allow_none=True, metadata={"example": "138****5678"})
    address = fields.String(metadata={"example": "A-18-1-0503"})
    grid = fields.String(metadata={"example": "/huafu/g1/g18/"})
    since = fields.Date()
    until = fields.Date(allow_none=True)


class RosterArgs(PageArgs):
    """Which roster, and as of which day."""

    grid = fields.String(load_default=None, validate=AREA, metadata={"example": "/huafu/g1/g18/"})
    area = fields.String(load_default=None, validate=AREA, metadata={"example": "/huafu/c1/b18/"})
    on = fields.Date(
        load_default=None, validate=reached, metadata={"description": "as of this day; today when left out"}
    )


class RosterExportIn(Schema):
    """Which roster to take along, and as of which day."""

    grid = fields.String(load_default=None, allow_none=True, validate=AREA)
    area = fields.String(load_default=None, allow_none=True, validate=AREA)
    on = fields.Date(load_default=None, allow_none=True, validate=reached)


class WholeRosterIn(RosterExportIn, ReasonIn):
    """Which roster, and why it has to be in clear."""


class GridArgs(Schema):
    """Which grids, and as of which day."""

    under = fields.String(load_default="/", metadata={"example": "/huafu/g1/"})
    on = fields.Date(load_default=None, validate=reached)


class GridOut(Schema):
    """A leaf grid and how many live in it."""

    id = fields.UUID()
    name = fields.String(metadata={"example": "18栋网格"})
    path = fields.String(metadata={"example": "/huafu/g1/g18/"})
    people = fields.Integer()
    households = fields.Integer()
    since = fields.Date(
        allow_none=True,
        metadata={"description": "the first day with dwellings; null for as long as anything is known"},
    )
    until = fields.Date(
        allow_none=True, metadata={"description": "the day from which no dwelling lay in it any more"}
    )


class DrawnIn(Schema):
    """The places whose dwellings go to a grid; a name where it is to be set up."""

    path = fields.String(
        required=True, validate=[AREA, validate.Length(max=200)], metadata={"example": "/huafu/g1/g18-2/"}
    )
    name = Text(load_default=None, allow_none=True, validate=validate.Length(1, 60))
    areas = fields.List(
        fields.String(validate=AREA, metadata={"example": "/huafu/c1/b18/u2/"}),
        required=True,
        validate=validate.Length(1, 500),
    )


class RedrawingIn(ReasonIn):
    """Which dwellings lie in which grid from a day on; what is not named stays where it is."""

    on = fields.Date(required=True, validate=reached)
    grids = fields.List(fields.Nested(DrawnIn), required=True, validate=validate.Length(1, 200))
    dry_run = fields.Boolean(load_default=False, metadata={"description": "only tell what would change"})


class ShiftOut(Schema):
    """How much goes from one grid to another."""

    source = fields.String(metadata={"example": "/huafu/g1/g18/"})
    target = fields.String(metadata={"example": "/huafu/g1/g18-2/"})
    dwellings = fields.Integer()
    households = fields.Integer()
    residents = fields.Integer()


class OutcomeOut(Schema):
    """What drawing the grids anew changes."""

    opened = fields.List(fields.String())
    closed = fields.List(fields.String())
    shifts = fields.List(fields.Nested(ShiftOut))


class RedrawingOut(OutcomeOut):
    """One time the grids were drawn anew."""

    id = fields.UUID()
    on = fields.Date()
    reason = fields.String()
    recorded_at = fields.AwareDateTime()
