"""What comes in and goes out over HTTP."""

from marshmallow import Schema, fields, validate

from chassis.web.paging import PageArgs
from chassis.web.wording import both
from services.residents.days import near, reached

AREA = validate.Regexp(
    r"^/([a-z0-9_-]+/)+$",
    error=both("请填写路径，如 /huafu/c2/b18/。", "Write a path such as /huafu/c2/b18/."),
)


_RELATIONS = ["tenant", "spouse", "child", "parent", "sibling", "other"]
_REASONS = ["tenancy_ended", "left_household", "died", "found_absent"]


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
    relation = fields.String(validate=validate.OneOf(_RELATIONS))
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


class PersonIn(Schema):
    """A person to record; the ID number may be missing."""

    name = fields.String(required=True, validate=validate.Length(1, 60), metadata={"example": "李小红"})
    id_number = fields.String(load_default=None, allow_none=True, metadata={"example": "11010519491231002X"})
    phone = fields.String(load_default=None, allow_none=True, metadata={"example": "13800138000"})
    birth_date = fields.Date(load_default=None, allow_none=True)


class PersonOut(Schema):
    """A person, masked."""

    id = fields.UUID()
    name = fields.String(metadata={"example": "李**"})
    id_number = fields.String(allow_none=True, metadata={"example": "110105********002X"})
    phone = fields.String(allow_none=True, metadata={"example": "138****8000"})


class ContactIn(Schema):
    """Another phone number, or none."""

    phone = fields.String(required=True, allow_none=True, metadata={"example": "13800138000"})


class MemberIn(Schema):
    """A person and how they stand to the tenant."""

    person_id = fields.UUID(required=True)
    relation = fields.String(required=True, validate=validate.OneOf(_RELATIONS))


class MoveInIn(Schema):
    """A household that takes up a dwelling."""

    dwelling_id = fields.UUID(required=True)
    contract_number = fields.String(required=True, validate=validate.Length(1, 60))
    since = fields.Date(required=True, validate=reached)
    lease_ends = fields.Date(required=True, validate=near)
    members = fields.List(fields.Nested(MemberIn), required=True, validate=validate.Length(1, 30))


class HouseholdOut(Schema):
    """The household concerned."""

    household_id = fields.UUID()


class MoveOutIn(Schema):
    """When and why a household leaves."""

    on = fields.Date(required=True, validate=reached)
    reason = fields.String(load_default="tenancy_ended", validate=validate.OneOf(_REASONS))


class ExchangeIn(Schema):
    """The dwelling a household changes to."""

    dwelling_id = fields.UUID(required=True)
    contract_number = fields.String(required=True, validate=validate.Length(1, 60))
    on = fields.Date(required=True, validate=reached)
    lease_ends = fields.Date(required=True, validate=near)


class JoiningIn(MemberIn):
    """A person who joins a household."""

    on = fields.Date(required=True, validate=reached)


class LeavingIn(Schema):
    """A person who leaves a household that stays."""

    person_id = fields.UUID(required=True)
    on = fields.Date(required=True, validate=reached)
    reason = fields.String(load_default="left_household", validate=validate.OneOf(_REASONS))


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


class ImportArgs(Schema):
    """How to take a lease roster."""

    as_of = fields.Date(
        load_default=None,
        metadata={"description": "the day the roster speaks of; its title or today when left out"},
    )


class ImportFile(Schema):
    """The workbook."""

    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


class FaultOut(Schema):
    """A row that was not taken, and what to do."""

    row = fields.Integer()
    field = fields.String()
    problem = fields.String()


class ImportOut(Schema):
    """What an import did."""

    id = fields.UUID()
    as_of = fields.Date()
    rows = fields.Integer()
    ignored = fields.Integer()
    changes = fields.Dict(keys=fields.String(), values=fields.Integer())
    in_doubt = fields.List(fields.String(metadata={"example": "A-18-1-0503"}))
    faults = fields.List(fields.Nested(FaultOut))
