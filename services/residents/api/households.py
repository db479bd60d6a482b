"""The moves of households."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView

from chassis import clock, database
from chassis.access import reach
from chassis.ids import new_id
from chassis.web import etags
from chassis.web.app import Blueprint
from services.residents import queries, schemas
from services.residents.api.shown import member, remarks
from services.residents.changes import Exchange, Joining, Leaving, Member, MoveIn, MoveOut
from services.residents.errors import HouseholdNotHere
from services.residents.schemas.tenancies import WholeHouseholdOut
from services.residents.usecases import guardians, register

households = Blueprint("households", __name__, description="Moves of households and people")

own = database.of


@households.route("/move-ins")
class MoveIns(MethodView):
    @households.needs("households.move")
    @households.arguments(schemas.MoveInIn)
    @households.response(201, schemas.HouseholdOut)
    def post(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Let a household move in."""
        members = tuple(Member(**each) for each in given["members"])
        move = MoveIn(household_id=new_id(), tenancy_id=new_id(), **{**given, "members": members})
        with own("residents").transaction() as session:
            register.move_in(session, move, reach=reach.get())
            alone = guardians.minors_without_guardian(session, move.household_id, today=clock.today())
        return {
            "household_id": move.household_id,
            "remarks": remarks(["minor-without-guardian"] if alone else []),
        }


@households.route("/households/<uuid:household_id>")
class OneHousehold(MethodView):
    @households.needs("register.read")
    @households.response(200, WholeHouseholdOut, headers=etags.DOCUMENTED)
    def get(self, household_id: UUID) -> tuple[dict[str, Any], dict[str, str]]:
        """Show a household with its tenancy, the last one where none runs; the version is that of the tenancy."""
        with own("residents").reading() as session:
            tenancy = queries.newest_tenancy(session, household_id, reach.get())
            if tenancy is None:
                raise HouseholdNotHere
            members = queries.present_members(session, tenancy.dwelling_id)
            shown = {
                "id": household_id,
                "tenancy": tenancy,
                "members": [member(*each) for each in members if each[0].household_id == household_id],
            }
            return shown, etags.etag(tenancy.version)


@households.route("/households/<uuid:household_id>/move-out")
class MoveOuts(MethodView):
    @households.needs("households.move")
    @households.arguments(etags.IfMatch, location="headers")
    @households.arguments(schemas.MoveOutIn)
    @households.response(204)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], household_id: UUID) -> None:
        """Let a household move out."""
        with own("residents").transaction() as session:
            register.move_out(
                session, MoveOut(household_id=household_id, **given), **headers, reach=reach.get()
            )


@households.route("/households/<uuid:household_id>/exchange")
class Exchanges(MethodView):
    @households.needs("households.move")
    @households.arguments(etags.IfMatch, location="headers")
    @households.arguments(schemas.ExchangeIn)
    @households.response(204)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], household_id: UUID) -> None:
        """Let a household change its dwelling inside the estate."""
        with own("residents").transaction() as session:
            exchange = Exchange(household_id=household_id, tenancy_id=new_id(), **given)
            register.exchange_dwelling(session, exchange, **headers, reach=reach.get())


@households.route("/households/<uuid:household_id>/members")
class Joinings(MethodView):
    @households.needs("households.move")
    @households.arguments(etags.IfMatch, location="headers")
    @households.arguments(schemas.JoiningIn)
    @households.response(204)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], household_id: UUID) -> None:
        """Let a person join a household."""
        member = Member(person_id=given["person_id"], relation=given["relation"])
        with own("residents").transaction() as session:
            joining = Joining(household_id=household_id, member=member, on=given["on"])
            register.join_household(session, joining, **headers, reach=reach.get())


@households.route("/households/<uuid:household_id>/leavings")
class Leavings(MethodView):
    @households.needs("households.move")
    @households.arguments(etags.IfMatch, location="headers")
    @households.arguments(schemas.LeavingIn)
    @households.response(204)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], household_id: UUID) -> None:
        """Let a person leave a household that stays."""
        with own("residents").transaction() as session:
            register.leave_household(
                session, Leaving(household_id=household_id, **given), **headers, reach=reach.get()
            )
