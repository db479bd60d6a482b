"""Lamps over HTTP: one route for every way to answer."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView
from marshmallow import Schema, fields, validate
from sqlalchemy import select

from chassis import database
from chassis.errors import Refusal
from chassis.events import outbox
from chassis.web.app import Blueprint
from chassis.web.idempotency import in_steps
from chassis.web.paging import Page, PageArgs, page, page_schema
from tests.chassis.probe.lamps import LampLit
from tests.chassis.probe.tables import LampCopy


class LampTaken(Refusal):
    """A lamp that belongs to somebody else."""

    code = "lamp-taken"
    zh = "{street}的灯已有人看管。"
    en = "The lamp of {street} is taken."


class LampIn(Schema):
    """A lamp to put up."""

    id = fields.UUID(required=True)
    height = fields.Integer(required=True, validate=validate.Range(1, 9))


class LampOut(Schema):
    """A lamp that stands."""

    id = fields.UUID()
    height = fields.Integer(attribute="version")


lamps = Blueprint("lamps", __name__, description="Street lamps")
blueprints = (lamps,)


@lamps.route("/lamps")
class Lamps(MethodView):
    @lamps.needs("lamps.read")
    @lamps.arguments(PageArgs, location="query")
    @lamps.response(200, page_schema(LampOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List lamps, the lowest first."""
        with database.of("lamps").reading() as session:
            found = page(
                session, select(LampCopy), by=[LampCopy.version, LampCopy.id], after=args["after"],
                limit=args["limit"], place=lambda row: [row.LampCopy.version, row.LampCopy.id],
            )  # fmt: skip
            return Page([row.LampCopy for row in found.items], found.next)

    @lamps.needs("lamps.light")
    @lamps.arguments(LampIn)
    @lamps.response(201, LampOut)
    def post(self, lamp: Mapping[str, Any]) -> LampCopy:
        """Put up a lamp."""
        with database.of("lamps").transaction() as session:
            copy = LampCopy(id=lamp["id"], version=lamp["height"], light="none")
            session.add(copy)
            outbox.announce(session, LampLit(lamp_id=lamp["id"]), sequence=1)
            return copy


@lamps.route("/taken")
class Taken(MethodView):
    @lamps.needs("lamps.read")
    @lamps.response(204)
    def get(self) -> None:
        """Refuse."""
        raise LampTaken(street="华福路")


@lamps.route("/broken")
class Broken(MethodView):
    @lamps.needs("lamps.read")
    @lamps.response(204)
    def get(self) -> None:
        """Break down."""
        raise RuntimeError("13800138000")


class FileIn(Schema):
    """A file."""

    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


@lamps.route("/files")
class Files(MethodView):
    @lamps.needs("lamps.light")
    @in_steps
    @lamps.arguments(FileIn, location="files")
    @lamps.response(201, Schema.from_dict({"bytes": fields.Integer()}))
    def post(self, files: Mapping[str, Any]) -> dict[str, int]:
        """Take a file, step by step."""
        return {"bytes": len(files["file"].read())}
