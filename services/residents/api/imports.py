"""Lease rosters: taking them, what they found, how months differ."""

import io
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, send_file
from flask.views import MethodView

from chassis import audit, clock, database
from chassis.access import reach
from chassis.web.app import Blueprint
from chassis.web.held import FILE, XLSX
from chassis.web.idempotency import in_steps
from chassis.web.paging import Page, PageArgs, page, page_schema
from chassis.web.problems import language
from chassis.web.wording import worded
from services.residents import queries, schemas
from services.residents.errors import LeaseImportUnfinished, LeaseImportUnknown
from services.residents.imports import leases
from services.residents.imports.doubts import DOUBTS
from services.residents.imports.reconciling import Compared, Line, compare
from services.residents.imports.report import write_fault_workbook
from services.residents.imports.template import write_template
from services.residents.models import LeaseFinding, LeaseImport
from services.residents.schemas import imports as kept

imports = Blueprint("imports", __name__, description="Lease rosters")

own = database.of


@imports.route("/lease-imports")
class LeaseImports(MethodView):
    @imports.needs("leases.import")
    @imports.arguments(PageArgs, location="query")
    @imports.response(200, page_schema(kept.TakenImportOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List rosters that were taken, the newest first, also those that were cut off."""
        reach.get().require_everything()
        with own("residents").reading() as session:
            found = page(
                session, queries.lease_imports(), by=[LeaseImport.began_at, LeaseImport.id], descending=True,
                after=args["after"], limit=args["limit"],
                place=lambda row: [row.LeaseImport.began_at.isoformat(), row.LeaseImport.id],
            )  # fmt: skip
            return Page([_taken(row.LeaseImport) for row in found.items], found.next)

    @imports.needs("leases.import")
    @in_steps
    @imports.arguments(schemas.ImportFile, location="files")
    @imports.arguments(schemas.ImportArgs, location="query")
    @imports.response(201, schemas.ImportOut)
    def post(self, files: Mapping[str, Any], args: Mapping[str, Any]) -> Mapping[str, Any]:
        """Compare a lease roster (.xlsx, .csv) with the register and take over the difference, or only tell it."""
        reach.get().require_everything()
        result = leases.import_leases(own("residents"), files["file"].stream, **args)
        return leases.summary(result, language())


@imports.route("/lease-imports/template")
class Template(MethodView):
    @imports.needs("leases.import")
    @imports.response(200, FILE, content_type=XLSX)
    def get(self) -> Response:
        """Hand over an empty roster of today to fill in."""
        target = io.BytesIO()
        write_template(target, as_of=clock.today())
        target.seek(0)
        return send_file(target, mimetype=XLSX, as_attachment=True, download_name="lease-roster.xlsx")


@imports.route("/lease-imports/faults")
class Faults(MethodView):
    @imports.needs("leases.import")
    @in_steps
    @imports.arguments(schemas.ImportFile, location="files")
    @imports.response(200, FILE, content_type=XLSX)
    def post(self, files: Mapping[str, Any]) -> Response:
        """Give a roster's faulty rows back as a workbook, each with what to do; nothing is taken or kept."""
        reach.get().require_everything()
        packed = io.BytesIO(files["file"].stream.read())
        found = leases.import_leases(own("residents"), packed, as_of=None, dry_run=True)
        target = io.BytesIO()
        write_fault_workbook(io.BytesIO(packed.getvalue()), found.faults, target)
        target.seek(0)
        told = audit.handed_over(as_of=found.as_of, rows=leases.faulty_rows(found), in_clear=True)
        with own("residents").transaction() as session:
            audit.record(session, "lease_faults.exported", reason=told)
        return send_file(target, mimetype=XLSX, as_attachment=True, download_name="faults.xlsx")


@imports.route("/lease-imports/<uuid:import_id>/findings")
class Findings(MethodView):
    @imports.needs("leases.import")
    @imports.arguments(kept.FindingArgs, location="query")
    @imports.response(200, page_schema(kept.LeaseFindingOut))
    def get(self, args: Mapping[str, Any], import_id: UUID) -> Page[Any]:
        """List what a roster found: who came and left, and what stays in doubt, by address."""
        reach.get().require_everything()
        with own("residents").reading() as session:
            _require_taken(session, import_id)
            found = page(
                session, queries.lease_findings(import_id, kind=args["kind"]), by=[LeaseFinding.number],
                after=args["after"], limit=args["limit"], place=lambda row: [row.LeaseFinding.number],
            )  # fmt: skip
            return Page([_finding(row.LeaseFinding) for row in found.items], found.next)


@imports.route("/lease-imports/<uuid:import_id>/comparison")
class Comparison(MethodView):
    @imports.needs("leases.import")
    @imports.arguments(kept.ComparisonArgs, location="query")
    @imports.response(200, kept.ComparedOut(many=True))
    def get(self, args: Mapping[str, Any], import_id: UUID) -> list[Compared]:
        """Lay two rosters' findings side by side: what is in doubt month after month is worth a visit."""
        reach.get().require_everything()
        with own("residents").reading() as session:
            return compare(*(_lines(session, each) for each in (import_id, args["other"])))


def _lines(session: Any, import_id: UUID) -> list[Line]:
    if _require_taken(session, import_id).state != "done":
        raise LeaseImportUnfinished
    return [Line(each.kind, each.address) for each in session.scalars(queries.lease_findings(import_id))]


def _require_taken(session: Any, import_id: UUID) -> LeaseImport:
    taken = queries.lease_import(session, import_id)
    if taken is None:
        raise LeaseImportUnknown
    return taken


def _finding(row: LeaseFinding) -> dict[str, Any]:
    """What was found; the words of a finding are of what is in doubt, or the names of fields."""
    words = row.detail.split(",") if row.detail else []
    doubtful = row.kind == "in_doubt"
    return {
        "kind": row.kind,
        "address": row.address,
        "what": [] if doubtful else words,
        "why": [worded(DOUBTS[each], language()) for each in words] if doubtful else [],
    }


def _taken(row: LeaseImport) -> dict[str, Any]:
    return {**{each.key: getattr(row, each.key) for each in LeaseImport.__table__.columns},
            "state": row.state, "changes": json.loads(row.changes)}  # fmt: skip
