"""Grievances over HTTP: filing cases, finding them, settling them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView

from chassis import clock, database, settings
from chassis.access import reach
from chassis.web import etags
from chassis.web.app import Blueprint
from chassis.web.audit import audit_log
from chassis.web.held import held
from chassis.web.paging import Page, page, page_schema
from services.grievances import queries, schemas
from services.grievances.errors import CaseUnknown
from services.grievances.models import Case
from services.grievances.usecases import filing

_NOISE = '{"address": "A-18-1-0201", "category": "noise", "description": "楼上夜里十一点后仍在装修。"}'

TO_TRY = (
    (
        "Report noise without giving a name  匿名反映噪声",
        f"ask -H 'Content-Type: application/json' -d '{_NOISE}' {{address}}/grievances/cases",
    ),
    (
        "Open cases of building 18  18栋未办结的民情",
        "ask '{address}/grievances/cases?state=open&area=/huafu/c1/b18/&limit=3'",
    ),
)

cases = Blueprint("cases", __name__, description="Cases and their timelines")
blueprints = (cases, held("grievances"), audit_log("grievances"))

own = database.of


@cases.route("/cases")
class Cases(MethodView):
    """Cases."""

    @cases.needs("cases.file")
    @cases.arguments(schemas.CaseIn)
    @cases.response(201, schemas.CaseOut)
    def post(self, given: Mapping[str, Any]) -> Case:
        """File a case about a dwelling; it comes to whoever looks after the place."""
        with own("grievances").transaction() as session:
            zone = settings.current().timezone
            return filing.file_cases(session, [_grievance(given)], zone=zone, reach=reach.get())[0]

    @cases.needs("cases.read")
    @cases.arguments(schemas.CaseArgs, location="query")
    @cases.response(200, page_schema(schemas.CaseOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List cases, the newest first."""
        filters = {name: args[name] for name in ("state", "area", "assignee_id")}
        with own("grievances").reading() as session:
            found = page(
                session, queries.cases(**filters, reach=reach.get()), by=[Case.filed_at, Case.id], descending=True,
                after=args["after"], limit=args["limit"], place=lambda row: [row.Case.filed_at, row.Case.id],
            )  # fmt: skip
            return Page([row.Case for row in found.items], found.next)


@cases.route("/cases/<uuid:case_id>")
class OneCase(MethodView):
    """One case."""

    @cases.needs("cases.read")
    @cases.response(200, schemas.WholeCaseOut, headers=etags.DOCUMENTED)
    def get(self, case_id: UUID) -> tuple[Case, dict[str, str]]:
        """Show a case with its timeline."""
        with own("grievances").reading() as session:
            case = queries.whole_case(session, case_id, reach.get())
            if case is None:
                raise CaseUnknown
            return case, etags.etag(case.version)


@cases.route("/cases/<uuid:case_id>/settle")
class Settlement(MethodView):
    """Settling a case."""

    @cases.needs("cases.settle")
    @cases.arguments(etags.IfMatch, location="headers")
    @cases.response(200, schemas.CaseOut)
    def post(self, headers: Mapping[str, Any], case_id: UUID) -> Case:
        """Be done with a case."""
        with own("grievances").transaction() as session:
            return filing.settle_case(session, case_id, now=clock.now(), **headers, reach=reach.get())


def _grievance(given: Mapping[str, Any]) -> filing.Grievance:
    return filing.Grievance(
        dwelling=given.get("dwelling_id") or given["address"],
        category=given["category"],
        description=given["description"],
        reporter_id=given["reporter_id"],
        filed_at=clock.now(),
    )
