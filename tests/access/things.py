"""Things of every service that lie in one place and belong to one person, made anew for each attempt."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import count
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import clock, database
from chassis.ids import new_id
from services.employment import models as employment
from services.grievances import models as grievances
from services.notifications import models as notifications
from services.residents import models as residents
from services.residents.changes import Member, MoveIn, NewPerson, RegisterChanges
from services.residents.usecases.merging import merge
from services.residents.usecases.places import NewDwelling, add_grids, add_places, register_dwellings
from services.residents.usecases.register import apply_changes

BUILDING, UNIT, GRID = "/e/c1/b10/", "/e/c1/b10/u1/", "/e/g1/g10/"
SINCE, ENDS = date(2026, 1, 1), date(2031, 1, 1)

_numbers = count(1)


@dataclass(frozen=True, kw_only=True)
class Thing:
    """What an attempt is about; a service knows those of the ids that are its own."""

    person: UUID
    newcomer: UUID
    member: UUID
    restricted: UUID
    leaver: UUID
    pair: UUID
    former: UUID
    household: UUID
    verification: UUID
    tag: UUID
    plan: UUID
    visit: UUID
    promise: UUID
    dwelling: UUID
    vacancy: UUID
    post: UUID
    vacant_post: UUID
    case: UUID
    employer: UUID
    draft: UUID
    posting: UUID
    wish: UUID
    message: int = 1
    address: str
    phone: str
    unit: str
    grid: str

    def unknown(self, *names: str) -> "Thing":
        """The same with ids that nobody knows, all or the named ones."""
        chosen = names or [each.name for each in fields(self) if each.type == UUID]
        return replace(self, **dict.fromkeys(chosen, new_id()))


def a_thing(service: str, *, unit: str = UNIT, grid: str = GRID) -> Thing:
    """Make everything one service has to be asked for, in one unit and grid."""
    ids = {each.name: new_id() for each in fields(Thing) if each.type == UUID}
    number = next(_numbers)
    thing = Thing(**ids, address=f"E-10-1-{number:04}", phone=f"138{number:08}", unit=unit, grid=grid)
    with database.of(service).transaction() as session:
        _MAKERS[service](session, thing)
    return replace(thing, message=_message_of(thing)) if service == "notifications" else thing


def _in_residents(session: Session, thing: Thing) -> None:
    unit = session.query(residents.Place.id).filter_by(path=thing.unit).scalar()
    grid = session.query(residents.Grid.id).filter_by(path=thing.grid).scalar()
    if unit is None:
        unit = new_id()
        add_places(
            session, [residents.Place(id=unit, kind="unit", name="单元", path=thing.unit, parent_id=None)]
        )
    if grid is None:
        grid = new_id()
        add_grids(session, [residents.Grid(id=grid, name="网格", path=thing.grid, is_leaf=True)])
    places = {thing.dwelling: thing.address, thing.vacancy: thing.address + "-2"}
    register_dwellings(
        session,
        [
            NewDwelling(id=each, unit_id=unit, grid_id=grid, address=address,
                        path=f"{thing.unit}{address[-6:].lower()}/", floor=1)
            for each, address in places.items()
        ],
    )  # fmt: skip
    members = (
        Member(person_id=thing.person, relation="tenant"),
        Member(person_id=thing.member, relation="child"),
    )
    move = MoveIn(household_id=thing.household, tenancy_id=new_id(), dwelling_id=thing.dwelling,
                  contract_number="HT", since=SINCE, lease_ends=ENDS, members=members)  # fmt: skip
    others = (thing.member, thing.newcomer, thing.former, thing.restricted, thing.leaver)
    people = [NewPerson(id=each, name="张三") for each in others]
    people.append(NewPerson(id=thing.person, name="张三", phone=thing.phone))
    apply_changes(session, RegisterChanges(people=people, move_ins=[move]))
    line = {
        "household_id": thing.household,
        "dwelling_id": thing.dwelling,
        "area": thing.unit,
        "grid": thing.grid,
    }
    session.add(
        residents.RosterEntry(stay_id=new_id(), person_id=thing.person, **line, since=SINCE, version=1)
    )
    _stayed(session, thing)
    merge(session, thing.former, thing.person, reason="重复登记")
    session.add(
        residents.Verification(id=thing.verification, household_id=thing.household, on=SINCE, means="visit",
                               recorded_at=clock.now())
    )  # fmt: skip
    _looked_after(session, thing)
    first, second = sorted((thing.person, thing.member))
    session.add(
        residents.DuplicatePair(id=thing.pair, first_id=first, second_id=second, score=75, evidence="[]",
                                state="proposed", found_at=clock.now())
    )  # fmt: skip
    for post in (thing.post, thing.vacant_post):
        session.add(residents.Post(id=post, kind=f"kind-{post}", scope="place", area=BUILDING))
    session.flush()
    session.add(residents.Term(id=new_id(), post_id=thing.post, person_id=thing.person, since=SINCE))


def _stayed(session: Session, thing: Thing) -> None:
    """Let two people have lived here, one of whom wants their data left alone."""
    for each in (thing.restricted, thing.leaver):
        session.add(
            residents.Stay(id=new_id(), person_id=each, household_id=thing.household, dwelling_id=thing.dwelling,
                           relation="other", since=SINCE, until=SINCE, end_reason="left_household")
        )  # fmt: skip
    session.get_one(residents.Person, thing.restricted).restricted_since = SINCE


def _looked_after(session: Session, thing: Thing) -> None:
    """Let one person be on the care list, and have been visited."""
    session.add(
        residents.CareTag(id=thing.tag, person_id=thing.person, group="illness", group_index=thing.tag.bytes,
                          source="visit", since=SINCE, recorded_at=clock.now())
    )  # fmt: skip
    session.add(
        residents.CarePlan(id=thing.plan, person_id=thing.person, dwelling_id=thing.dwelling, tier="weekly",
                           state="open", opened_on=SINCE, next_due=SINCE, version=1)
    )  # fmt: skip
    session.add(
        residents.Visit(id=thing.visit, household_id=thing.household, dwelling_id=thing.dwelling, on=SINCE,
                        recorded_at=clock.now())
    )  # fmt: skip
    session.flush()
    session.add(residents.FollowUp(id=thing.promise, visit_id=thing.visit, what="送药", due_on=SINCE))


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
        notifications.Notice(id=notice, cause_id=new_id(), kind="posting", subject_id=thing.posting, title="保安",
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
    "residents": _in_residents,
    "grievances": _in_grievances,
    "employment": _in_employment,
    "notifications": _in_notifications,
}
