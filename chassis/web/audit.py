"""The audit log over HTTP, the same for every service that has something to answer for."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView
from marshmallow import Schema, fields, validate
from sqlalchemy import select

from chassis import database
from chassis.events.tables import AuditRow
from chassis.web.app import Blueprint
from chassis.web.paging import Page, PageArgs, page, page_schema


class AuditArgs(PageArgs):
    """Which part of the log."""

    about = fields.UUID(
        load_default=None, metadata={"description": "what was done with this person or thing"}
    )
    caller = fields.UUID(load_default=None, metadata={"description": "what this caller did"})
    action = fields.String(load_default=None, validate=validate.Length(1, 60))


class AuditOut(Schema):
    """One thing done with personal data."""

    number = fields.Integer()
    at = fields.DateTime()
    role = fields.String(metadata={"example": "grid_worker"})
    caller = fields.String()
    action = fields.String(metadata={"example": "person.unmasked"})
    about = fields.String()
    reason = fields.String()


def audit_log(service: str) -> Blueprint:
    """The route `/audit` of a service; its `permissions` say who has `audit.read`."""
    log = Blueprint("audit", __name__, description="What was done with personal data, by whom and why")

    @log.route("/audit")
    class Audit(MethodView):
        @log.needs("audit.read")
        @log.arguments(AuditArgs, location="query")
        @log.response(200, page_schema(AuditOut))
        def get(self, args: Mapping[str, Any]) -> Page[Any]:
            """List what was done with personal data, newest first."""
            statement = select(AuditRow)
            for name in ("about", "caller", "action"):
                if args[name] is not None:
                    statement = statement.where(getattr(AuditRow, name) == str(args[name]))
            with database.of(service).reading() as session:
                found = page(
                    session, statement, by=[AuditRow.number], descending=True, after=args["after"],
                    limit=args["limit"], place=lambda row: [row.AuditRow.number],
                )  # fmt: skip
                return Page([row.AuditRow for row in found.items], found.next)

    return log
