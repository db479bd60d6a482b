"""Special groups and care plans."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView

from chassis import clock, database
from chassis.access import reach
from chassis.personal import masked_name
from chassis.web import etags
from chassis.web.app import Blueprint
from chassis.web.paging import Page, page, page_schema
from services.residents import care as words
from services.residents import queries
from services.residents.errors import CarePlanUnknown, CareTierUnknown
from services.residents.models import CarePlan, CareTag, CareTier
from services.residents.schemas import care as schemas
from services.residents.usecases import caring
from services.residents.usecases.usable import usable_person

care = Blueprint("care", __name__, description="Special groups and care plans")

own = database.of

_RATE = {
    "zh": "走访率＝统计日关爱计划内、且在本档次周期内被走访过的人数÷统计日关爱计划内的人数；"
    "首个周期尚未到期且未走访的不计。",
    "en": "Of those on the care list on the day, the share who were visited within the rhythm of their tier; "
    "whose first visit is not due yet, and was not made, is left out.",
}


@care.route("/care-groups")
class Groups(MethodView):
    @care.needs("care.read")
    @care.response(200, schemas.GroupOut(many=True))
    def get(self) -> list[dict[str, Any]]:
        """List special groups with their legal basis."""
        return [{"code": code, **group._asdict()} for code, group in words.GROUPS.items()]


@care.route("/care-tiers")
class Tiers(MethodView):
    @care.needs("care.read")
    @care.response(200, schemas.TierOut(many=True))
    def get(self) -> list[CareTier]:
        """List how often people of each tier are visited."""
        with own("residents").reading() as session:
            return queries.tiers(session)


@care.route("/care-tiers/<string:code>")
class OneTier(MethodView):
    @care.needs("care.read")
    @care.response(200, schemas.TierOut, headers=etags.DOCUMENTED)
    def get(self, code: str) -> tuple[CareTier, dict[str, str]]:
        """Show how often people of a tier are visited."""
        with own("residents").reading() as session:
            tier = queries.tier(session, code)
            if tier is None:
                raise CareTierUnknown
            return tier, etags.etag(tier.version)

    @care.needs("care.configure")
    @care.arguments(etags.IfMatch, location="headers")
    @care.arguments(schemas.TierIn)
    @care.response(200, schemas.TierOut)
    def put(self, headers: Mapping[str, Any], given: Mapping[str, Any], code: str) -> CareTier:
        """Change how often people of a tier are visited."""
        with own("residents").transaction() as session:
            return caring.set_tier(session, code, **given, **headers)


@care.route("/people/<uuid:person_id>/care-tags")
class Tags(MethodView):
    @care.needs("care.read")
    @care.response(200, schemas.TagOut(many=True))
    def get(self, person_id: UUID) -> list[CareTag]:
        """List the special groups a person belongs or belonged to."""
        with own("residents").reading() as session:
            return queries.tags_of(session, usable_person(session, person_id, reach.get()).id)

    @care.needs("care.keep")
    @care.arguments(schemas.TagIn)
    @care.response(201, schemas.TagOut)
    def post(self, given: Mapping[str, Any], person_id: UUID) -> CareTag:
        """Note that a person belongs to a special group; on the audit log."""
        with own("residents").transaction() as session:
            return caring.tag(session, person_id, **given, now=clock.now(), reach=reach.get())


@care.route("/care-tags/<uuid:tag_id>/closing")
class Closing(MethodView):
    @care.needs("care.keep")
    @care.arguments(schemas.DayIn)
    @care.response(204)
    def post(self, given: Mapping[str, Any], tag_id: UUID) -> None:
        """Note that a person belongs to a group no longer; on the audit log."""
        with own("residents").transaction() as session:
            caring.close_tag(session, tag_id, **given, reach=reach.get())


@care.route("/people/<uuid:person_id>/care-plans")
class PersonsPlans(MethodView):
    @care.needs("care.keep")
    @care.arguments(schemas.PlanIn)
    @care.response(201, schemas.PlanStateOut)
    def post(self, given: Mapping[str, Any], person_id: UUID) -> CarePlan:
        """Put a person on the care list."""
        with own("residents").transaction() as session:
            return caring.plan_care(session, person_id, **given, reach=reach.get())


@care.route("/care-plans")
class Plans(MethodView):
    @care.needs("care.read")
    @care.arguments(schemas.PlanArgs, location="query")
    @care.response(200, page_schema(schemas.PlanOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List care plans, those that run when no state is named."""
        states = [args["state"]] if args["state"] else [each for each in words.STATES if each != words.CLOSED]
        statement = queries.plans(states=states, area=args["area"], grid=args["grid"], reach=reach.get())
        with own("residents").reading() as session:
            found = page(
                session, statement, by=[CarePlan.id], after=args["after"], limit=args["limit"],
                place=lambda row: [row.CarePlan.id],
            )  # fmt: skip
            return Page([_shown(row) for row in found.items], found.next)


