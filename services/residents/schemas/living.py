"""Who moves where."""

from marshmallow import Schema, fields, validate

from chassis.web.texts import Text
from services.residents.days import near, reached
from services.residents.schemas.people import RemarkOut
from services.residents.schemas.values import MOVE_OUT_REASONS, REASONS, RELATIONS


class MemberIn(Schema):
    """A person and how they stand to the tenant."""

    person_id = fields.UUID(required=True)
    relation = fields.String(required=True, validate=validate.OneOf(RELATIONS))


class MoveInIn(Schema):
    """A household that takes up a dwelling."""

    dwelling_id = fields.UUID(required=True)
    contract_number = Text(required=True, validate=validate.Length(1, 60))
    since = fields.Date(required=True, validate=reached)
    lease_ends = fields.Date(required=True, validate=near)
    members = fields.List(fields.Nested(MemberIn), required=True, validate=validate.Length(1, 30))


class HouseholdOut(Schema):
    """The household concerned."""

    household_id = fields.UUID()
    remarks = fields.List(fields.Nested(RemarkOut))


class MoveOutIn(Schema):
    """When and why a household leaves."""

    on = fields.Date(required=True, validate=reached)
    reason = fields.String(load_default="tenancy_ended", validate=validate.OneOf(MOVE_OUT_REASONS))


class ExchangeIn(Schema):
    """The dwelling a household changes to; without contract and lease, one its tenant has signed for."""

    dwelling_id = fields.UUID(required=True)
    contract_number = Text(load_default=None, allow_none=True, validate=validate.Length(1, 60))
    on = fields.Date(required=True, validate=reached)
    lease_ends = fields.Date(load_default=None, allow_none=True, validate=near)


class JoiningIn(MemberIn):
    """A person who joins a household."""

    on = fields.Date(required=True, validate=reached)


class LeavingIn(Schema):
    """A person who leaves a household that stays."""

    person_id = fields.UUID(required=True)
    on = fields.Date(required=True, validate=reached)
    reason = fields.String(load_default="left_household", validate=validate.OneOf(REASONS))
