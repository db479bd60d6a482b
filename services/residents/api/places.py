"""Places, dwellings and grids."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView

from chassis import clock, database
from chassis.access import reach
from chassis.web.app import Blueprint
from chassis.web.paging import Page, page, page_schema
from services.residents import queries, schemas
from services.residents.api.shown import member
from services.residents.errors import DwellingUnknown
from services.residents.models import EVER, Dwelling, Place

places = Blueprint("places", __name__, description="Places, dwellings and grids")

own = database.of


@places.route("/places")
class Places(MethodView):
    @places.needs("places.read")
    @places.arguments(schemas.PlaceArgs, location="query")
    @places.response(200, page_schema(schemas.PlaceOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List places."""
        with own("residents").reading() as session:
            found = page(
                session, queries.places(kind=args["kind"], under=args["under"]), by=[Place.path],
                after=args["after"], limit=args["limit"], place=lambda row: [row.Place.path],
            )  # fmt: skip
            return Page([row.Place for row in found.items], found.next)


@places.route("/dwellings")
class Dwellings(MethodView):
    @places.needs("dwellings.read")
    @places.arguments(schemas.DwellingArgs, location="query")
    @places.response(200, page_schema(schemas.DwellingOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List dwellings, or find one by its address, in any way people write it."""
        with own("residents").reading() as session:
            wanted = queries.dwellings(
                area=args["area"], floor=args["floor"], address=args["address"], reach=reach.get()
            )
            found = page(
                session, wanted, by=[Dwelling.path],
                after=args["after"], limit=args["limit"], place=lambda row: [row.Dwelling.path],
            )  # fmt: skip
            return Page([row.Dwelling for row in found.items], found.next)


@places.route("/dwellings/<uuid:dwelling_id>")
class OneDwelling(MethodView):
    @places.needs("dwellings.read")
    @places.response(200, schemas.OccupiedDwellingOut)
    def get(self, dwelling_id: UUID) -> dict[str, Any]:
        """Show a dwelling, who lives in it, and how rosters write its address."""
        with own("residents").reading() as session:
            dwelling = queries.dwelling(session, dwelling_id, reach.get())
            if dwelling is None:
                raise DwellingUnknown
            members = [member(*each) for each in queries.present_members(session, dwelling_id)]
            return {"id": dwelling.id, "address": dwelling.address, "path": dwelling.path,
                    "grid_path": dwelling.grid_path, "floor": dwelling.floor, "members": members,
                    "written": queries.written_forms(session, dwelling_id)}  # fmt: skip


@places.route("/grids")
class Grids(MethodView):
    @places.needs("register.read")
    @places.arguments(schemas.GridArgs, location="query")
    @places.response(200, schemas.GridOut(many=True))
    def get(self, args: Mapping[str, Any]) -> list[dict[str, Any]]:
        """List leaf grids with their residents and households as of a day."""
        with own("residents").reading() as session:
            return [
                {"id": grid.id, "name": grid.name, "path": grid.path, "people": count, "households": homes,
                 "since": None if grid.since == EVER else grid.since, "until": grid.until}
                for grid, count, homes in queries.headcounts(
                    session, under=args["under"], day=args["on"] or clock.today(), reach=reach.get()
                )
            ]  # fmt: skip
