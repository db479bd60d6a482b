"""Things that have served their purpose: one for each rule of retention, over since an instant."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from chassis import database, retention
from chassis.ids import new_id
from chassis.retention import Rule
from services.employment.models import Wish
from services.grievances.models import Case
from services.notifications.models import Message
from services.residents.changes import NewPerson
from services.residents.models import CareTag, Person, Stay
from services.residents.usecases.people import record_people
from tests.access.things import Thing, a_thing


@dataclass(frozen=True, kw_only=True)
class Outlived:
    """What one rule of retention is about."""

    service: str
    rule: str
    ended: Callable[[datetime], Any]
    """Make one that ended at an instant; gives its id."""
    model: type[Any]
    is_left: Callable[[Any], bool]
    """Whether a row, if there is one, still says something of anybody."""

    def the_rule(self) -> Rule:
        """As the service has it."""
        return next(each for each in retention.rules_of(self.service) if each.name == self.rule)

    def left(self, *ids: Any) -> list[bool]:
        """Which of these still say something of anybody."""
        with database.of(self.service).reading() as session:
            rows = [session.get(self.model, each) for each in ids]
            return [row is not None and self.is_left(row) for row in rows]


def _changed(service: str, statement: Any) -> None:
    with database.of(service).transaction() as session:
        session.execute(statement)


def _wish(at: datetime) -> Any:
    wish = a_thing("employment").wish
    ended = {"state": "ended", "end_reason": "withdrawn", "ended_on": at.date()}
    _changed("employment", update(Wish).where(Wish.id == wish).values(**ended))
    return wish


def _case(at: datetime, **more: Any) -> Any:
    case = a_thing("grievances").case
    _changed("grievances", update(Case).where(Case.id == case).values(state="settled", settled_at=at, **more))
    return case


def _nobodys_case(at: datetime) -> Any:
    return _case(at, reporter_id=None)


def _message(at: datetime) -> Any:
    message = a_thing("notifications").message
    _changed("notifications", update(Message).where(Message.id == message).values(sent_at=at))
    return message


def _tag(at: datetime) -> Any:
    tag = a_thing("residents").tag
    _changed("residents", update(CareTag).where(CareTag.id == tag).values(until=at.date()))
    return tag


def _leaver(at: datetime) -> Any:
    thing: Thing = a_thing("residents")
    with database.of("residents").transaction() as session:
        # Others of the same thing have left, too: they live here again.
        for stay in session.scalars(select(Stay).where(Stay.person_id.in_([thing.restricted, thing.away]))):
            session.delete(stay)
        stay = session.scalars(select(Stay).where(Stay.person_id == thing.leaver)).one()
        stay.since = stay.until = at.date()
    return thing.leaver


def _stranger(at: datetime) -> Any:
    person = NewPerson(id=new_id(), name="王小红")
    with database.of("residents").transaction() as session:
        record_people(session, [person], today=at.date())
        session.execute(update(Person).where(Person.id == person.id).values(recorded_on=at.date()))
    return person.id


def _says_something(case: Case) -> bool:
    return bool(case.description) or case.reporter_id is not None


OUTLIVED = {
    "ended_wishes": Outlived(
        service="employment", rule="ended_wishes", ended=_wish, model=Wish, is_left=lambda _: True
    ),
    "settled_cases": Outlived(
        service="grievances", rule="settled_cases", ended=_case, model=Case, is_left=_says_something
    ),
    "settled_cases_of_nobody": Outlived(
        service="grievances", rule="settled_cases", ended=_nobodys_case, model=Case, is_left=_says_something
    ),
    "old_messages": Outlived(
        service="notifications", rule="old_messages", ended=_message, model=Message, is_left=lambda _: True
    ),
    "closed_care_tags": Outlived(
        service="residents", rule="closed_care_tags", ended=_tag, model=CareTag, is_left=lambda _: True
    ),
    "people_who_left": Outlived(
        service="residents", rule="people_who_left", ended=_leaver, model=Person,
        is_left=lambda person: person.erased_on is None and bool(person.name),
    ),
    "people_never_here": Outlived(
        service="residents", rule="people_never_here", ended=_stranger, model=Person,
        is_left=lambda person: person.erased_on is None and bool(person.name),
    ),
}  # fmt: skip
