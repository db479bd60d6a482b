"""Drawing grids anew."""

import json
from collections.abc import Mapping
from typing import Any

from flask.views import MethodView

from chassis import clock, database
from chassis.access import reach
from chassis.web.app import Blueprint
from chassis.web.paging import Page, PageArgs, page, page_schema
from services.residents import queries
from services.residents.models import Redrawing
from services.residents.redrawn import Drawn, Outcome
from services.residents.schemas import places as kept
from services.residents.usecases.redrawing import redraw

redrawing = Blueprint("redrawing", __name__, description="Grids drawn anew")

own = database.of


@redrawing.route("/grids/redrawings")
class Redrawings(MethodView):
    @redrawing.needs("grids.redraw")
    @redrawing.arguments(PageArgs, location="query")
    @redrawing.response(200, page_schema(kept.RedrawingOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List when grids were drawn anew, the newest first."""
        reach.get().require_everything()
        with own("residents").reading() as session:
            found = page(
                session, queries.redrawings(), by=[Redrawing.recorded_at, Redrawing.id], descending=True,
                after=args["after"], limit=args["limit"],
                place=lambda row: [row.Redrawing.recorded_at.isoformat(), row.Redrawing.id],
            )  # fmt: skip
            return Page([_shown(row.Redrawing) for row in found.items], found.next)

    @redrawing.needs("grids.redraw")
    @redrawing.arguments(kept.RedrawingIn)
    @redrawing.response(200, kept.OutcomeOut)
    def post(self, given: Mapping[str, Any]) -> Outcome:
        """Split, merge or re-draw grids from a day on, or tell what that would change."""
        reach.get().require_everything()
        drawn = [Drawn(**each) for each in given["grids"]]
        with own("residents").transaction() as session:
            return redraw(
                session,
                drawn,
                on=given["on"],
                reason=given["reason"],
                now=clock.now(),
                dry_run=given["dry_run"],
            )


def _shown(each: Redrawing) -> dict[str, Any]:
    told = {"id": each.id, "on": each.on, "reason": each.reason, "recorded_at": each.recorded_at}
    return {**told, **json.loads(each.outcome)}