@care.route("/care-plans/due")
class DuePlans(MethodView):
    @care.needs("care.read")
    @care.arguments(schemas.DuePlanArgs, location="query")
    @care.response(200, page_schema(schemas.PlanOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List whom to visit until a day, who waits longest first."""
        statement = queries.due_plans(
            by=args["by"] or clock.today(), area=args["area"], grid=args["grid"], reach=reach.get()
        )
        with own("residents").reading() as session:
            found = page(
                session, statement, by=[CarePlan.next_due, CarePlan.id], after=args["after"],
                limit=args["limit"], place=lambda row: [row.CarePlan.next_due, row.CarePlan.id],
            )  # fmt: skip
            return Page([_shown(row) for row in found.items], found.next)


@care.route("/care-plans/<uuid:plan_id>")
class OnePlan(MethodView):
    @care.needs("care.read")
    @care.response(200, schemas.PlanOut, headers=etags.DOCUMENTED)
    def get(self, plan_id: UUID) -> tuple[dict[str, Any], dict[str, str]]:
        """Show a care plan."""
        with own("residents").reading() as session:
            row = queries.one_plan(session, plan_id, reach.get())
            if row is None:
                raise CarePlanUnknown
            return _shown(row), etags.etag(row.CarePlan.version)


@care.route("/care-plans/<uuid:plan_id>/steps")
class Steps(MethodView):
    @care.needs("care.keep")
    @care.arguments(etags.IfMatch, location="headers")
    @care.arguments(schemas.PlanStepIn)
    @care.response(200, schemas.PlanStateOut)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], plan_id: UUID) -> CarePlan:
        """Open, review or close a plan, or hand over one that a move has closed."""
        with own("residents").transaction() as session:
            return caring.step_plan(session, plan_id, **given, **headers, reach=reach.get())


@care.route("/figures/visit-rate")
class VisitRate(MethodView):
    @care.needs("care.read")
    @care.arguments(schemas.RateArgs, location="query")
    @care.response(200, schemas.RateOut)
    def get(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Tell the share of people on the care list who were visited in time, by grid and tier."""
        on = args["on"] or clock.today()
        with own("residents").reading() as session:
            found = queries.visit_rates(session, on=on, area=args["area"], reach=reach.get())
        rows = [
            {"grid": grid, "tier": tier, "people": people, "visited": visited, "share": visited / people}
            for grid, tier, people, visited in found
        ]
        return {"figure": "visit_rate", "as_of": on, "definition": _RATE,
                "parameters": {"area": args["area"]}, "rows": rows}  # fmt: skip


def _shown(row: Any) -> dict[str, Any]:
    plan = row.CarePlan
    return {
        **{each.key: getattr(plan, each.key) for each in CarePlan.__table__.columns},
        "name": masked_name(row.Person.name),
        "address": row.Dwelling.address,
        "hand_over": None if row.restricted else row.CarePlan.hand_over,
    }
