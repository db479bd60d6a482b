"""What is held on one person, over HTTP: the same route in every service (PIPL art. 45)."""

import io
from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from flask import Response, send_file
from flask.views import MethodView
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from chassis import audit, database, holdings
from chassis.access import Reach, reach
from chassis.aliases import people_of
from chassis.errors import NotFound
from chassis.holdings import Section, cover
from chassis.web.app import Blueprint
from chassis.web.idempotency import in_steps, not_kept
from chassis.web.texts import Text
from chassis.workbooks import Sheet, write_workbook

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE: Final = {"type": "string", "format": "binary"}

AnswersFor = Callable[[Session, UUID, Reach], object]
"""Gives something that is true where a caller may have what is held on another, as a guardian on the ward."""


class NobodyHeld(NotFound):
    """Another's data are not there for one who asks for their own."""

    code = "person-unknown"
    zh = "没有登记这个人。"
    en = "This person is not in the register."


class ExportIn(Schema):
    """Why, and in which form."""

    reason = Text(required=True, validate=validate.Length(2, 200), metadata={"example": "本人申请查阅"})
    form = fields.String(load_default="json", validate=validate.OneOf(["json", "xlsx"]))


class SectionOut(Schema):
    """What one table holds on the person, why, and on what legal basis."""

    zh = fields.String(attribute="holding.zh", metadata={"example": "居住记录"})
    en = fields.String(attribute="holding.en")
    purpose = fields.String(attribute="holding.purpose.code", metadata={"example": "tenancy"})
    article = fields.String(attribute="holding.purpose.article")
    rows = fields.List(fields.Dict(keys=fields.String()))


def held(service: str, *, answers_for: AnswersFor | None = None) -> Blueprint:
    """The route `/people/{id}/export` of a service; its `permissions` say who has `people.held`.

    What is held on somebody is for that person, for who answers for them where the service knows that, and for those
    who look after the whole community.
    """
    export = Blueprint("held", __name__, description="Everything that is held on one person")

    @export.route("/people/<uuid:person_id>/export")
    class Export(MethodView):
        @export.needs("people.held")
        @in_steps
        @not_kept
        @export.arguments(ExportIn)
        @export.response(200, SectionOut(many=True))
        @export.doc(responses={200: {"content": {XLSX: {"schema": FILE}}}})
        def post(self, given: Mapping[str, Any], person_id: UUID) -> list[Section] | Response:
            """Show, or hand over as a workbook, all this service holds on a person; that it was asked is recorded."""
            with database.of(service).transaction() as session:
                _require_within_reach(session, person_id, answers_for)
                audit.record(session, "person.exported", about=person_id, reason=given["reason"])
                found = holdings.held_on(session, service, person_id)
            return as_workbook(found, service) if given["form"] == "xlsx" else found

    return export


def as_workbook(sections: list[Section], name: str) -> Response:
    """A workbook with a sheet for each section, to be saved."""
    target = io.BytesIO()
    nothing: Sheet = ("无记录", ["没有保存此人的信息"], [])
    write_workbook([cover(sections), *(each.sheet() for each in sections)] if sections else [nothing], target)
    target.seek(0)
    return send_file(target, mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")


def _require_within_reach(session: Session, person_id: UUID, answers_for: AnswersFor | None) -> None:
    mine = reach.get()
    if mine.area is not None:
        mine.require_everything()
        return
    own = mine.owner is not None and person_id in people_of(session, [mine.owner])
    if not own and not (answers_for and answers_for(session, person_id, mine)):
        raise NobodyHeld
