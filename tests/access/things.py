"""Things of every service that lie in one place and belong to one person, made anew for each attempt."""

from collections.abc import Callable
from dataclasses import fields, replace
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import clock, database
from chassis.ids import new_id
from services.employment import models as employment
from services.grievances import models as grievances
from services.notifications import models as notifications
from tests.access.register_things import in_residents
from tests.access.thing import BUILDING, ENDS, GRID, NUMBERS, SINCE, UNIT, Thing

__all__ = ["BUILDING", "ENDS", "GRID", "SINCE", "UNIT", "Thing", "a_thing"]


def a_thing(service: str, *, unit: str = UNIT, grid: str = GRID) -> Thing:
    """Make everything one service has to be asked for, in one unit and grid."""
    ids = {each.name: new_id() for each in fields(Thing) if each.type == UUID}
    number = next(NUMBERS)
    thing = Thing(**ids, address=f"E-10-1-{number:04}", phone=f"138{number:08}", unit=unit, grid=grid)
    with database.of(service).transaction() as session:
        _MAKERS[service](session, thing)
    return replace(thing, message=_message_of(thing)) if service == "notifications" else thing


def _in_grievances(session: Session, thing: Thing) -> None:
    lies = {"dwelling_id": thing.dwelling, "area": thing.unit, "grid": thing.grid}
    session.add(grievances.Dwelling(**lies, address=thing.address, version=1))
    session.add(
        grievances.Resident(person_id=thing.person, dwelling_id=thing.dwelling, present=True, version=1)
    )
    session.add(
        grievances.Case(
            id=thing.case, number=thing.address, **lies, reporter_id=thing.person, reporter_contact="reachable",
            category="noise", description="楼上太吵", state="open", filed_at=clock.now(), version=1,
        )
    )  # fmt: skip


def _in_employment(session: Session, thing: Thing) -> None:
    lives = {"present": True, "area": thing.unit, "grid": thing.grid, "version": 1}
    session.add(employment.Resident(person_id=thing.person, **lives))
    session.add(
        employment.Employer(id=thing.employer, name="物业", credit_code=str(thing.employer), phone="023-68430000",
                            registered_at=clock.now())
    )  # fmt: skip
    session.flush()
    for each, state in ((thing.draft, "draft"), (thing.posting, "published")):
        session.add(
            employment.Posting(
                id=each, employer_id=thing.employer, title="保安", occupation="4-07-05-01", form="full_time",
                hours="day", pay_from_fen=300000, pay_to_fen=400000, pay_per="month", area="/500107/",
                headcount=1, closes_on=ENDS, state=state, version=int(state == "published"),
            )
        )  # fmt: skip
    session.add(
        employment.Wish(id=thing.wish, person_id=thing.person, recorded_at=clock.now(), known_moves=1,
                        state="open", version=1)
    )  # fmt: skip


def _in_notifications(session: Session, thing: Thing) -> None:
    notice = new_id()
    session.add(
        notifications.Recipient(
            person_id=thing.person, present=True, area=thing.unit, grid=thing.grid, version=1
        )
    )
    session.add(
        notifications.Notice(id=notice, cause_id=new_id(), kind="job_posting", subject_id=thing.posting, title="保安",
                             facts="{}", created_at=clock.now(), version=1)
    )  # fmt: skip
    session.add(
        notifications.Message(notice_id=notice, person_id=thing.person, channel="inbox", reasons="",
                              sent_at=clock.now())
    )  # fmt: skip


def _message_of(thing: Thing) -> int:
    with database.of("notifications").reading() as session:
        return session.query(notifications.Message.id).filter_by(person_id=thing.person).scalar()


_MAKERS: dict[str, Callable[[Session, Thing], None]] = {
    "residents": in_residents,
    "grievances": _in_grievances,
    "employment": _in_employment,
    "notifications": _in_notifications,
}
