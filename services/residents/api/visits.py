"""The diary of visits (民情日记)."""

import io
import itertools
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, BinaryIO
from uuid import UUID

from flask import Response, send_file
from flask.views import MethodView

from chassis import access, audit, clock, database
from chassis.access import reach
from chassis.personal import masked_name
from chassis.web.app import Blueprint
from chassis.web.held import FILE, XLSX
from chassis.web.idempotency import in_steps
from chassis.web.paging import Page, page, page_schema
from chassis.workbooks import Sheet, write_workbook
from services.residents import queries
from services.residents.errors import VisitUnknown
from services.residents.models import Dwelling, FollowUp, Visit
from services.residents.schemas import visits as schemas
from services.residents.schemas.care import DayIn
from services.residents.usecases import visiting

visits = Blueprint("visits", __name__, description="The diary of visits and what was promised")

own = database.of

_WORDS = ("situation", "difficulties", "demands", "action")
_WITHHELD = "（当事人信息已限制处理）"
_HEADINGS = ("房屋", "走访日期", "家庭情况", "困难", "诉求和建议", "现场处理")
_VISITS_AT_ONCE = 500


@visits.route("/households/<uuid:household_id>/visits")
class HouseholdVisits(MethodView):
    @visits.needs("visits.record")
    @visits.arguments(schemas.VisitIn)
    @visits.response(201, schemas.VisitMadeOut)
    def post(self, given: Mapping[str, Any], household_id: UUID) -> Visit:
        """Write down a visit; the plans of those who were met go on from its day."""
        plain = {key: value for key, value in given.items() if key not in _WORDS}
        with own("residents").transaction() as session:
            return visiting.record_visit(
                session, household_id, **plain, words={each: given[each] for each in _WORDS},
                visitor_id=_visitor(), now=clock.now(), reach=reach.get(),
            )  # fmt: skip


