"""Tenancies: from allocation to their end, leases that end, and who was known to live where."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask.views import MethodView
from sqlalchemy.orm import Session

from chassis import clock, database
from chassis.access import reach
from chassis.personal import masked_name
from chassis.web import etags
from chassis.web.app import Blueprint
from chassis.web.paging import Page, page, page_schema
from services.residents import queries
from services.residents.changes import Member
from services.residents.errors import DwellingUnknown, PersonUnknown, TenancyUnknown
from services.residents.lease_terms import Terms, terms_of
from services.residents.models import Tenancy
from services.residents.schemas import tenancies as schemas
from services.residents.usecases import tenancies as leading

tenancies = Blueprint("tenancies", __name__, description="Tenancies from allocation to their end")

own = database.of


@tenancies.route("/tenancies")
class Tenancies(MethodView):
    @tenancies.needs("households.move")
    @tenancies.arguments(schemas.AllocationIn)
    @tenancies.response(201, schemas.TenancyOut)
    def post(self, given: Mapping[str, Any]) -> Tenancy:
        """Keep a free dwelling for somebody who is to sign for it."""
        with own("residents").transaction() as session:
            return leading.allocate(session, **given, now=clock.now(), reach=reach.get())


@tenancies.route("/tenancies/expiring")
class Expiring(MethodView):
    @tenancies.needs("register.read")
    @tenancies.arguments(schemas.LeaseArgs, location="query")
    @tenancies.response(200, page_schema(schemas.LeaseOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List leases that end within three months or until a day, those that have ended first."""
        by = args["by"] or clock.today() + timedelta(days=leading.WARNING_DAYS)
        with own("residents").reading() as session:
            found = page(
                session, queries.leases(ends_by=by, area=args["area"], reach=reach.get()),
                by=[Tenancy.lease_ends, Tenancy.id], after=args["after"], limit=args["limit"],
                place=lambda row: [row.Tenancy.lease_ends, row.Tenancy.id],
            )  # fmt: skip
            return Page([_lease(row) for row in found.items], found.next)


@tenancies.route("/tenancies/<uuid:tenancy_id>")
class OneTenancy(MethodView):
    @tenancies.needs("register.read")
    @tenancies.response(200, schemas.TenancyHistoryOut, headers=etags.DOCUMENTED)
    def get(self, tenancy_id: UUID) -> tuple[dict[str, Any], dict[str, str]]:
        """Show a tenancy and all that was done with it."""
        with own("residents").reading() as session:
            tenancy = _tenancy(session, tenancy_id)
            shown = {each.key: getattr(tenancy, each.key) for each in Tenancy.__table__.columns}
            steps, terms = queries.steps_of(session, tenancy_id), _terms(session, tenancy, None)
            return {**shown, "steps": steps, "terms": terms}, etags.etag(tenancy.version)


@tenancies.route("/tenancies/<uuid:tenancy_id>/terms")
class LeaseTerms(MethodView):
    @tenancies.needs("register.read")
    @tenancies.arguments(schemas.KnownArgs, location="query")
    @tenancies.response(200, schemas.LeaseTermsOut(many=True))
    def get(self, args: Mapping[str, Any], tenancy_id: UUID) -> list[Terms]:
        """Tell what a tenancy's lease said and says, by what is known now or was known at an instant."""
        with own("residents").reading() as session:
            return _terms(session, _tenancy(session, tenancy_id), args["known_at"])


@tenancies.route("/tenancies/<uuid:tenancy_id>/signing")
class Signing(MethodView):
    @tenancies.needs("households.move")
    @tenancies.arguments(etags.IfMatch, location="headers")
    @tenancies.arguments(schemas.SigningIn)
    @tenancies.response(200, schemas.TenancyOut)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], tenancy_id: UUID) -> Tenancy:
        """Note the contract of an allocated dwelling."""
        with own("residents").transaction() as session:
            return leading.sign(session, tenancy_id, **given, **headers, now=clock.now(), reach=reach.get())


