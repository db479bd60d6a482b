"""Figures: who lives here, and who comes and goes."""

from collections.abc import Mapping
from datetime import timedelta
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


@figures.route("/figures/non-local")
class NonLocal(MethodView):
    @figures.needs("register.read")
    @figures.arguments(schemas.OriginsArgs, location="query")
    @figures.response(200, schemas.OriginsOut)
    def get(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Tell the share of residents registered outside a district, town, city or province."""
        on = args["on"] or clock.today()
        with own("residents").reading() as session:
            counts = queries.origins_by_unit(
                session, local=args["local"], on=on, area=args["area"], reach=reach.get()
            )
        return {
            "figure": "non_local",
            "as_of": on,
            "definition": reckoning.NON_LOCAL,
            "parameters": {each: args[each] for each in ("local", "level", "area")},
            "rows": reckoning.origins(counts, args["level"]),
        }


@figures.route("/figures/workload")
class WorkloadFigure(MethodView):
    @figures.needs("care.read")
    @figures.arguments(schemas.WorkloadArgs, location="query")
    @figures.response(200, schemas.WorkloadOut)
    def get(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Tell by grid how many live there and how much is to be done."""
        today = clock.today()
        stale_before = today - timedelta(days=args["stale_after"])
        with own("residents").reading() as session:
            rows = list(
                queries.workloads(
                    session, under=args["under"], today=today, stale_before=stale_before, reach=reach.get()
                )
            )
        return {
            "figure": "workload",
            "as_of": today,
            "definition": reckoning.WORKLOAD,
            "parameters": args,
            "rows": rows,
        }


@figures.route("/figures/turnover")
class TurnoverFigure(MethodView):
    @figures.needs("register.read")
    @figures.arguments(schemas.TurnoverArgs, location="query")
    @figures.response(200, schemas.TurnoverOut)
    def get(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Tell the turnover of households by month, for the community or its parts."""
        days = reckoning.months(args["since"], args["months"], today=clock.today())
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
