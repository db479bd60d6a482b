"""People and how to reach them."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from chassis.web.texts import Text
from chassis.web.wording import both
from services.residents.remarks import REMARKS
from services.residents.schemas.disclosure import ReasonIn
from services.residents.schemas.values import HUKOU, ID_TYPE


class DistinctIn(Schema):
    """Of whom somebody is said to be none."""

    confirmed_distinct_from = fields.List(
        fields.UUID(),
        load_default=[],
        validate=validate.Length(max=50),
        metadata={"description": "people of the same name and birth date of whom this is none"},
    )
    confirmed_distinct_elsewhere = fields.Boolean(
        load_default=False,
        metadata={"description": "the same of people outside the caller's area, who are not shown"},
    )


class PersonIn(DistinctIn):
    """A person to record; the ID number may be missing."""

    name = Text(required=True, validate=validate.Length(1, 60), metadata={"example": "李小红"})
    id_type = fields.String(
        load_default=None,
        allow_none=True,
        validate=ID_TYPE,
        metadata={"description": "left out, it is read from a number like a citizen's"},
    )
    id_number = fields.String(load_default=None, allow_none=True, metadata={"example": "11010519491231002X"})
    phone = fields.String(load_default=None, allow_none=True, metadata={"example": "13800138000"})
    birth_date = fields.Date(load_default=None, allow_none=True)
    hukou = fields.String(load_default=None, allow_none=True, validate=HUKOU, metadata={"example": "511523"})


class CorrectionIn(ReasonIn, DistinctIn):
    """Who somebody is, as it should have been written down; what is left out stays as it is."""

    name = Text(validate=validate.Length(1, 60), metadata={"example": "李小红"})
    id_type = fields.String(
        allow_none=True,
        validate=ID_TYPE,
        metadata={"description": "left out, it stays, or is read from a number like a citizen's"},
    )
    id_number = fields.String(allow_none=True, metadata={"example": "11010519491231002X"})
    birth_date = fields.Date(
        allow_none=True, metadata={"description": "left out, it follows from the number where that tells one"}
    )

    @validates_schema
    def corrects_something(self, data: dict[str, Any], **_: Any) -> None:
        """A correction names what was wrong."""
        if data.keys().isdisjoint({"name", "id_type", "id_number", "birth_date"}):
            raise ValidationError(
                both(
                    "请至少填写一项要更正的内容：name、id_type、id_number 或 birth_date。",
                    "Give at least one of name, id_type, id_number and birth_date.",
                ),
                "name",
            )


class RemarkOut(Schema):
    """Something to look into; nothing was refused for it."""

    code = fields.String(validate=validate.OneOf(list(REMARKS)))
    message = fields.String()


class MaskedPersonOut(Schema):
    """A person, masked."""

    id = fields.UUID()
    name = fields.String(metadata={"example": "李**"})
    id_type = fields.String(validate=ID_TYPE)
    id_number = fields.String(allow_none=True, metadata={"example": "110105********002X"})
    phone = fields.String(allow_none=True, metadata={"example": "138****8000"})
    hukou = fields.String(allow_none=True, metadata={"description": "the district", "example": "511523"})
    minor = fields.Boolean(metadata={"description": "under eighteen today"})
    guardian_id = fields.UUID(allow_none=True)
    merged = fields.List(fields.UUID(), metadata={"description": "records that count as this person's"})


class PersonOut(MaskedPersonOut):
    """A person, masked, with what has to be looked into."""

    remarks = fields.List(fields.Nested(RemarkOut))


class HukouIn(Schema):
    """The code of the district, town or village where a person is registered; null: not known."""

    hukou = fields.String(required=True, allow_none=True, validate=HUKOU, metadata={"example": "511523"})


class GuardianIn(Schema):
    """Who answers for a person, or nobody."""

    guardian_id = fields.UUID(required=True, allow_none=True)


class ContactIn(Schema):
    """Another phone number, or none."""

    phone = fields.String(required=True, allow_none=True, metadata={"example": "13800138000"})
