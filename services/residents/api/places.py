"""Places, dwellings, grids, and who lives in them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView

from chassis import clock, database
from chassis.access import reach
from chassis.personal import masked_name, masked_phone
from chassis.web.app import Blueprint
from chassis.web.paging import Page, page, page_schema
from services.residents import queries, schemas
from services.residents.errors import DwellingUnknown
from services.residents.models import Dwelling, Place, RosterEntry

places = Blueprint("places", __name__, description="Places, dwellings and grids")
rosters = Blueprint("rosters", __name__, description="Who lives where")

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
        """List dwellings, or find one by its address."""
        with own("residents").reading() as session:
            wanted = queries.dwellings(area=args["area"], address=args["address"], reach=reach.get())
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
        """Show a dwelling and who lives in it."""
        with own("residents").reading() as session:
            dwelling = queries.dwelling(session, dwelling_id, reach.get())
            if dwelling is None:
                raise DwellingUnknown
            members = [
                {"person_id": person.id, "name": masked_name(person.name), "relation": stay.relation,
                 "household_id": stay.household_id, "since": stay.since}
                for stay, person in queries.present_members(session, dwelling_id)
            ]  # fmt: skip
            return {"id": dwelling.id, "address": dwelling.address, "path": dwelling.path,
                    "grid_path": dwelling.grid_path, "members": members}  # fmt: skip


@places.route("/grids")
class Grids(MethodView):
    @places.needs("register.read")
    @places.arguments(schemas.GridArgs, location="query")
    @places.response(200, schemas.GridOut(many=True))
    def get(self, args: Mapping[str, Any]) -> list[dict[str, Any]]:
        """List leaf grids with their residents and households as of a day."""
        with own("residents").reading() as session:
            return [
                {"id": grid.id, "name": grid.name, "path": grid.path, "people": count, "households": homes}
                for grid, count, homes in queries.headcounts(
                    session, under=args["under"], day=args["on"] or clock.today(), reach=reach.get()
                )
            ]


@rosters.route("/rosters")
class Rosters(MethodView):
    @rosters.needs("register.read")
    @rosters.arguments(schemas.RosterArgs, location="query")
    @rosters.response(200, page_schema(schemas.RosterLineOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List who lives in a grid or an area, now or as of a past day."""
        day = args["on"] or clock.today()
        statement = queries.roster(grid=args["grid"], area=args["area"], day=day, reach=reach.get())
        with own("residents").reading() as session:
            found = page(
                session, statement, by=[RosterEntry.area, RosterEntry.stay_id], after=args["after"],
                limit=args["limit"], place=lambda row: [row.RosterEntry.area, row.RosterEntry.stay_id],
            )  # fmt: skip
            return Page([_line(row) for row in found.items], found.next)


def _line(row: Any) -> dict[str, Any]:
    entry, person = row.RosterEntry, row.Person
    return {
        "person_id": person.id,
        "household_id": entry.household_id,
        "name": masked_name(person.name),
        "phone": masked_phone(person.phone) if person.phone else None,
        "address": row.address,
        "grid": entry.grid,
        "since": entry.since,
        "until": entry.until,
    }
