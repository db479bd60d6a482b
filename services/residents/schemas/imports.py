"""Lease rosters."""

from marshmallow import Schema, fields


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
