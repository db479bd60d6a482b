"""Figures: who lives here, and who comes and goes."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView

from chassis import clock, database
from chassis.access import reach
from chassis.web.app import Blueprint
from services.residents import figures as reckoning
from services.residents import queries
from services.residents.schemas import figures as schemas

figures = Blueprint("figures", __name__, description="Figures, each with its day and definition")

own = database.of


@figures.route("/figures/residents")
class Residents(MethodView):
    @figures.needs("register.read")
    @figures.arguments(schemas.PopulationArgs, location="query")
    @figures.response(200, schemas.PopulationOut)
    def get(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Count residents and households, now or on a past day, by community, cluster, building or unit."""
        on, asked = args["on"] or clock.today(), {"area": args["area"], "reach": reach.get()}
        with own("residents").reading() as session:
            residents = queries.residents_by_unit(session, on=on, **asked)
            tenancies = queries.tenancies_by_unit(session, on=on, **asked)
        return {
            "figure": "residents",
            "as_of": on,
            "definition": reckoning.RESIDENTS,
            "parameters": {"level": args["level"], "area": args["area"]},
            "rows": reckoning.population(residents, tenancies, args["level"]),
        }


@figures.route("/figures/turnover")
class TurnoverFigure(MethodView):
    @figures.needs("register.read")
    @figures.arguments(schemas.TurnoverArgs, location="query")
    @figures.response(200, schemas.TurnoverOut)
    def get(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Tell the turnover of households by month, for the community or its parts."""
        days = reckoning.months(args["since"], args["months"])
        asked = {"area": args["area"], "reach": reach.get()}
        span = {"since": days[0], "until": days[-1], **asked}
        with own("residents").reading() as session:
            rows = reckoning.turnover(
                came=queries.moves_in(session, **span),
                went=queries.moves_out(session, **span),
                exchanged=queries.exchanges(session, **span),
                households={day: queries.residents_by_unit(session, on=day, **asked) for day in days},
                level=args["level"],
            )
        return {
            "figure": "turnover",
            "as_of": clock.today(),
            "definition": reckoning.TURNOVER,
            "parameters": {"level": args["level"], "area": args["area"], "months": args["months"]},
            "rows": rows,
        }
