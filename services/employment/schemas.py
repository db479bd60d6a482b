"""What comes in and goes out over HTTP."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from chassis.patterns import Whole
from chassis.web.paging import PageArgs
from chassis.web.texts import Text
from chassis.web.wording import both
from contracts.employment import PostingClosed, PostingPublished

# What an event may say is what may be entered: neither can drift from the other.
_RULES = {name: list(field.validators) for name, field in PostingPublished.schema.fields.items()}
_AREA = {"example": "/500107/huayan/"}
_PAY = validate.Range(1, 100_000_000)
_STATES = ["draft", "published", "closed", "expired"]
_PHONE = Whole(
    r"^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$",
    error=both("请填写电话，如 023-68430000。", "Write a phone number such as 023-68430000."),
)


class EmployerIn(Schema):
    """An employer to register."""

    name = Text(
        required=True, validate=validate.Length(2, 100), metadata={"example": "重庆安邻物业服务有限公司"}
    )
    credit_code = fields.String(required=True, metadata={"example": "91500107MA5U000007"})
    phone = fields.String(required=True, validate=_PHONE, metadata={"example": "023-68430000"})


class EmployerOut(Schema):
    """An employer; phone masked."""

    id = fields.UUID()
    name = fields.String()
    credit_code = fields.String()
    phone = fields.String(metadata={"example": "023****0000"})
    registered_at = fields.AwareDateTime()


class PostingIn(Schema):
    """An offer of work to enter."""

    employer_id = fields.UUID(required=True)
    title = Text(required=True, validate=validate.Length(1, 60), metadata={"example": "保安（白班）"})
    occupation = fields.String(
        required=True, validate=_RULES["occupation"], metadata={"example": "4-07-05-01"}
    )
    form = fields.String(required=True, validate=_RULES["form"])
    hours = fields.String(required=True, validate=_RULES["hours"])
    pay_from_fen = fields.Integer(required=True, strict=True, validate=_PAY, metadata={"example": 350000})
    pay_to_fen = fields.Integer(required=True, strict=True, validate=_PAY, metadata={"example": 420000})
    pay_per = fields.String(required=True, validate=_RULES["pay_per"])
    area = fields.String(required=True, validate=_RULES["area"], metadata=_AREA)
    headcount = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10_000))
    closes_on = fields.Date(required=True, metadata={"description": "the last day"})


class NewPostingIn(PostingIn):
    """An offer of work to enter, and whether to open it at once."""

    publish = fields.Boolean(load_default=False)


class PostingOut(PostingIn):
    """An offer of work."""

    id = fields.UUID()
    state = fields.String(validate=validate.OneOf(_STATES))
    published_on = fields.Date(allow_none=True)
    closed_on = fields.Date(allow_none=True)
    close_reason = fields.String(allow_none=True)


class PostingArgs(PageArgs):
    """Which postings."""

    state = fields.String(load_default=None, validate=validate.OneOf(_STATES))
    occupation = fields.String(
        load_default=None,
        validate=_RULES["occupation"],
        metadata={"description": "a code, or a shorter one for all below it", "example": "4-07"},
    )
    form = fields.String(load_default=None, validate=_RULES["form"])
    area = fields.String(load_default=None, validate=_RULES["area"], metadata=_AREA)


class ClosingIn(Schema):
    """Why a posting takes no more applicants."""

    reason = fields.String(required=True, validate=list(PostingClosed.schema.fields["reason"].validators))


class WishIn(Schema):
    """What work a resident looks for; what is left out is welcome in any form."""

    person_id = fields.UUID(required=True)
    occupation = fields.String(
        load_default=None, allow_none=True, validate=_RULES["occupation"], metadata={"example": "4-07"}
    )
    form = fields.String(load_default=None, allow_none=True, validate=_RULES["form"])
    hours = fields.String(load_default=None, allow_none=True, validate=_RULES["hours"])
    pay_from_fen = fields.Integer(load_default=None, allow_none=True, strict=True, validate=_PAY)
    pay_per = fields.String(load_default=None, allow_none=True, validate=_RULES["pay_per"])
    area = fields.String(load_default=None, allow_none=True, validate=_RULES["area"], metadata=_AREA)

    @validates_schema
    def pay_has_a_unit(self, data: dict[str, Any], **_: Any) -> None:
        """A sum says nothing without what it is paid for."""
        if (data["pay_from_fen"] is None) != (data["pay_per"] is None):
            raise ValidationError(
                both(
                    "pay_from_fen 与 pay_per 须一并填写或都不填。",
                    "Give pay_from_fen and pay_per together, or neither.",
                ),
                "pay_per",
            )


class WishOut(WishIn):
    """A wish and whether it is open."""

    id = fields.UUID()
    state = fields.String(validate=validate.OneOf(["open", "ended"]))
    recorded_at = fields.AwareDateTime()
    ended_on = fields.Date(allow_none=True)
    end_reason = fields.String(allow_none=True)


class WishArgs(PageArgs):
    """Whose wishes."""

    person_id = fields.UUID(required=True)
