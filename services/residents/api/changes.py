"""What becomes of households that stay: renewal, another tenant, split, joined; and what is taken back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView

from chassis import clock, database
from chassis.access import reach
from chassis.ids import new_id
from chassis.web import etags
from chassis.web.app import Blueprint
from services.residents.changes import HouseholdJoining, Member, Split
from services.residents.models import Tenancy
from services.residents.schemas import tenancies as schemas
from services.residents.schemas.disclosure import ReasonIn
from services.residents.usecases import households, tenancies, undoing

changes = Blueprint("changes", __name__, description="Households that change, and move-outs taken back")

own = database.of


@changes.route("/households/<uuid:household_id>/renewal")
class Renewal(MethodView):
    @changes.needs("households.move")
    @changes.arguments(etags.IfMatch, location="headers")
    @changes.arguments(schemas.RenewalIn)
    @changes.response(200, schemas.TenancyOut)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], household_id: UUID) -> Tenancy:
        """Let a household go on under a new lease."""
        with own("residents").transaction() as session:
            return tenancies.renew(
                session, household_id, **given, now=clock.now(), **headers, reach=reach.get()
            )


@changes.route("/households/<uuid:household_id>/tenant")
class NewTenant(MethodView):
    @changes.needs("households.move")
    @changes.arguments(etags.IfMatch, location="headers")
    @changes.arguments(schemas.NewTenantIn)
    @changes.response(204)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], household_id: UUID) -> None:
        """Let another member hold the tenancy."""
        relations = {each["person_id"]: each["relation"] for each in given["relations"]}
        with own("residents").transaction() as session:
            households.change_tenant(
                session,
                household_id,
                **{**given, "relations": relations},
                now=clock.now(),
                **headers,
                reach=reach.get(),
            )


@changes.route("/households/<uuid:household_id>/split")
class Splitting(MethodView):
    @changes.needs("households.move")
    @changes.arguments(etags.IfMatch, location="headers")
    @changes.arguments(schemas.SplitIn)
    @changes.response(201, schemas.NewHouseholdOut)
    def post(
        self, headers: Mapping[str, Any], given: Mapping[str, Any], household_id: UUID
    ) -> dict[str, UUID]:
        """Let some members have a household of their own in another dwelling."""
        members = tuple(Member(**each) for each in given["members"])
        split = Split(
            household_id=household_id, new_household_id=new_id(), tenancy_id=new_id(),
            **{**given, "members": members},
        )  # fmt: skip
        with own("residents").transaction() as session:
            households.split_household(session, split, **headers, reach=reach.get())
        return {"household_id": split.new_household_id}


@changes.route("/households/<uuid:household_id>/joining")
class JoiningHouseholds(MethodView):
    @changes.needs("households.move")
    @changes.arguments(etags.IfMatch, location="headers")
    @changes.arguments(schemas.HouseholdJoiningIn)
    @changes.response(204)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], household_id: UUID) -> None:
        """Let a household become a part of another one and live in its dwelling."""
        members = tuple(Member(**each) for each in given["members"])
        joining = HouseholdJoining(household_id=household_id, **{**given, "members": members})
        with own("residents").transaction() as session:
            households.join_households(session, joining, **headers, reach=reach.get())


@changes.route("/households/<uuid:household_id>/move-out/reversal")
class MoveOutReversal(MethodView):
    @changes.needs("households.move")
    @changes.arguments(etags.IfMatch, location="headers")
    @changes.arguments(ReasonIn)
    @changes.response(204)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], household_id: UUID) -> None:
        """Take back a move-out that was recorded by mistake, for a reason on record."""
        with own("residents").transaction() as session:
            undoing.undo_move_out(
                session, household_id, **given, now=clock.now(), **headers, reach=reach.get()
            )


@changes.route("/households/<uuid:household_id>/leavings/reversal")
class LeavingReversal(MethodView):
    @changes.needs("households.move")
    @changes.arguments(etags.IfMatch, location="headers")
    @changes.arguments(schemas.LeavingReversalIn)
    @changes.response(204)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], household_id: UUID) -> None:
        """Take back that one person left, for a reason on record."""
        with own("residents").transaction() as session:
            undoing.undo_leaving(
                session, household_id, **given, now=clock.now(), **headers, reach=reach.get()
            )
