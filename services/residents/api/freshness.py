"""Checking the register: whom next, what was found, how fresh it is."""

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Response, send_file
from flask.views import MethodView

from chassis import access, audit, clock, database
from chassis.access import reach
from chassis.personal import masked_name
from chassis.web.app import Blueprint
from chassis.web.held import FILE, XLSX
from chassis.web.idempotency import in_steps
from chassis.web.paging import Page, PageArgs, page, page_schema
from chassis.workbooks import write_workbook
from services.residents import freshness as figures
from services.residents import queries
from services.residents.checks import GROUNDS, NEVER, NEVER_CHECKED, STALE
from services.residents.errors import HouseholdNotHere
from services.residents.models import Verification
from services.residents.schemas import freshness as schemas
from services.residents.usecases import observing, verifying

freshness = Blueprint("freshness", __name__, description="Checking the register, and how fresh it is")

own = database.of

_LONGEST_ROUND = 500
"""Households on one sheet."""


@freshness.route("/verifications/due")
class Due(MethodView):
    @freshness.needs("register.read")
    @freshness.arguments(schemas.DueArgs, location="query")
    @freshness.response(200, page_schema(schemas.DueOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List households whose record is to be checked, the gravest first."""
        with own("residents").reading() as session:
            statement = _due(args)
            found = page(
                session, statement, by=queries.order_of(statement), after=args["after"], limit=args["limit"],
                place=lambda row: [row.order, row.checked_on.isoformat(), row.household_id],
            )  # fmt: skip
            return Page(_shown(session, found.items, args["stale_after"]), found.next)


@freshness.route("/verifications/rounds")
class Rounds(MethodView):
    @freshness.needs("register.read")
    @in_steps
    @freshness.arguments(schemas.RoundArgs)
    @freshness.response(200, FILE, content_type=XLSX)
    def post(self, args: Mapping[str, Any]) -> Response:
        """Hand over the next round of checks as a workbook to take along; names masked, on the audit log."""
        with own("residents").transaction() as session:
            statement = _due(args)
            wanted = statement.order_by(*queries.order_of(statement)).limit(_LONGEST_ROUND)
            found = _shown(session, session.execute(wanted).all(), args["stale_after"])
            told = audit.handed_over(
                area=args["area"] or reach.get().area, grid=args["grid"], ground=args["ground"],
                as_of=clock.today(), rows=len(found), in_clear=False,
            )  # fmt: skip
            audit.record(session, "round.exported", reason=told)
        return _workbook(found)


@freshness.route("/households/<uuid:household_id>/verifications")
class Verifications(MethodView):
    @freshness.needs("register.read")
    @freshness.arguments(PageArgs, location="query")
    @freshness.response(200, page_schema(schemas.VerificationOut))
    def get(self, args: Mapping[str, Any], household_id: UUID) -> Page[Any]:
        """List the checks of a household's record, the newest first."""
        with own("residents").reading() as session:
            _require_here(session, household_id)
            found = page(
                session, queries.verifications_of(household_id, reach.get()), descending=True,
                by=[Verification.on, Verification.id], after=args["after"], limit=args["limit"],
                place=lambda row: [row.Verification.on, row.Verification.id],
            )  # fmt: skip
            return Page([row.Verification for row in found.items], found.next)

    @freshness.needs("records.verify")
    @freshness.arguments(schemas.VerificationIn)
    @freshness.response(201, schemas.VerificationOut)
    def post(self, given: Mapping[str, Any], household_id: UUID) -> Verification:
        """Note that a household was found as recorded, but for members in question."""
        with own("residents").transaction() as session:
            return verifying.verify_household(
                session, household_id, **given, checker_id=_checker(), now=clock.now(), reach=reach.get()
            )


@freshness.route("/verifications/<uuid:verification_id>/withdrawal")
class Withdrawal(MethodView):
    @freshness.needs("records.verify")
    @freshness.response(204)
    def post(self, verification_id: UUID) -> None:
        """Take back a check made by mistake."""
        with own("residents").transaction() as session:
            verifying.withdraw_verification(session, verification_id, now=clock.now(), reach=reach.get())


@freshness.route("/households/<uuid:household_id>/observations")
class Observations(MethodView):
    @freshness.needs("register.read")
    @freshness.arguments(schemas.ObservationArgs, location="query")
    @freshness.response(200, schemas.ObservationOut(many=True))
    def get(self, args: Mapping[str, Any], household_id: UUID) -> list[Any]:
        """List what was seen of a household, or of one member."""
        with own("residents").reading() as session:
            _require_here(session, household_id)
            return queries.observations_of(session, household_id, args["person_id"], reach.get())

    @freshness.needs("records.verify")
    @freshness.arguments(schemas.ObservationIn)
    @freshness.response(201, schemas.ObservationOut)
    def post(self, given: Mapping[str, Any], household_id: UUID) -> Any:
        """Note what was seen at a door; it casts doubt on a record and changes nothing by itself."""
        with own("residents").transaction() as session:
            return observing.observe(
                session, household_id, **given, checker_id=_checker(), now=clock.now(), reach=reach.get()
            )


@freshness.route("/figures/freshness")
class FreshnessFigure(MethodView):
    @freshness.needs("register.read")
    @freshness.arguments(schemas.FreshnessArgs, location="query")
    @freshness.response(200, schemas.FreshnessOut)
    def get(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Tell how fresh the records are, by grid, today or as of a past day."""
        on: date = args["on"] or clock.today()
        with own("residents").reading() as session:
            counted = queries.ages_of_checks(session, on=on, area=args["area"], reach=reach.get())
        return {
            "figure": "freshness",
            "as_of": on,
            "definition": {key: text.format(days=args["days"]) for key, text in figures.DEFINITION.items()},
            "parameters": {"days": args["days"], "area": args["area"]},
            "rows": figures.freshness(counted, on=on, days=args["days"]),
        }


def _due(args: Mapping[str, Any]) -> Any:
    return queries.due_checks(
        area=args["area"],
        grid=args["grid"],
        ground=args["ground"],
        stale_before=_stale_before(args["stale_after"]),
        reach=reach.get(),
    )


def _stale_before(days: int) -> date:
    return clock.today() - timedelta(days=days)


def _shown(session: Any, rows: Iterable[Any], stale_after: int) -> list[dict[str, Any]]:
    kept = list(rows)
    doubts = defaultdict(list)
    for each in queries.unsettled_doubts(session, [row.household_id for row in kept]):
        doubts[each.household_id].append(each.ground)
    return [_line(row, doubts[row.household_id], stale_after) for row in kept]


def _line(row: Any, grounds: list[str], stale_after: int) -> dict[str, Any]:
    never = row.checked_on == NEVER
    if never:
        grounds = [*grounds, NEVER_CHECKED]
    elif row.checked_on < _stale_before(stale_after):
        grounds = [*grounds, STALE]
    return {
        "household_id": row.household_id,
        "address": row.address,
        "grid": row.grid_path,
        "tenant": masked_name(row.name),
        "members": row.members,
        "checked_on": None if never else row.checked_on,
        "risk": -row.order,
        "grounds": [{"code": each, "zh": GROUNDS[each].zh, "en": GROUNDS[each].en} for each in grounds],
    }


def _workbook(lines: list[dict[str, Any]]) -> Response:
    headings = ["房屋", "承租人", "在住人数", "上次核实", "核实原因", "核实结果", "备注"]
    rows = [
        [each["address"], each["tenant"], each["members"], each["checked_on"],
         "；".join(ground["zh"] for ground in each["grounds"]), "", ""]
        for each in lines
    ]  # fmt: skip
    target = io.BytesIO()
    write_workbook([("待核实", headings, rows)], target)
    target.seek(0)
    return send_file(target, mimetype=XLSX, as_attachment=True, download_name="round.xlsx")


def _require_here(session: Any, household_id: UUID) -> None:
    if not queries.is_household_here(session, household_id, reach.get()):
        raise HouseholdNotHere


def _checker() -> UUID | None:
    who = access.caller.get()
    return who.subject if who else None
