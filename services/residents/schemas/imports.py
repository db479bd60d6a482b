"""Lease rosters."""

from marshmallow import Schema, fields, validate

from chassis.web.paging import PageArgs
from services.residents.imports.reconciling import KINDS


class ImportArgs(Schema):
    """How to take a lease roster."""

    as_of = fields.Date(
        load_default=None,
        metadata={"description": "the day the roster speaks of; its title or today when left out"},
    )

    dry_run = fields.Boolean(load_default=False, metadata={"description": "only say what would change"})
    confirmation = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=40),
        metadata={
            "description": "what a refused roster that ends many tenancies asked to be sent again with"
        },
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


class TakenImportOut(Schema):
    """A roster that was taken."""

    id = fields.UUID()
    as_of = fields.Date()
    began_at = fields.AwareDateTime()
    ended_at = fields.AwareDateTime(allow_none=True)
    rows = fields.Integer()
    faults = fields.Integer()
    ignored = fields.Integer()
    changes = fields.Dict(keys=fields.String(), values=fields.Integer())


class FindingArgs(PageArgs):
    """Which findings."""

    kind = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.OneOf(list(KINDS), labels=list(KINDS.values())),
    )


class LeaseFindingOut(Schema):
    """What was found, and where."""

    kind = fields.String(validate=validate.OneOf(list(KINDS)))
    address = fields.String(metadata={"example": "A-18-1-0503"})


class ComparisonArgs(Schema):
    """With which other roster."""

    other = fields.UUID(required=True, data_key="with")


class ComparedOut(Schema):
    """How two rosters differ in one kind of finding: addresses."""

    kind = fields.String(validate=validate.OneOf(list(KINDS)))
    only_here = fields.List(fields.String())
    only_there = fields.List(fields.String())
    in_both = fields.List(fields.String())
