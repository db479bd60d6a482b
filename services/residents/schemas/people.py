"""People and how to reach them."""

from marshmallow import Schema, fields, validate


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
