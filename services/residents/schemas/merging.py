"""Merging records of one person."""

from marshmallow import Schema, fields

from services.residents.schemas.disclosure import ReasonIn


class MergeIn(ReasonIn):
    """The record that is kept, and why the two are one person."""

    into = fields.UUID(required=True)


class MergerOut(Schema):
    """A record, and the one whose person it counts as."""

    id = fields.UUID()
    into = fields.UUID(allow_none=True)
