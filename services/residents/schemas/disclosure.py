"""Personal data in clear, and searches by whole numbers."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from chassis.web.texts import Text
from chassis.web.wording import both
from services.residents.schemas.values import ID_TYPE


class ReasonIn(Schema):
    """Why somebody has to be seen in clear."""

    reason = Text(
        required=True, validate=validate.Length(4, 200), metadata={"example": "办理换租，核对身份证"}
    )


class WholePersonOut(Schema):
    """A person in clear."""

    id = fields.UUID()
    name = fields.String(metadata={"example": "李小红"})
    id_type = fields.String(validate=ID_TYPE)
    id_number = fields.String(allow_none=True, metadata={"example": "11010519491231002X"})
    phone = fields.String(allow_none=True, metadata={"example": "13800138000"})
    hukou = fields.String(allow_none=True, metadata={"example": "511523"})
    birth_date = fields.Date(allow_none=True)


class SearchIn(ReasonIn):
    """A whole ID number or a whole phone number, and why it is looked for."""

    id_number = fields.String(load_default=None, metadata={"example": "11010519491231002X"})
    id_type = fields.String(load_default=None, validate=ID_TYPE)
    phone = fields.String(load_default=None, metadata={"example": "13800138000"})

    @validates_schema
    def names_one_number(self, data: dict[str, Any], **_: Any) -> None:
        """One number finds one answer."""
        if bool(data.get("id_number")) == bool(data.get("phone")):
            raise ValidationError(
                both("id_number 与 phone 须填且只填一个。", "Give either id_number or phone."), "id_number"
            )
