"""Lease rosters."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView

from chassis import database
from chassis.access import reach
from chassis.web.app import Blueprint
from chassis.web.idempotency import in_steps
from services.residents import schemas
from services.residents.imports import leases

imports = Blueprint("imports", __name__, description="Lease rosters")

own = database.of


@imports.route("/lease-imports")
class LeaseImports(MethodView):
    @imports.needs("leases.import")
    @in_steps
    @imports.arguments(schemas.ImportFile, location="files")
    @imports.arguments(schemas.ImportArgs, location="query")
    @imports.response(201, schemas.ImportOut)
    def post(self, files: Mapping[str, Any], args: Mapping[str, Any]) -> Mapping[str, Any]:
        """Compare a lease roster (.xlsx) with the register and take over the difference."""
        reach.get().require_everything()
        result = leases.import_leases(own("residents"), files["file"].stream, as_of=args["as_of"])
        return leases.summary(result)
