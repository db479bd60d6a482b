"""People, and the moves of households."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView

from chassis import clock, database
from chassis.access import reach
from chassis.ids import new_id
from chassis.personal import masked_id_number, masked_name, masked_phone
from chassis.web import etags
from chassis.web.app import Blueprint
from services.residents import queries, schemas
from services.residents.changes import Exchange, Joining, Leaving, Member, MoveIn, MoveOut, NewPerson
from services.residents.errors import PersonUnknown
from services.residents.models import Person
from services.residents.usecases import people, register

households = Blueprint("households", __name__, description="Moves of households and people")

own = database.of


@households.route("/people")
class People(MethodView):
    @households.needs("people.record")
    @households.arguments(schemas.PersonIn)
    @households.response(201, schemas.PersonOut)
    def post(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Record a person."""
        person = NewPerson(id=new_id(), **given)
        with own("residents").transaction() as session:
            people.record_people(session, [person], today=clock.today())
            return masked(session.get_one(Person, person.id))


@households.route("/people/<uuid:person_id>")
class OnePerson(MethodView):
    @households.needs("people.read")
    @households.response(200, schemas.PersonOut, headers=etags.DOCUMENTED)
    def get(self, person_id: UUID) -> tuple[dict[str, Any], dict[str, str]]:
        """Show a person, masked."""
        with own("residents").reading() as session:
            person = queries.person(session, person_id, reach.get())
            if person is None:
                raise PersonUnknown
            return masked(person), etags.etag(person.version)


@households.route("/people/<uuid:person_id>/contact")
class Contact(MethodView):
    @households.needs("people.contact")
    @households.arguments(etags.IfMatch, location="headers")
    @households.arguments(schemas.ContactIn)
    @households.response(204)
    def put(self, headers: Mapping[str, Any], given: Mapping[str, Any], person_id: UUID) -> None:
        """Change how a person can be reached."""
        with own("residents").transaction() as session:
            people.change_contact(session, person_id, given["phone"], **headers, reach=reach.get())


@households.route("/move-ins")
class MoveIns(MethodView):
    @households.needs("households.move")
    @households.arguments(schemas.MoveInIn)
    @households.response(201, schemas.HouseholdOut)
    def post(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Let a household move in."""
        members = tuple(Member(**each) for each in given["members"])
        move = MoveIn(household_id=new_id(), tenancy_id=new_id(), **{**given, "members": members})
        with own("residents").transaction() as session:
            register.move_in(session, move, reach=reach.get())
        return {"household_id": move.household_id}


@households.route("/households/<uuid:household_id>/move-out")
class MoveOuts(MethodView):
    @households.needs("households.move")
    @households.arguments(schemas.MoveOutIn)
    @households.response(204)
    def post(self, given: Mapping[str, Any], household_id: UUID) -> None:
        """Let a household move out."""
        with own("residents").transaction() as session:
            register.move_out(session, MoveOut(household_id=household_id, **given), reach=reach.get())


@households.route("/households/<uuid:household_id>/exchange")
class Exchanges(MethodView):
    @households.needs("households.move")
    @households.arguments(schemas.ExchangeIn)
    @households.response(204)
    def post(self, given: Mapping[str, Any], household_id: UUID) -> None:
        """Let a household change its dwelling inside the estate."""
        with own("residents").transaction() as session:
            exchange = Exchange(household_id=household_id, tenancy_id=new_id(), **given)
            register.exchange_dwelling(session, exchange, reach=reach.get())


@households.route("/households/<uuid:household_id>/members")
class Joinings(MethodView):
    @households.needs("households.move")
    @households.arguments(schemas.JoiningIn)
    @households.response(204)
    def post(self, given: Mapping[str, Any], household_id: UUID) -> None:
        """Let a person join a household."""
        member = Member(person_id=given["person_id"], relation=given["relation"])
        with own("residents").transaction() as session:
            joining = Joining(household_id=household_id, member=member, on=given["on"])
            register.join_household(session, joining, reach=reach.get())


@households.route("/households/<uuid:household_id>/leavings")
class Leavings(MethodView):
    @households.needs("households.move")
    @households.arguments(schemas.LeavingIn)
    @households.response(204)
    def post(self, given: Mapping[str, Any], household_id: UUID) -> None:
        """Let a person leave a household that stays."""
        with own("residents").transaction() as session:
            register.leave_household(session, Leaving(household_id=household_id, **given), reach=reach.get())


def masked(person: Person) -> dict[str, Any]:
    """A person as they are shown: enough to tell them apart."""
    return {
        "id": person.id,
        "name": masked_name(person.name),
        "id_number": masked_id_number(person.id_number) if person.id_number else None,
        "phone": masked_phone(person.phone) if person.phone else None,
    }
