from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import clock
from chassis.events.message import Received
from chassis.events.tables import OutboxRow
from chassis.ids import new_id
from contracts.residents import ResidentMovedOut, ResidentMoveOutUndone
from services.residents.changes import Leaving, MoveOut
from services.residents.models import Post, RosterEntry, Term
from services.residents.usecases import caring, posts, rosters
from services.residents.usecases.offices import create_posts
from tests.residents.checking import LONG_AGO, TODAY, app, client, register  # noqa: F401
from tests.residents.registers import Register, an_exchange

REASON = {"reason": "误登记，已核实"}


def leave(register: Register, household: UUID) -> None:
    register.apply(move_outs=[MoveOut(household_id=household, on=TODAY - timedelta(days=1))])


def undo(client: FlaskClient, household: UUID, **more: Any) -> tuple[int, str | None]:
    step = "leavings" if more else "move-out"
    answer = client.post(f"/households/{household}/{step}/reversal", json={**REASON, **more})
    return answer.status_code, (answer.get_json(silent=True) or {}).get("code")


def heard(register: Register, *kinds: type) -> list[Received[Any]]:
    """What was announced of these kinds, as a handler gets it."""
    wanted = {each.type(): each for each in kinds}
    with register.own.reading() as session:
        rows = session.scalars(
            select(OutboxRow).where(OutboxRow.type.in_(wanted)).order_by(OutboxRow.id)
        ).all()
    return [
        Received(id=row.event_id, sequence=row.sequence, time=row.occurred_at,
                 data=wanted[row.type](**wanted[row.type].schema.loads(row.data)))
        for row in rows
    ]  # fmt: skip


def test_an_undone_move_out_leaves_everybody_where_they_were(client: FlaskClient, register: Register):
    household, people = register.settle("A-1-1-0101", "张三", "李四", since=LONG_AGO)
    before = register.at_home()
    leave(register, household)

    with register.announced() as news:
        answer = undo(client, household)

    assert (answer, register.at_home()) == ((204, None), before)
    assert sorted(news) == sorted(("resident_move_out_undone.v1", str(each), 3) for each in people)


def test_who_left_before_the_others_does_not_come_back_with_them(client: FlaskClient, register: Register):
    household, (_, second) = register.settle("A-1-1-0101", "张三", "李四", since=LONG_AGO)
    register.apply(leavings=[Leaving(household_id=household, person_id=second, on=TODAY - timedelta(days=9))])
    leave(register, household)

    undo(client, household)

    assert second not in register.at_home()


