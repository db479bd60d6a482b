"""People: recording them, showing them, how to reach them, who answers for them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView

from chassis import clock, database
from chassis.access import reach
from chassis.ids import new_id
from chassis.web import etags
from chassis.web.app import Blueprint
from services.residents import queries, schemas
from services.residents.api.shown import with_remarks
from services.residents.changes import NewPerson
from services.residents.errors import PersonUnknown
from services.residents.usecases import guardians
from services.residents.usecases import people as recording

people = Blueprint("people", __name__, description="People, whether they live here or not")

own = database.of


@people.route("/people")
class People(MethodView):
    @people.needs("people.record")
    @people.arguments(schemas.PersonIn)
    @people.response(201, schemas.PersonOut)
    def post(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Record a person; who may be on record already is refused until somebody says they are another."""
        new, distinct = _as_given(**given)
        with own("residents").transaction() as session:
            person = recording.record_person(
                session, new, today=clock.today(), distinct=distinct, reach=reach.get()
            )
            return with_remarks(session, person, clock.today())


@people.route("/people/<uuid:person_id>")
class OnePerson(MethodView):
    @people.needs("people.read")
    @people.response(200, schemas.PersonOut, headers=etags.DOCUMENTED)
    def get(self, person_id: UUID) -> tuple[dict[str, Any], dict[str, str]]:
        """Show a person, masked."""
        with own("residents").reading() as session:
            person = queries.person(session, person_id, reach.get())
            if person is None:
                raise PersonUnknown
            return with_remarks(session, person, clock.today()), etags.etag(person.version)


@people.route("/people/<uuid:person_id>/contact")
class Contact(MethodView):
    @people.needs("people.contact")
    @people.arguments(etags.IfMatch, location="headers")
    @people.arguments(schemas.ContactIn)
    @people.response(204)
    def put(self, headers: Mapping[str, Any], given: Mapping[str, Any], person_id: UUID) -> None:
        """Change how a person can be reached."""
        with own("residents").transaction() as session:
            recording.change_contact(session, person_id, given["phone"], **headers, reach=reach.get())


@people.route("/people/<uuid:person_id>/guardian")
class Guardian(MethodView):
    @people.needs("people.record")
    @people.arguments(etags.IfMatch, location="headers")
    @people.arguments(schemas.GuardianIn)
    @people.response(204)
    def put(self, headers: Mapping[str, Any], given: Mapping[str, Any], person_id: UUID) -> None:
        """Record who answers for a person, a minor as a rule, or that nobody does."""
        with own("residents").transaction() as session:
            guardians.name_guardian(
                session, person_id, given["guardian_id"], today=clock.today(), **headers, reach=reach.get()
            )


def _as_given(
    *, confirmed_distinct_from: Iterable[UUID], confirmed_distinct_elsewhere: bool, **person: Any
) -> tuple[NewPerson, recording.Distinct]:
    distinct = recording.Distinct(
        ids=frozenset(confirmed_distinct_from), elsewhere=confirmed_distinct_elsewhere
    )
    return NewPerson(id=new_id(), **person), distinct
