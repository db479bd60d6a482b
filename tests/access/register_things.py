"""Things of the register."""

from sqlalchemy.orm import Session

from chassis import clock
from chassis.ids import new_id
from services.residents import models as residents
from services.residents.changes import Member, MoveIn, NewPerson, RegisterChanges
from services.residents.usecases.merging import merge
from services.residents.usecases.places import NewDwelling, add_grids, add_places, register_dwellings
from services.residents.usecases.register import apply_changes
from tests.access.thing import BUILDING, ENDS, SINCE, Thing


def in_residents(session: Session, thing: Thing) -> None:
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
    places = {
        thing.dwelling: thing.address,
        thing.vacancy: thing.address + "-2",
        thing.kept_free: thing.address + "-3",
    }
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
    move = MoveIn(household_id=thing.household, tenancy_id=thing.tenancy, dwelling_id=thing.dwelling,
                  contract_number="HT", since=SINCE, lease_ends=ENDS, members=members)  # fmt: skip
    others = (thing.member, thing.newcomer, thing.former, thing.restricted, thing.leaver)
    people = [NewPerson(id=each, name="张三") for each in others]
    people.append(NewPerson(id=thing.person, name="张三", phone=thing.phone))
    apply_changes(session, RegisterChanges(people=people, move_ins=[move]))
    line = {
        "household_id": thing.household,
        "dwelling_id": thing.dwelling,
        "area": thing.unit,
    }
    session.add(
        residents.RosterEntry(stay_id=new_id(), person_id=thing.person, **line, since=SINCE, version=1)
    )
    _stayed(session, thing)
    _tenancies(session, thing)
    merge(session, thing.former, thing.person, reason="重复登记", today=clock.today())
    session.add(
        residents.Verification(id=thing.verification, household_id=thing.household, on=SINCE, means="visit",
                               recorded_at=clock.now())
    )  # fmt: skip
    session.flush()
    stay = session.query(residents.Stay.id).filter_by(person_id=thing.person).scalar()
    session.add(residents.VerifiedStay(verification_id=thing.verification, stay_id=stay))
    _looked_after(session, thing)
    first, second = sorted((thing.person, thing.member))
    session.add(
        residents.DuplicatePair(id=thing.pair, first_id=first, second_id=second, score=75, evidence="[]",
                                state="proposed", found_at=clock.now())
    )  # fmt: skip
    session.add(
        residents.Task(id=thing.task, kind="hub_household_missing", subject_id=new_id(), area=BUILDING,
                       raised_on=SINCE)
    )  # fmt: skip
    for post in (thing.post, thing.vacant_post):
        session.add(residents.Post(id=post, kind=f"kind-{post}", scope="place", area=BUILDING))
    session.flush()
    session.add(residents.Term(id=new_id(), post_id=thing.post, person_id=thing.person, since=SINCE))


def _tenancies(session: Session, thing: Thing) -> None:
    """Let a dwelling be kept for somebody, and a household have moved out of another."""
    apply_changes(session, RegisterChanges(people=[NewPerson(id=thing.away, name="赵六")]))
    session.add(residents.Household(id=thing.gone, tenant_id=thing.away))
    session.add(residents.Household(id=new_id(), tenant_id=thing.newcomer))
    session.flush()
    ended = {"until": SINCE, "end_reason": "tenancy_ended"}
    session.add(
        residents.Tenancy(id=new_id(), household_id=thing.gone, dwelling_id=thing.vacancy, contract_number="HT",
                          since=SINCE, lease_ends=ENDS, state="ended", version=2, **ended)
    )  # fmt: skip
    session.add(
        residents.Stay(id=new_id(), person_id=thing.away, household_id=thing.gone, dwelling_id=thing.vacancy,
                       relation="tenant", since=SINCE, **ended)
    )  # fmt: skip
    waiting = session.query(residents.Household.id).filter_by(tenant_id=thing.newcomer).scalar()
    session.add(
        residents.Tenancy(id=thing.reserved, household_id=waiting, dwelling_id=thing.kept_free, contract_number="",
                          since=SINCE, state="allocated", version=1)
    )  # fmt: skip


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
