"""Tenancies, their states, and what was known of who lived where."""

from marshmallow import Schema, fields, validate

from chassis.web.paging import PageArgs
from chassis.web.texts import Text
from services.residents.days import near, reached
from services.residents.models.tenancies import PLAIN_STEPS, STATES, STEPS
from services.residents.schemas.disclosure import ReasonIn
from services.residents.schemas.living import MemberIn
from services.residents.schemas.places import MemberOut
from services.residents.schemas.values import AREA, RELATIONS

_STATE = validate.OneOf(list(STATES), labels=list(STATES.values()))
_CONTRACT = validate.Length(1, 60)


class AllocationIn(Schema):
    """A free dwelling, and who is to rent it."""

    dwelling_id = fields.UUID(required=True)
    tenant_id = fields.UUID(required=True)
    on = fields.Date(required=True, validate=reached)


class SigningIn(Schema):
    """The contract of an allocated dwelling."""

    contract_number = Text(required=True, validate=_CONTRACT)
    lease_ends = fields.Date(required=True, validate=near)
    on = fields.Date(required=True, validate=reached)


class CheckInIn(Schema):
    """Who moves in."""

    members = fields.List(fields.Nested(MemberIn), required=True, validate=validate.Length(1, 30))
    on = fields.Date(required=True, validate=reached)


class TenancyStepIn(Schema):
    """A step that needs no more than a day."""

    step = fields.String(
        required=True, validate=validate.OneOf(PLAIN_STEPS, labels=[STEPS[each].zh for each in PLAIN_STEPS])
    )
    on = fields.Date(required=True, validate=reached)


class TenancyOut(Schema):
    """A tenancy as it is."""

    id = fields.UUID()
    household_id = fields.UUID()
    dwelling_id = fields.UUID()
    state = fields.String(validate=_STATE)
    contract_number = fields.String()
    since = fields.Date()
    lease_ends = fields.Date(allow_none=True)
    until = fields.Date(allow_none=True)
    end_reason = fields.String(allow_none=True)
    version = fields.Integer()


class TakenStepOut(Schema):
    """What was done with a tenancy, and when that was written down."""

    step = fields.String(validate=validate.OneOf(list(STEPS)))
    zh = fields.Function(lambda taken: STEPS[taken.step].zh, metadata={"type": "string", "example": "签约"})
    day = fields.Date()
    recorded_at = fields.AwareDateTime()
    role = fields.String()
    caller = fields.String()


class LeaseTermsOut(Schema):
    """What a lease said: from which day to which, and from which instant to which that was what was known."""

    contract_number = fields.String()
    lease_ends = fields.Date(allow_none=True)
    since = fields.Date()
    until = fields.Date(allow_none=True)
    corrected = fields.Boolean(metadata={"description": "it had been written down wrongly and never held"})
    recorded_at = fields.AwareDateTime(allow_none=True)
    replaced_at = fields.AwareDateTime(allow_none=True)


class TenancyHistoryOut(TenancyOut):
    """A tenancy with all that was done with it, and what its lease said."""

    steps = fields.List(fields.Nested(TakenStepOut))
    terms = fields.List(fields.Nested(LeaseTermsOut))


class WholeHouseholdOut(Schema):
    """A household with its tenancy and who lives with it now."""

    id = fields.UUID()
    tenancy = fields.Nested(TenancyOut)
    members = fields.List(fields.Nested(MemberOut))


class LeaseArgs(PageArgs):
    """Leases that end until which day."""

    by = fields.Date(load_default=None, allow_none=True, validate=near)
    area = fields.String(load_default=None, allow_none=True, validate=AREA)


class LeaseOut(Schema):
    """A lease that ends soon, or has ended; the tenant's name masked."""

    tenancy_id = fields.UUID()
    household_id = fields.UUID()
    address = fields.String(metadata={"example": "A-18-1-0503"})
    tenant = fields.String(metadata={"example": "张**"})
    lease_ends = fields.Date()
    state = fields.String(validate=_STATE)


class RenewalIn(Schema):
    """The new lease of a household that stays."""

    contract_number = Text(required=True, validate=_CONTRACT)
    lease_ends = fields.Date(required=True, validate=near)
    on = fields.Date(required=True, validate=reached)


class NewTenantIn(Schema):
    """Who holds the tenancy from now on, and how all others stand to them."""

    person_id = fields.UUID(required=True)
    on = fields.Date(required=True, validate=reached)
    reason = fields.String(required=True, validate=validate.OneOf(["died", "divorced", "left", "other"]))
    relations = fields.List(fields.Nested(MemberIn), load_default=list, validate=validate.Length(max=30))


class SplitIn(Schema):
    """Members who get a household of their own, and where."""

    dwelling_id = fields.UUID(required=True)
    contract_number = Text(required=True, validate=_CONTRACT)
    lease_ends = fields.Date(required=True, validate=near)
    on = fields.Date(required=True, validate=reached)
    members = fields.List(fields.Nested(MemberIn), required=True, validate=validate.Length(1, 30))


class NewHouseholdOut(Schema):
    """The household that came about."""

    household_id = fields.UUID()


class HouseholdJoiningIn(Schema):
    """The household to become a part of, and how all members stand to its tenant."""

    into_household_id = fields.UUID(required=True)
    on = fields.Date(required=True, validate=reached)
    members = fields.List(fields.Nested(MemberIn), required=True, validate=validate.Length(1, 30))


class LeavingReversalIn(ReasonIn):
    """Whose leaving was a mistake, and why."""

    person_id = fields.UUID(required=True)


class BeliefArgs(Schema):
    """On which day, as known at which instant; today and as known now when left out."""

    on = fields.Date(load_default=None, allow_none=True)
    known_at = fields.AwareDateTime(load_default=None, allow_none=True)


class KnownArgs(Schema):
    """As known at which instant; now when left out."""

    known_at = fields.AwareDateTime(load_default=None, allow_none=True)


class OccupantOut(Schema):
    """Somebody who lived in a dwelling; name masked."""

    person_id = fields.UUID()
    household_id = fields.UUID()
    name = fields.String(metadata={"example": "张**"})
    relation = fields.String(validate=validate.OneOf(RELATIONS))
    since = fields.Date()
    until = fields.Date(allow_none=True)


class HomeOut(Schema):
    """Where a person has lived."""

    dwelling_id = fields.UUID()
    household_id = fields.UUID()
    address = fields.String(metadata={"example": "A-18-1-0503"})
    relation = fields.String(validate=validate.OneOf(RELATIONS))
    since = fields.Date()
    until = fields.Date(allow_none=True)
