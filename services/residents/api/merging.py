"""Merging two records of one person, and setting them apart again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView

from chassis import aliases, clock, database
from chassis.access import reach
from chassis.web import etags
from chassis.web.app import Blueprint
from services.residents import queries
from services.residents.errors import PersonUnknown
from services.residents.schemas.disclosure import ReasonIn
from services.residents.schemas.merging import MergeIn, MergerOut
from services.residents.usecases import merging as records

merging = Blueprint(
    "merging", __name__, description="Two records of one person made one, and set apart again"
)

own = database.of


@merging.route("/people/<uuid:person_id>/merge")
class Merge(MethodView):
    @merging.needs("people.merge")
    @merging.arguments(etags.IfMatch, location="headers")
    @merging.arguments(MergeIn)
    @merging.response(204)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], person_id: UUID) -> None:
        """Merge a record into another of the same person, for a reason that is kept."""
        with own("residents").transaction() as session:
            records.merge(session, person_id, **given, today=clock.today(), **headers, reach=reach.get())


@merging.route("/people/<uuid:person_id>/merger")
class Merger(MethodView):
    @merging.needs("people.merge")
    @merging.response(200, MergerOut, headers=etags.DOCUMENTED)
    def get(self, person_id: UUID) -> tuple[dict[str, Any], dict[str, str]]:
        """Show into which record one was merged, if it was; the version is that of the record itself."""
        with own("residents").reading() as session:
            found = queries.record(session, person_id, reach.get())
            if found is None:
                raise PersonUnknown
            into = aliases.kept_id(session, person_id)
            return {"id": person_id, "into": into if into != person_id else None}, etags.etag(found.version)


@merging.route("/people/<uuid:person_id>/unmerge")
class Unmerge(MethodView):
    @merging.needs("people.merge")
    @merging.arguments(etags.IfMatch, location="headers")
    @merging.arguments(ReasonIn)
    @merging.response(204)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], person_id: UUID) -> None:
        """Set a merged record apart again: everything written under its id is its own again."""
        with own("residents").transaction() as session:
            records.unmerge(session, person_id, **given, today=clock.today(), **headers, reach=reach.get())
