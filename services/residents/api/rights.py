"""What people may ask for: purposes, consents, restriction, erasure."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask.views import MethodView

from chassis import clock, database, settings
from chassis.access import reach
from chassis.web import etags
from chassis.web.app import Blueprint
from contracts.purposes import PURPOSES
from services.residents import privacy, queries
from services.residents.errors import NoticeUnknown, PersonUnknown
from services.residents.models import Consent
from services.residents.privacy import PrivacyNotice
from services.residents.schemas.rights import (
    ConsentIn,
    ConsentOut,
    NoticeOut,
    PurposeOut,
    StepIn,
    WithdrawalIn,
)
from services.residents.usecases import consents
from services.residents.usecases import rights as usecases
from services.residents.usecases.records import person_or_ward

rights = Blueprint("rights", __name__, description="People's rights over their data")

own = database.of

_HANDLER = "本社区居民委员会（社区服务大厅） / The community office, at its service desk"


@rights.route("/purposes")
class Purposes(MethodView):
    @rights.needs("places.read")
    @rights.response(200, PurposeOut(many=True))
    def get(self) -> list[dict[str, Any]]:
        """List the purposes for which data are used, with the legal basis of each."""
        notice = privacy.in_force(clock.today()).version
        return [{**asdict(each), "notice": notice} for each in PURPOSES.values()]


@rights.route("/privacy-notices/current")
class CurrentNotice(MethodView):
    @rights.needs("places.read")
    @rights.response(200, NoticeOut)
    def get(self) -> dict[str, Any]:
        """Show the privacy notice in force: who uses which data why, for how long, and what people may ask for."""
        return _shown(privacy.in_force(clock.today()))


@rights.route("/privacy-notices/<string:version>")
class OneNotice(MethodView):
    @rights.needs("places.read")
    @rights.response(200, NoticeOut)
    def get(self, version: str) -> dict[str, Any]:
        """Show a version of the privacy notice, as somebody has consented to it."""
        notice = privacy.version_on(version, clock.today())
        if notice is None:
            raise NoticeUnknown
        return _shown(notice)


def _shown(notice: PrivacyNotice) -> dict[str, Any]:
    handler = settings.current().data_handler or _HANDLER
    return {"version": notice.version, "since": notice.since, "handler": handler, **notice.told}


@rights.route("/people/<uuid:person_id>/consents")
class Consents(MethodView):
    @rights.needs("consents.keep")
    @rights.response(200, ConsentOut(many=True))
    def get(self, person_id: UUID) -> list[Consent]:
        """List what a person has agreed to."""
        with own("residents").reading() as session:
            if person_or_ward(session, person_id, reach.get()) is None:
                raise PersonUnknown
            return queries.consents_of(session, person_id)

    @rights.needs("consents.keep")
    @rights.arguments(etags.IfMatch, location="headers")
    @rights.arguments(ConsentIn)
    @rights.response(201, ConsentOut)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], person_id: UUID) -> Consent:
        """Note that a person agrees to a purpose; for a child under fourteen the guardian does."""
        with own("residents").transaction() as session:
            return consents.give_consent(session, person_id, **given, **headers, reach=reach.get())


@rights.route("/people/<uuid:person_id>/consents/withdrawal")
class Withdrawals(MethodView):
    @rights.needs("consents.keep")
    @rights.arguments(etags.IfMatch, location="headers")
    @rights.arguments(WithdrawalIn)
    @rights.response(204)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], person_id: UUID) -> None:
        """Note that a person no longer agrees; every service heeds it."""
        with own("residents").transaction() as session:
            consents.withdraw_consent(session, person_id, **given, **headers, reach=reach.get())


@rights.route("/people/<uuid:person_id>/restriction")
class Restrictions(MethodView):
    @rights.needs("people.restrict")
    @rights.arguments(etags.IfMatch, location="headers")
    @rights.arguments(StepIn)
    @rights.response(204)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], person_id: UUID) -> None:
        """Let a person's data be kept and not used otherwise."""
        with own("residents").transaction() as session:
            usecases.restrict(session, person_id, **given, **headers, reach=reach.get())


@rights.route("/people/<uuid:person_id>/restriction/lifting")
class Liftings(MethodView):
    @rights.needs("people.restrict")
    @rights.arguments(etags.IfMatch, location="headers")
    @rights.arguments(StepIn)
    @rights.response(204)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], person_id: UUID) -> None:
        """Let a person's data be used again."""
        with own("residents").transaction() as session:
            usecases.lift_restriction(session, person_id, **given, **headers, reach=reach.get())


@rights.route("/people/<uuid:person_id>/erasure")
class Erasures(MethodView):
    @rights.needs("people.erase")
    @rights.arguments(etags.IfMatch, location="headers")
    @rights.arguments(StepIn)
    @rights.response(204)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], person_id: UUID) -> None:
        """Erase what is held on one who has left, in every service. This cannot be undone."""
        with own("residents").transaction() as session:
            usecases.erase_person(session, person_id, **given, **headers, reach=reach.get())
