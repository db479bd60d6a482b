"""People: recording them, showing them, how to reach them, who answers for them."""

from collections.abc import Iterable, Mapping
from typing import Any, cast
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
from services.residents.usecases.correcting import Correction, correct_person
from services.residents.usecases.recognising import Distinct

people = Blueprint("people", __name__, description="People, whether they live here or not")

own = database.of


@people.route("/people")
class People(MethodView):
    @people.needs("people.record")
    @people.arguments(schemas.PersonIn)
    @people.response(201, schemas.PersonOut)
    def post(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Record a person; who may be on record already is refused until somebody says they are another."""
        distinct, person = _apart(**given)
        new = NewPerson(id=new_id(), **person)
        with own("residents").transaction() as session:
            recorded = recording.record_person(
                session, new, today=clock.today(), distinct=distinct, reach=reach.get()
            )
            return with_remarks(session, recorded, clock.today())


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


@people.route("/people/<uuid:person_id>/corrections")
class Corrections(MethodView):
    @people.needs("people.correct")
    @people.arguments(etags.IfMatch, location="headers")
    @people.arguments(schemas.CorrectionIn)
    @people.response(200, schemas.PersonOut, headers=etags.DOCUMENTED)
    def post(
        self, headers: Mapping[str, Any], given: Mapping[str, Any], person_id: UUID
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """Correct who somebody is, for a reason that is kept; of merged records the one that is named."""
        distinct, rest = _apart(**given)
        reason, correction = rest.pop("reason"), cast("Correction", rest)
        with own("residents").transaction() as session:
            record = correct_person(
                session, person_id, correction, reason=reason, today=clock.today(), distinct=distinct, **headers,
                reach=reach.get(),
            )  # fmt: skip
            kept = queries.person(session, person_id, reach.get()) or record
            return with_remarks(session, kept, clock.today()), etags.etag(record.version)


@people.route("/people/<uuid:person_id>/contact")
class Contact(MethodView):
    @people.needs("people.contact")
    @people.arguments(etags.IfMatch, location="headers")
    @people.arguments(schemas.ContactIn)
    @people.response(204)
    def put(self, headers: Mapping[str, Any], given: Mapping[str, Any], person_id: UUID) -> None:
        """Change how a person can be reached."""
        with own("residents").transaction() as session:
            recording.change_contact(
                session, person_id, given["phone"], today=clock.today(), **headers, reach=reach.get()
            )


@people.route("/people/<uuid:person_id>/hukou")
class Hukou(MethodView):
    @people.needs("people.record")
    @people.arguments(etags.IfMatch, location="headers")
    @people.arguments(schemas.HukouIn)
    @people.response(204)
    def put(self, headers: Mapping[str, Any], given: Mapping[str, Any], person_id: UUID) -> None:
        """Record where a person is registered, or that it is not known."""
        with own("residents").transaction() as session:
            recording.note_hukou(session, person_id, given["hukou"], **headers, reach=reach.get())


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


def _apart(
    *, confirmed_distinct_from: Iterable[UUID], confirmed_distinct_elsewhere: bool, **rest: Any
) -> tuple[Distinct, dict[str, Any]]:
    """Whom somebody is said not to be, and the rest of what was given."""
    return Distinct(ids=frozenset(confirmed_distinct_from), elsewhere=confirmed_distinct_elsewhere), rest
