"""Lease rosters."""

from datetime import date

from marshmallow import Schema, fields, validate

from chassis.web.paging import PageArgs
from chassis.web.texts import Text
from services.residents.imports.reconciling import KINDS


class ImportArgs(Schema):
    """How to take a lease roster."""

    as_of = fields.Date(
        load_default=None,
        validate=validate.Range(min=date(1990, 1, 1)),
        metadata={"description": "the day the roster speaks of; its title or today when left out"},
    )

    dry_run = fields.Boolean(load_default=False, metadata={"description": "only say what would change"})
    confirmation = Text(
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
    """A row that was not taken, and what to do; its sheet is named if the file has several."""

    sheet = fields.String(allow_none=True)
    row = fields.Integer()
    field = fields.String()
    problem = fields.String()


class NoteOut(Schema):
    """Something of a row that was taken which is not kept, and why."""

    sheet = fields.String(allow_none=True)
    row = fields.Integer()
    field = fields.String()
    note = fields.String()


class HouseholdInDoubtOut(Schema):
    """A household that was left as it is, and what to do about it."""

    address = fields.String(metadata={"example": "A-18-1-0503"})
    why = fields.List(fields.String())


class CorrectedOut(Schema):
    """Where something was written down wrongly, and of what; what it says is not told."""

    address = fields.String(metadata={"example": "A-18-1-0503"})
    what = fields.List(fields.String(metadata={"example": "phone"}))


class ImportOut(Schema):
    """What an import did."""

    id = fields.UUID()
    as_of = fields.Date()
    rows = fields.Integer()
    ignored = fields.Integer()
    changes = fields.Dict(keys=fields.String(), values=fields.Integer())
    confirmation = fields.String(
        allow_none=True,
        metadata={"description": "of a trial: with what it would have to be sent, as it ends many tenancies"},
    )
    resumed = fields.Boolean(
        metadata={
            "description": "whether it took up a run of the same file that had not ended; changes are of both"
        }
    )
    in_doubt = fields.List(fields.String(metadata={"example": "A-18-1-0503"}))
    doubts = fields.List(fields.Nested(HouseholdInDoubtOut))
    corrected = fields.List(fields.Nested(CorrectedOut))
    faults = fields.List(fields.Nested(FaultOut))
    notes = fields.List(fields.Nested(NoteOut))


class TakenImportOut(Schema):
    """A roster that was taken."""

    id = fields.UUID()
    as_of = fields.Date()
    state = fields.String(validate=validate.OneOf(["done", "unfinished"]))
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
    """What was found, and where: of what is corrected the fields, of what is in doubt why."""

    kind = fields.String(validate=validate.OneOf(list(KINDS)))
    address = fields.String(metadata={"example": "A-18-1-0503"})
    what = fields.List(fields.String(metadata={"example": "phone"}))
    why = fields.List(fields.String())


class ComparisonArgs(Schema):
    """With which other roster."""

    other = fields.UUID(required=True, data_key="with")


class ComparedOut(Schema):
    """How two rosters differ in one kind of finding: addresses."""

    kind = fields.String(validate=validate.OneOf(list(KINDS)))
    only_here = fields.List(fields.String())
    only_there = fields.List(fields.String())
    in_both = fields.List(fields.String())
