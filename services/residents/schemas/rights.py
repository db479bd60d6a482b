"""People's rights over their data."""

from marshmallow import Schema, fields, validate

from chassis.web.texts import Text
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


class WordsOut(Schema):
    """Something told in both languages."""

    zh = fields.String()
    en = fields.String()


class GroundedOut(WordsOut):
    """Something told with the law it rests on."""

    basis = fields.String(metadata={"example": "个人信息保护法第十九条"})


class NoticePurposeOut(GroundedOut):
    """A purpose, with the kinds of data that are held for it."""

    code = fields.String(metadata={"example": "job_matching"})
    article = fields.String()
    data = fields.List(fields.Nested(WordsOut))


class NoticeOut(Schema):
    """A privacy notice (个人信息处理告知书): who uses which data why, for how long, and what people may ask for."""

    version = fields.String(metadata={"example": "2026-1"})
    since = fields.Date()
    handler = fields.String(metadata={"description": "who answers for the data, and how they are reached"})
    purposes = fields.List(fields.Nested(NoticePurposeOut))
    sensitive = fields.List(fields.Nested(GroundedOut))
    retention = fields.List(fields.Nested(GroundedOut))
    rights = fields.Nested(WordsOut)
    withdrawal = fields.Nested(WordsOut)
    children = fields.Nested(WordsOut)


class ConsentIn(Schema):
    """What a person agrees to, and how they said so."""

    purpose = fields.String(required=True, validate=_PURPOSE)
    on = fields.Date(required=True, validate=reached)
    channel = fields.String(required=True, validate=validate.OneOf(["paper", "in_person", "phone", "online"]))
    notice = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(1, 20),
        metadata={"description": "the version they were shown; that of the day when left out", "example": "2026-1"},
    )  # fmt: skip
    given_by = fields.UUID(
        load_default=None, allow_none=True,
        metadata={"description": "the guardian on record who consents for the person, under fourteen always"},
    )  # fmt: skip
    proof = Text(load_default="", validate=validate.Length(max=200), metadata={"example": "签字表 2026-051"})


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
    given_by = fields.UUID(allow_none=True)
    withdrawn_on = fields.Date(allow_none=True)


class StepIn(Schema):
    """The day and the reason of a step."""

    on = fields.Date(required=True, validate=reached)
    reason = Text(required=True, validate=validate.Length(2, 200))