@visits.route("/visits")
class Visits(MethodView):
    @visits.needs("visits.read")
    @visits.arguments(schemas.VisitArgs, location="query")
    @visits.response(200, page_schema(schemas.VisitLineOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List visits, the newest first, without what was said."""
        asked = {key: value for key, value in args.items() if key not in {"after", "limit"}}
        with own("residents").reading() as session:
            found = page(
                session, queries.visits(**asked, reach=reach.get()), by=[Visit.on, Visit.id], descending=True,
                after=args["after"], limit=args["limit"], place=lambda row: [row.Visit.on, row.Visit.id],
            )  # fmt: skip
            return Page([_line(row) for row in found.items], found.next)


@visits.route("/visits/diary")
class Diary(MethodView):
    @visits.needs("visits.read")
    @in_steps
    @visits.arguments(schemas.DiaryIn)
    @visits.response(200, FILE, content_type=XLSX)
    def post(self, given: Mapping[str, Any]) -> Response:
        """Hand over visits with what was said as a workbook, for a reason that goes on the audit log."""
        asked = {key: value for key, value in given.items() if key != "reason"}
        statement = queries.visits(**asked, person_id=None, reach=reach.get()).order_by(Visit.on, Visit.id)
        target = io.BytesIO()
        with own("residents").reading() as session:
            found = session.execute(statement.execution_options(yield_per=_VISITS_AT_ONCE))
            rows = _write_diary(found, target)
        told = audit.handed_over(
            given["reason"], area=given["area"] or reach.get().area, since=given["since"], until=given["until"],
            rows=rows, in_clear=True,
        )  # fmt: skip
        with own("residents").transaction() as session:
            audit.record(session, "diary.exported", about=given["household_id"], reason=told)
        target.seek(0)
        return send_file(target, mimetype=XLSX, as_attachment=True, download_name="diary.xlsx")


@visits.route("/visits/<uuid:visit_id>")
class OneVisit(MethodView):
    @visits.needs("visits.read")
    @visits.response(200, schemas.VisitOut)
    def get(self, visit_id: UUID) -> dict[str, Any]:
        """Show a visit with what was said, added and promised."""
        with own("residents").reading() as session:
            row = queries.visit(session, visit_id, reach.get())
            if row is None:
                raise VisitUnknown
            met = [
                {"person_id": each.id, "name": masked_name(each.name)}
                for each in queries.met_on(session, visit_id)
            ]
            return {
                **_line(row),
                **_words(row),
                "met": met,
                "addenda": [] if row.withheld else queries.addenda(session, visit_id),
                "follow_ups": [
                    _follow_up(each, withheld=row.withheld)
                    for each in queries.follow_ups_of(session, visit_id)
                ],
            }


@visits.route("/visits/<uuid:visit_id>/addenda")
class Addenda(MethodView):
    @visits.needs("visits.record")
    @visits.arguments(schemas.AddendumIn)
    @visits.response(204)
    def post(self, given: Mapping[str, Any], visit_id: UUID) -> None:
        """Add to a visit's record; what was written stays."""
        with own("residents").transaction() as session:
            visiting.add_to_visit(
                session, visit_id, **given, visitor_id=_visitor(), now=clock.now(), reach=reach.get()
            )


@visits.route("/visits/unvisited")
class Unvisited(MethodView):
    @visits.needs("visits.read")
    @visits.arguments(schemas.UnvisitedArgs, location="query")
    @visits.response(200, page_schema(schemas.UnvisitedOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List households nobody has visited for half a year or another time, door by door."""
        since = clock.today() - timedelta(days=args["days"])
        with own("residents").reading() as session:
            found = page(
                session, queries.unvisited(since=since, area=args["area"], reach=reach.get()),
                by=[Dwelling.path], after=args["after"], limit=args["limit"], place=lambda row: [row.path],
            )  # fmt: skip
            lines = [
                {"household_id": row.household_id, "address": row.address, "tenant": masked_name(row.name),
                 "visited_on": row.visited_on}
                for row in found.items
            ]  # fmt: skip
            return Page(lines, found.next)


@visits.route("/follow-ups")
class FollowUps(MethodView):
    @visits.needs("visits.read")
    @visits.arguments(schemas.OpenFollowUpArgs, location="query")
    @visits.response(200, page_schema(schemas.OpenFollowUpOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List what was promised and is not done yet, the earliest day first."""
        overdue_on = clock.today() if args["overdue"] else None
        with own("residents").reading() as session:
            found = page(
                session, queries.follow_ups(overdue_on=overdue_on, area=args["area"], reach=reach.get()),
                by=[FollowUp.due_on, FollowUp.id], after=args["after"], limit=args["limit"],
                place=lambda row: [row.FollowUp.due_on, row.FollowUp.id],
            )  # fmt: skip
            return Page([_promise(row) for row in found.items], found.next)


@visits.route("/follow-ups/<uuid:follow_up_id>/done")
class Done(MethodView):
    @visits.needs("visits.record")
    @visits.arguments(DayIn)
    @visits.response(204)
    def post(self, given: Mapping[str, Any], follow_up_id: UUID) -> None:
        """Note that what was promised is done."""
        with own("residents").transaction() as session:
            visiting.do_follow_up(session, follow_up_id, **given, reach=reach.get())


def _write_diary(found: Iterable[Any], target: BinaryIO) -> int:
    """Write visits, which come by day, on a sheet for each year; gives how many there are."""
    count = itertools.count()

    def lines(rows: Iterable[Any]) -> Iterator[list[Any]]:
        for row in rows:
            next(count)
            yield [row.address, row.Visit.on, *_words(row, instead=_WITHHELD).values()]

    def sheets() -> Iterator[Sheet]:
        for year, rows in itertools.groupby(found, key=lambda row: row.Visit.on.year):
            yield f"民情日记 {year}", _HEADINGS, lines(rows)

    years = sheets()
    first: Sheet = next(years, ("民情日记", _HEADINGS, []))
    write_workbook(itertools.chain([first], years), target)
    return next(count)


def _line(row: Any) -> dict[str, Any]:
    visit = row.Visit
    return {"id": visit.id, "household_id": visit.household_id, "address": row.address, "on": visit.on,
            "visitor_id": visit.visitor_id, "withheld": row.withheld}  # fmt: skip


def _words(row: Any, *, instead: str | None = None) -> dict[str, str | None]:
    """What was said, or something instead where the use of somebody's data is restricted."""
    return {each: instead if row.withheld else getattr(row.Visit, each) for each in _WORDS}


def _promise(row: Any) -> dict[str, Any]:
    told = _follow_up(row.FollowUp, withheld=row.withheld)
    return {**told, "household_id": row.household_id, "address": row.address}


def _follow_up(promise: FollowUp, *, withheld: bool) -> dict[str, Any]:
    return {"id": promise.id, "what": None if withheld else promise.what, "owner_post": promise.owner_post,
            "due_on": promise.due_on, "done_on": promise.done_on, "withheld": withheld}  # fmt: skip


def _visitor() -> UUID | None:
    who = access.caller.get()
    return who.subject if who else None
