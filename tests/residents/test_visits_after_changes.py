"""Who is looked after closely is visited soon after somebody came, left or moved."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from services.residents.changes import Joining, Leaving, Member, NewPerson
from services.residents.usecases.visiting_soon import CHANGES, visit_soon
from tests.residents.checking import TODAY, app, client, days_ago, register  # noqa: F401
from tests.residents.looking_after import home_of, plan, the_plan, visit
from tests.residents.registers import Register, an_exchange
from tests.residents.test_undoing import heard

TOMORROW = TODAY + timedelta(days=1)


def leave(register: Register, household: UUID, person: UUID, days: int = 0) -> None:
    on = TODAY - timedelta(days=days)
    register.apply(leavings=[Leaving(household_id=household, person_id=person, on=on, reason="died")])


def hear(register: Register, times: int = 1) -> None:
    news = heard(register, *CHANGES)
    for _ in range(times):
        with register.own.transaction() as session:
            visit_soon(session, news, today=TODAY)


@pytest.mark.parametrize(("tier", "due"), [("weekly", TOMORROW), ("monthly", TODAY + timedelta(days=30))])
def test_a_visit_is_due_the_day_after_a_death_for_the_closest_tier_only(
    client: FlaskClient, register: Register, tier: str, due: Any
):
    household, (widow, late) = home_of(register)
    plan(client, widow, tier=tier, on=days_ago(0))
    leave(register, household, late)

    hear(register, times=2)

    assert the_plan(register).next_due == due


def test_who_moves_or_is_joined_is_visited_too(client: FlaskClient, register: Register):
    household, (person, _) = home_of(register)
    plan(client, person, on=days_ago(0))
    register.apply(exchanges=[an_exchange(household, register.dwellings["A-2-1-0101"], on=TODAY)])
    hear(register)
    assert the_plan(register).next_due == TOMORROW

    visit(client, household, person, on=days_ago(0))
    guest = NewPerson(id=uuid4(), name="李四")
    member = Member(person_id=guest.id, relation="other")
    register.apply(people=[guest], joinings=[Joining(household_id=household, member=member, on=TODAY)])
    hear(register)

    assert the_plan(register).next_due == TODAY + timedelta(days=7)


def test_old_news_and_a_visit_that_is_sooner_change_nothing(client: FlaskClient, register: Register):
    household, (person, other) = home_of(register)
    plan(client, person, on=days_ago(3))
    leave(register, household, other, days=8)
    hear(register)
    assert the_plan(register).next_due == TODAY + timedelta(days=4)
