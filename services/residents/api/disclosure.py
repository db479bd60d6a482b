"""Personal data in clear, and people found by their numbers: every such step is on record."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView

from chassis import clock, database
from chassis.access import reach
from chassis.web.app import Blueprint
from chassis.web.idempotency import not_kept
from services.residents import queries
from services.residents.masking import masked
from services.residents.schemas import MaskedPersonOut
from services.residents.schemas.disclosure import ReasonIn, SearchIn, WholePersonOut
from services.residents.usecases import disclosing

disclosure = Blueprint(
    "disclosure", __name__, description="Personal data in clear, for a reason that is kept"
)

own = database.of


@disclosure.route("/people/<uuid:person_id>/unmasking")
class Unmasking(MethodView):
    @disclosure.needs("people.unmask")
    @not_kept
    @disclosure.arguments(ReasonIn)
    @disclosure.response(200, WholePersonOut)
    def post(self, given: Mapping[str, Any], person_id: UUID) -> dict[str, Any]:
        """Show a person's name and numbers in clear; who asked and why goes on record."""
        with own("residents").transaction() as session:
            return disclosing.unmask(session, person_id, reason=given["reason"], reach=reach.get())


@disclosure.route("/people/searches")
class Searches(MethodView):
    @disclosure.needs("people.search")
    @not_kept
    @disclosure.arguments(SearchIn)
    @disclosure.response(200, MaskedPersonOut(many=True))
    def post(self, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Find people by their whole ID number or phone; the answer is masked, the search goes on record."""
        with own("residents").transaction() as session:
            found = disclosing.find_people(session, **given, reach=reach.get())
            return [
                masked(person, clock.today(), queries.records_merged_into(session, person.id))
                for person in found
            ]
