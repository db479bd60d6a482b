"""Pairs of records that may be one person."""

from marshmallow import Schema, fields, validate

from chassis.web.paging import PageArgs
from services.residents.models import DISTINCT, MERGED, PROPOSED
from services.residents.schemas.disclosure import ReasonIn
from services.residents.schemas.people import MaskedPersonOut


class FindingOut(Schema):
    """What was found in one field."""

    field = fields.String(metadata={"example": "birth_date"})
    found = fields.String(metadata={"example": "same"})
    points = fields.Integer(metadata={"example": 35})


class PairOut(Schema):
    """Two records that may be one person; masked."""

    id = fields.UUID()
    first = fields.Nested(MaskedPersonOut)
    second = fields.Nested(MaskedPersonOut)
    score = fields.Integer(metadata={"example": 75})
    evidence = fields.List(fields.Nested(FindingOut))
    state = fields.String(validate=validate.OneOf([PROPOSED, DISTINCT, MERGED]))
    judged_at = fields.AwareDateTime(allow_none=True)
    judged_by = fields.UUID(allow_none=True)


class PairArgs(PageArgs):
    """Which pairs."""

    state = fields.String(load_default=PROPOSED, validate=validate.OneOf([PROPOSED, DISTINCT, MERGED]))


class JudgementIn(ReasonIn):
    """What two records are to each other, and why."""

    verdict = fields.String(required=True, validate=validate.OneOf([DISTINCT, PROPOSED]))
