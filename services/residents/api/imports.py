"""Lease rosters: taking them, what they found, how months differ."""

import io
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, send_file
from flask.views import MethodView

from chassis import audit, database
from chassis.access import reach
from chassis.web.app import Blueprint
from chassis.web.held import XLSX
from chassis.web.idempotency import in_steps
from chassis.web.paging import Page, PageArgs, page, page_schema
from services.residents import queries, schemas
from services.residents.errors import LeaseImportUnknown
from services.residents.imports import leases
from services.residents.imports.reconciling import Compared, Line, compare
from services.residents.imports.report import write_fault_workbook
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
        """List rosters that were taken, the newest first."""
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
        return leases.summary(leases.import_leases(own("residents"), files["file"].stream, **args))


@imports.route("/lease-imports/faults")
class Faults(MethodView):
    @imports.needs("leases.import")
    @in_steps
    @imports.arguments(schemas.ImportFile, location="files")
    @imports.response(200, schemas.FaultOut(many=True), content_type=XLSX)
    def post(self, files: Mapping[str, Any]) -> Response:
        """Give a roster's faulty rows back as a workbook, each with what to do; nothing is taken or kept."""
        reach.get().require_everything()
        packed = io.BytesIO(files["file"].stream.read())
        found = leases.import_leases(own("residents"), packed, as_of=None, dry_run=True)
        target = io.BytesIO()
        write_fault_workbook(io.BytesIO(packed.getvalue()), found.faults, target)
        target.seek(0)
        with own("residents").transaction() as session:
            audit.record(session, "lease_faults.exported")
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
            return Page([row.LeaseFinding for row in found.items], found.next)


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
    _require_taken(session, import_id)
    return [Line(each.kind, each.address) for each in session.scalars(queries.lease_findings(import_id))]


def _require_taken(session: Any, import_id: UUID) -> None:
    if queries.lease_import(session, import_id) is None:
        raise LeaseImportUnknown


def _taken(row: LeaseImport) -> dict[str, Any]:
    return {**{each.key: getattr(row, each.key) for each in LeaseImport.__table__.columns},
            "changes": json.loads(row.changes)}  # fmt: skip
