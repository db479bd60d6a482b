"""Rosters: who lives in a building, a grid or an area, to look at and to take along."""

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, send_file
from flask.views import MethodView
from sqlalchemy.orm import load_only

from chassis import audit, clock, database
from chassis.access import reach
from chassis.personal import masked_id_number, masked_name, masked_phone
from chassis.web.app import Blueprint
from chassis.web.held import FILE, XLSX
from chassis.web.idempotency import in_steps
from chassis.web.paging import Page, page, page_schema
from chassis.workbooks import write_workbook
from services.residents import queries, schemas
from services.residents.changes import RELATION_NAMES
from services.residents.models import Person, RosterEntry

rosters = Blueprint("rosters", __name__, description="Who lives where")

own = database.of

_HEADINGS = ("房屋", "姓名", "与承租人关系", "证件号码", "联系电话", "网格", "入住日期", "迁出日期")


@rosters.route("/rosters")
class Rosters(MethodView):
    @rosters.needs("register.read")
    @rosters.arguments(schemas.RosterArgs, location="query")
    @rosters.response(200, page_schema(schemas.RosterLineOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List who lives in a grid or an area, now or as of a past day."""
        day = args["on"] or clock.today()
        statement = queries.roster(grid=args["grid"], area=args["area"], day=day, reach=reach.get())
        # What is not shown need not be decrypted either.
        statement = statement.options(load_only(Person.name, Person.phone))
        with own("residents").reading() as session:
            found = page(
                session, statement, by=[RosterEntry.area, RosterEntry.stay_id], after=args["after"],
                limit=args["limit"], place=lambda row: [row.RosterEntry.area, row.RosterEntry.stay_id],
            )  # fmt: skip
            return Page([_line(row) for row in found.items], found.next)


@rosters.route("/rosters/exports")
class Exports(MethodView):
    @rosters.needs("register.read")
    @in_steps
    @rosters.arguments(schemas.RosterExportIn)
    @rosters.response(200, FILE, content_type=XLSX)
    def post(self, given: Mapping[str, Any]) -> Response:
        """Hand over a roster as a workbook, masked; that it was is on the audit log."""
        return _export(given, in_clear=False)


@rosters.route("/rosters/exports/in-clear")
class ExportsInClear(MethodView):
    @rosters.needs("rosters.unmask")
    @in_steps
    @rosters.arguments(schemas.WholeRosterIn)
    @rosters.response(200, FILE, content_type=XLSX)
    def post(self, given: Mapping[str, Any]) -> Response:
        """Hand over a roster in clear, for a reason that goes on the audit log; who is restricted stays masked."""
        return _export(given, in_clear=True)


def _export(given: Mapping[str, Any], *, in_clear: bool) -> Response:
    day = given["on"] or clock.today()
    statement = queries.roster(grid=given["grid"], area=given["area"], day=day, reach=reach.get())
    with own("residents").transaction() as session:
        found = session.execute(statement.order_by(RosterEntry.area, RosterEntry.stay_id))
        rows = [_cells(row, in_clear=in_clear and not row.restricted) for row in found]
        what = "roster.exported_in_clear" if in_clear else "roster.exported"
        told = audit.handed_over(
            given.get("reason", ""), area=given["area"] or reach.get().area, grid=given["grid"], as_of=day,
            rows=len(rows), in_clear=in_clear,
        )  # fmt: skip
        audit.record(session, what, reason=told)
    target = io.BytesIO()
    write_workbook([(_title(day), _HEADINGS, rows)], target)
    target.seek(0)
    return send_file(target, mimetype=XLSX, as_attachment=True, download_name=f"roster-{day}.xlsx")


def _title(day: date) -> str:
    return f"花名册 {day}"


def _cells(row: Any, *, in_clear: bool) -> list[Any]:
    entry, person = row.RosterEntry, row.Person
    told = [person.name, person.id_number, person.phone]
    if not in_clear:
        masks = (masked_name, masked_id_number, masked_phone)
        told = [mask(each) if each else None for mask, each in zip(masks, told, strict=True)]
    name, id_number, phone = told
    relation = RELATION_NAMES.get(row.relation, "")
    return [row.address, name, relation, id_number, phone, row.grid, entry.since, entry.until]


def _line(row: Any) -> dict[str, Any]:
    entry, person = row.RosterEntry, row.Person
    return {
        "person_id": person.id,
        "household_id": entry.household_id,
        "name": masked_name(person.name),
        "phone": masked_phone(person.phone) if person.phone else None,
        "address": row.address,
        "grid": row.grid,
        "since": entry.since,
        "until": entry.until,
        "relation": row.relation,
    }
