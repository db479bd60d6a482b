"""People's rights over their data."""

from marshmallow import Schema, fields, validate

from contracts.purposes import PURPOSES
from services.residents.days import reached

_PURPOSE = validate.OneOf(list(PURPOSES))


class PurposeOut(Schema):
    """Why data are kept, and on what legal basis."""

    code = fields.String(metadata={"example": "job_matching"})
    zh = fields.String(metadata={"example": "求职意愿与岗位匹配"})
    en = fields.String()
    basis = fields.String(validate=validate.OneOf(["contract", "statutory_duty", "consent"]))
    article = fields.String(metadata={"example": "个人信息保护法第十三条第一款第一项、第十四条"})
    notice = fields.String(metadata={"example": "2026-1"})


class ConsentIn(Schema):
    """What a person agrees to, and how they said so."""

    purpose = fields.String(required=True, validate=_PURPOSE)
    on = fields.Date(required=True, validate=reached)
    channel = fields.String(required=True, validate=validate.OneOf(["paper", "in_person", "phone", "online"]))
    proof = fields.String(
        load_default="", validate=validate.Length(max=200), metadata={"example": "签字表 2026-051"}
    )


class WithdrawalIn(Schema):
    """What a person no longer agrees to."""

    purpose = fields.String(required=True, validate=_PURPOSE)
    on = fields.Date(required=True, validate=reached)


class ConsentOut(Schema):
    """One consent, given and perhaps withdrawn."""

    purpose = fields.String()
    notice = fields.String()
    given_on = fields.Date()
    channel = fields.String()
    withdrawn_on = fields.Date(allow_none=True)


class StepIn(Schema):
    """The day and the reason of a step."""

    on = fields.Date(required=True, validate=reached)
    reason = fields.String(required=True, validate=validate.Length(2, 200))
