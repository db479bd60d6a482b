"""What people may ask for: purposes, consents, restriction, erasure."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView

from chassis import database
from chassis.access import reach
from chassis.web.app import Blueprint
from contracts.purposes import PURPOSES, Purpose
from services.residents import queries
from services.residents.errors import PersonUnknown
from services.residents.models import Consent
from services.residents.schemas.rights import ConsentIn, ConsentOut, PurposeOut, StepIn, WithdrawalIn
from services.residents.usecases import rights as usecases

rights = Blueprint("rights", __name__, description="People's rights over their data")

own = database.of


@rights.route("/purposes")
class Purposes(MethodView):
    @rights.needs("places.read")
    @rights.response(200, PurposeOut(many=True))
    def get(self) -> list[Purpose]:
        """List the purposes for which data are used, with the legal basis of each."""
        return list(PURPOSES.values())


@rights.route("/people/<uuid:person_id>/consents")
class Consents(MethodView):
    @rights.needs("consents.keep")
    @rights.response(200, ConsentOut(many=True))
    def get(self, person_id: UUID) -> list[Consent]:
        """List what a person has agreed to."""
        with own("residents").reading() as session:
            if queries.person(session, person_id, reach.get()) is None:
                raise PersonUnknown
            return queries.consents_of(session, person_id)

    @rights.needs("consents.keep")
    @rights.arguments(ConsentIn)
    @rights.response(201, ConsentOut)
    def post(self, given: Mapping[str, Any], person_id: UUID) -> Consent:
        """Note that a person agrees to a purpose."""
        with own("residents").transaction() as session:
            return usecases.give_consent(session, person_id, **given, reach=reach.get())


@rights.route("/people/<uuid:person_id>/consents/withdrawal")
class Withdrawals(MethodView):
    @rights.needs("consents.keep")
    @rights.arguments(WithdrawalIn)
    @rights.response(204)
    def post(self, given: Mapping[str, Any], person_id: UUID) -> None:
        """Note that a person no longer agrees; every service heeds it."""
        with own("residents").transaction() as session:
            usecases.withdraw_consent(session, person_id, **given, reach=reach.get())


@rights.route("/people/<uuid:person_id>/restriction")
class Restrictions(MethodView):
    @rights.needs("people.restrict")
    @rights.arguments(StepIn)
    @rights.response(204)
    def post(self, given: Mapping[str, Any], person_id: UUID) -> None:
        """Let a person's data be kept and not used otherwise."""
        with own("residents").transaction() as session:
            usecases.restrict(session, person_id, **given, reach=reach.get())


@rights.route("/people/<uuid:person_id>/restriction/lifting")
class Liftings(MethodView):
    @rights.needs("people.restrict")
    @rights.arguments(StepIn)
    @rights.response(204)
    def post(self, given: Mapping[str, Any], person_id: UUID) -> None:
        """Let a person's data be used again."""
        with own("residents").transaction() as session:
            usecases.lift_restriction(session, person_id, **given, reach=reach.get())


@rights.route("/people/<uuid:person_id>/erasure")
class Erasures(MethodView):
    @rights.needs("people.erase")
    @rights.arguments(StepIn)
    @rights.response(204)
    def post(self, given: Mapping[str, Any], person_id: UUID) -> None:
        """Erase what is held on one who has left, in every service. This cannot be undone."""
        with own("residents").transaction() as session:
            usecases.erase_person(session, person_id, **given, reach=reach.get())