@tenancies.route("/tenancies/<uuid:tenancy_id>/check-in")
class CheckIn(MethodView):
    @tenancies.needs("households.move")
    @tenancies.arguments(etags.IfMatch, location="headers")
    @tenancies.arguments(schemas.CheckInIn)
    @tenancies.response(200, schemas.TenancyOut)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], tenancy_id: UUID) -> Tenancy:
        """Let the household that has signed move in."""
        members = tuple(Member(**each) for each in given["members"])
        with own("residents").transaction() as session:
            return leading.check_in(
                session, tenancy_id, members=members, on=given["on"], **headers, now=clock.now(),
                reach=reach.get(),
            )  # fmt: skip


@tenancies.route("/tenancies/<uuid:tenancy_id>/steps")
class Steps(MethodView):
    @tenancies.needs("households.move")
    @tenancies.arguments(etags.IfMatch, location="headers")
    @tenancies.arguments(schemas.TenancyStepIn)
    @tenancies.response(200, schemas.TenancyOut)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], tenancy_id: UUID) -> Tenancy:
        """Go a step, such as a renewal asked for, a notice given, a flat inspected, accounts settled."""
        with own("residents").transaction() as session:
            return leading.take_step(
                session, tenancy_id, **given, **headers, now=clock.now(), reach=reach.get()
            )


@tenancies.route("/dwellings/<uuid:dwelling_id>/occupants")
class Occupants(MethodView):
    @tenancies.needs("register.read")
    @tenancies.arguments(schemas.BeliefArgs, location="query")
    @tenancies.response(200, schemas.OccupantOut(many=True))
    def get(self, args: Mapping[str, Any], dwelling_id: UUID) -> list[dict[str, Any]]:
        """Tell who lived in a dwelling on a day, by what is known now or was known at an instant."""
        with own("residents").reading() as session:
            if queries.dwelling(session, dwelling_id, reach.get()) is None:
                raise DwellingUnknown
            found = queries.believed_occupants(
                session, dwelling_id, on=args["on"] or clock.today(), known_at=args["known_at"],
                reach=reach.get(),
            )  # fmt: skip
            return [_occupant(row) for row in found]


@tenancies.route("/people/<uuid:person_id>/homes")
class Homes(MethodView):
    @tenancies.needs("register.read")
    @tenancies.arguments(schemas.KnownArgs, location="query")
    @tenancies.response(200, schemas.HomeOut(many=True))
    def get(self, args: Mapping[str, Any], person_id: UUID) -> list[dict[str, Any]]:
        """Tell where a person has lived, by what is known now or was known at an instant."""
        with own("residents").reading() as session:
            if queries.person(session, person_id, reach.get()) is None:
                raise PersonUnknown
            found = queries.homes_of_person(session, person_id, **args, reach=reach.get())
            return [_home(row) for row in found]


def _tenancy(session: Session, tenancy_id: UUID) -> Tenancy:
    found = queries.tenancy(session, tenancy_id, reach.get())
    if found is None:
        raise TenancyUnknown
    return found


def _terms(session: Session, tenancy: Tenancy, known_at: datetime | None) -> list[Terms]:
    steps, former = queries.steps_of(session, tenancy.id), queries.former_leases(session, tenancy.id)
    return terms_of(tenancy, steps, former, known_at=known_at)


def _lease(row: Any) -> dict[str, Any]:
    tenancy = row.Tenancy
    return {"tenancy_id": tenancy.id, "household_id": tenancy.household_id, "address": row.address,
            "tenant": masked_name(row.name), "lease_ends": tenancy.lease_ends, "state": tenancy.state}  # fmt: skip


def _occupant(row: Any) -> dict[str, Any]:
    return {"person_id": row.Person.id, "household_id": row.Stay.household_id, "since": row.Stay.since,
            "name": masked_name(row.Person.name), "relation": row.relation, "until": row.until}  # fmt: skip


def _home(row: Any) -> dict[str, Any]:
    stay = row.Stay
    return {"dwelling_id": stay.dwelling_id, "household_id": stay.household_id, "address": row.address,
            "relation": row.relation, "since": stay.since, "until": row.until}  # fmt: skip
