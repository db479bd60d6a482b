"""Records that may be one person: listing and judging them."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView

from chassis import clock, database
from chassis.access import reach
from chassis.web import etags
from chassis.web.app import Blueprint
from chassis.web.paging import Page, page, page_schema
from services.residents import queries
from services.residents.errors import PairUnknown
from services.residents.masking import masked
from services.residents.models import DuplicatePair
from services.residents.schemas.duplicates import JudgementIn, PairArgs, PairOut
from services.residents.usecases import duplicates as judging

duplicates = Blueprint("duplicates", __name__, description="Records that may be one person")

own = database.of


@duplicates.route("/duplicates")
class Duplicates(MethodView):
    @duplicates.needs("duplicates.judge")
    @duplicates.arguments(PairArgs, location="query")
    @duplicates.response(200, page_schema(PairOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List pairs of records that may be one person, the likeliest first."""
        with own("residents").reading() as session:
            found = page(
                session, queries.pairs(state=args["state"], reach=reach.get()), descending=True,
                by=[DuplicatePair.score, DuplicatePair.id], after=args["after"], limit=args["limit"],
                place=lambda row: [row.DuplicatePair.score, row.DuplicatePair.id],
            )  # fmt: skip
            return Page([_shown(row) for row in found.items], found.next)


@duplicates.route("/duplicates/<uuid:pair_id>")
class OnePair(MethodView):
    @duplicates.needs("duplicates.judge")
    @duplicates.response(200, PairOut, headers=etags.DOCUMENTED)
    def get(self, pair_id: UUID) -> tuple[dict[str, Any], dict[str, str]]:
        """Show a pair of records that may be one person."""
        with own("residents").reading() as session:
            found = queries.one_pair(session, pair_id, reach.get())
            if found is None:
                raise PairUnknown
            return _shown(found), etags.etag(found.DuplicatePair.version)


@duplicates.route("/duplicates/<uuid:pair_id>/judgement")
class Judgement(MethodView):
    @duplicates.needs("duplicates.judge")
    @duplicates.arguments(etags.IfMatch, location="headers")
    @duplicates.arguments(JudgementIn)
    @duplicates.response(204)
    def put(self, headers: Mapping[str, Any], given: Mapping[str, Any], pair_id: UUID) -> None:
        """Say that two records are two people, and why, or take that back."""
        with own("residents").transaction() as session:
            judging.judge_pair(session, pair_id, **given, now=clock.now(), **headers, reach=reach.get())


def _shown(row: Any) -> dict[str, Any]:
    pair, today = row.DuplicatePair, clock.today()
    return {
        "id": pair.id,
        "first": masked(row.first, today),
        "second": masked(row.second, today),
        "score": pair.score,
        "evidence": json.loads(pair.evidence),
        "state": pair.state,
        "judged_at": pair.judged_at,
        "judged_by": pair.judged_by,
    }