def test_a_household_can_move_out_again_after_the_undoing(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    leave(register, household)
    undo(client, household)

    leave(register, household)

    assert register.at_home() == {}
    assert undo(client, household) == (204, None)


def test_one_persons_leaving_is_undone_alone(client: FlaskClient, register: Register):
    household, (_, second) = register.settle("A-1-1-0101", "张三", "李四", since=LONG_AGO)
    register.apply(leavings=[Leaving(household_id=household, person_id=second, on=TODAY)])

    assert undo(client, household, person_id=str(second)) == (204, None)
    assert second in register.at_home()
    assert undo(client, household, person_id=str(second)) == (409, "nothing-to-undo")


def test_nothing_is_undone_that_was_no_move_out(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)

    assert undo(client, household) == (409, "nothing-to-undo")
    assert undo(client, new_id()) == (404, "household-not-here")


def test_nobody_comes_back_to_where_somebody_else_lives(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    leave(register, household)
    successor, _ = register.settle("A-1-1-0101", "王五", since=TODAY)
    taken = undo(client, household)
    leave_again = MoveOut(household_id=successor, on=TODAY)
    register.apply(move_outs=[leave_again])

    assert (taken, undo(client, household)) == ((409, "dwelling-taken-since"), (409, "dwelling-taken-since"))


def test_nobody_comes_back_who_lives_elsewhere(client: FlaskClient, register: Register):
    household, (person,) = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    leave(register, household)
    lease = {"contract_number": "HT", "since": str(TODAY), "lease_ends": "2031-04-30"}
    members = [{"person_id": str(person), "relation": "tenant"}]
    dwelling = str(register.dwellings["A-1-1-0102"])
    assert (
        client.post("/move-ins", json={**lease, "dwelling_id": dwelling, "members": members}).status_code
        == 201
    )

    assert undo(client, household) == (409, "lives-elsewhere-since")


@pytest.mark.parametrize("late", [False, True])
def test_rosters_show_no_gap_whatever_comes_first(client: FlaskClient, register: Register, *, late: bool):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    leave(register, household)
    undo(client, household)
    news = heard(register, ResidentMovedOut, ResidentMoveOutUndone)

    for each in reversed(news) if late else news:
        with register.own.transaction() as session:
            rosters.keep_rosters(session, [each])

    with register.own.reading() as session:
        (line,) = session.scalars(select(RosterEntry)).all()
    assert (line.since, line.until) == (LONG_AGO, None)


def a_keeper(register: Register, person: UUID) -> UUID:
    post = Post(id=new_id(), kind=posts.HUB_HOUSEHOLD, scope="place", area="/huafu/c1/b1/")
    with register.own.transaction() as session:
        create_posts(session, [post])
        posts.appoint(session, post.id, person, since=LONG_AGO, term_ends=None)
        return post.id


def follow(session: Session, news: list[Received[Any]]) -> None:
    """As the worker does."""
    posts.follow_moves(session, [(each.data.person_id, each) for each in news])


def holders(register: Register) -> list[UUID]:
    with register.own.reading() as session:
        return list(session.scalars(select(Term.person_id).where(Term.until.is_(None))))


@pytest.mark.parametrize("late", [False, True])
def test_a_post_goes_on_with_its_holder(client: FlaskClient, register: Register, *, late: bool):
    household, (person,) = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    a_keeper(register, person)
    leave(register, household)
    if not late:
        with register.own.transaction() as session:
            follow(session, heard(register, ResidentMovedOut))
        assert holders(register) == []
    undo(client, household)

    for _ in range(2):
        with register.own.transaction() as session:
            follow(session, heard(register, ResidentMoveOutUndone))
            follow(session, heard(register, ResidentMovedOut))

    assert holders(register) == [person]


@pytest.mark.parametrize("given_up", [False, True])
def test_a_post_taken_meanwhile_does_not_go_back(client: FlaskClient, register: Register, *, given_up: bool):
    household, (person,) = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    _, (neighbour,) = register.settle("A-1-1-0102", "王五", since=LONG_AGO)
    post = a_keeper(register, person)
    leave(register, household)
    with register.own.transaction() as session:
        follow(session, heard(register, ResidentMovedOut))
        posts.appoint(session, post, neighbour, since=TODAY, term_ends=None)
        if given_up:
            posts.relieve(session, post, on=TODAY)
    undo(client, household)

    with register.own.transaction() as session:
        follow(session, heard(register, ResidentMoveOutUndone))

    assert holders(register) == ([] if given_up else [neighbour])


def test_a_care_plan_goes_on_with_its_person(client: FlaskClient, register: Register):
    household, (person,) = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    client.post(f"/people/{person}/care-plans", json={"tier": "weekly", "on": str(TODAY)})
    leave(register, household)
    states = []
    for change in (lambda: None, lambda: undo(client, household)):
        change()
        with register.own.transaction() as session:
            caring.follow_moves(session, [person], today=TODAY)
        states.append([each["state"] for each in client.get("/care-plans").get_json()["items"]])

    assert states == [[], ["open"]]


def test_what_was_believed_is_told_as_of_then(client: FlaskClient, register: Register):
    household, (person,) = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    dwelling, yesterday = register.dwellings["A-1-1-0101"], str(TODAY - timedelta(days=1))

    def told(known_at: str | None = None, on: str = yesterday) -> list[str]:
        asked = {"on": on} | ({"known_at": known_at} if known_at else {})
        found = client.get(f"/dwellings/{dwelling}/occupants", query_string=asked)
        assert found.status_code == 200, found.text
        return [each["person_id"] for each in found.get_json()]

    at_first = clock.now().isoformat()
    leave(register, household)
    gone = clock.now().isoformat()
    undo(client, household)

    assert told() == [str(person)]
    assert told(at_first) == [str(person)]
    assert told(gone) == []
    assert told(gone, on=str(LONG_AGO)) == [str(person)]
    assert told((clock.now() - timedelta(days=1)).isoformat()) == []
    homes = client.get(f"/people/{person}/homes", query_string={"known_at": gone}).get_json()
    assert [each["until"] for each in homes] == [yesterday]
    assert client.get(f"/people/{person}/homes").get_json()[0]["until"] is None


def test_a_leaving_is_not_undone_after_the_household_went_elsewhere_and_came_back(
    client: FlaskClient, register: Register
):
    household, (_, second) = register.settle("A-1-1-0101", "张三", "李四", since=LONG_AGO)
    register.apply(leavings=[Leaving(household_id=household, person_id=second, on=TODAY - timedelta(days=9))])
    for days, address in ((8, "A-2-1-0101"), (7, "A-1-1-0101")):
        exchange = an_exchange(household, register.dwellings[address], on=TODAY - timedelta(days=days))
        register.apply(exchanges=[exchange])

    assert undo(client, household, person_id=str(second)) == (409, "nothing-to-undo")
    assert second not in register.at_home()
