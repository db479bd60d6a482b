import itertools
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis.events.tables import OutboxRow
from chassis.ids import new_id
from services.residents.changes import NewPerson
from services.residents.errors import StepOutOfOrder
from services.residents.models.tenancies import STATES, STEPS, state_after
from services.residents.usecases import tenancies
from tests.callers import client_for
from tests.residents.checking import LONG_AGO, TODAY, app, client, days_ago, register  # noqa: F401
from tests.residents.registers import Register
from tests.residents.test_races import at_once

CLERKS = 20
LEASE = {"contract_number": "HT-9", "lease_ends": str(TODAY + timedelta(days=700))}


def somebody(register: Register, *names: str) -> list[UUID]:
    people = [NewPerson(id=new_id(), name=each) for each in names]
    register.apply(people=people)
    return [each.id for each in people]


def allocate(client: FlaskClient, register: Register, tenant: UUID, *, days: int = 9) -> Any:
    dwelling = register.dwellings["A-1-1-0101"]
    given = {"dwelling_id": str(dwelling), "tenant_id": str(tenant), "on": days_ago(days)}
    return client.post("/tenancies", json=given)


def test_a_tenancy_goes_from_allocation_to_its_end_step_by_step(client: FlaskClient, register: Register):
    tenant, child = somebody(register, "张三", "张小三")
    made = allocate(client, register, tenant).get_json()
    at = f"/tenancies/{made['id']}"
    nobody_yet = register.at_home()
    members = [
        {"person_id": str(tenant), "relation": "tenant"},
        {"person_id": str(child), "relation": "child"},
    ]

    states = [
        client.post(f"{at}/signing", json={**LEASE, "on": days_ago(8)}).get_json()["state"],
        client.post(f"{at}/check-in", json={"members": members, "on": days_ago(7)}).get_json()["state"],
        *(
            client.post(f"{at}/steps", json={"step": step, "on": days_ago(6)}).get_json()["state"]
            for step in (
                "activate",
                "apply_for_renewal",
                "decline_renewal",
                "give_notice",
                "inspect",
                "settle",
            )
        ),
    ]
    here = set(register.at_home())
    gone = client.post(f"/households/{made['household_id']}/move-out", json={"on": days_ago(1)}).status_code

    assert (made["state"], nobody_yet, here, gone) == ("allocated", {}, {tenant, child}, 204)
    assert states == [
        "signed", "checked_in", "active", "renewing", "active", "terminating", "inspected", "settled",
    ]  # fmt: skip
    shown = client.get(at).get_json()
    assert (shown["state"], [each["step"] for each in shown["steps"]][::4]) == (
        "ended", ["allocate", "apply_for_renewal", "settle"]
    )  # fmt: skip


def test_a_step_out_of_order_is_refused_in_words(client: FlaskClient, register: Register):
    (tenant,) = somebody(register, "张三")
    made = allocate(client, register, tenant).get_json()

    answer = client.post(f"/tenancies/{made['id']}/steps", json={"step": "inspect", "on": days_ago(1)})

    assert (answer.status_code, answer.get_json()["code"]) == (409, "step-out-of-order")
    assert "已配租" in answer.get_json()["title"]


@pytest.mark.parametrize(("state", "step"), list(itertools.product(STATES, STEPS)))
def test_the_table_of_steps_decides_alone(state: str, step: str):
    if state in STEPS[step].after:
        assert state_after(state, step) == STEPS[step].leads_to
    else:
        with pytest.raises(StepOutOfOrder):
            state_after(state, step)


def test_every_state_is_reached_and_left():
    reached = {each.leads_to for each in STEPS.values()}
    left = {state for each in STEPS.values() for state in each.after}

    assert (reached, left) == (set(STATES), set(STATES))


def test_an_allocated_dwelling_is_kept_until_it_is_released(client: FlaskClient, register: Register):
    first, second = somebody(register, "张三", "王五")
    made = allocate(client, register, first).get_json()
    taken = allocate(client, register, second).get_json()["code"]

    released = client.post(f"/tenancies/{made['id']}/steps", json={"step": "release", "on": days_ago(1)})

    assert (taken, released.get_json()["state"]) == ("dwelling-occupied", "ended")
    assert allocate(client, register, second, days=2).get_json()["code"] == "dwelling-occupied-then"
    assert allocate(client, register, second, days=1).status_code == 201


def test_a_change_by_one_who_saw_an_older_tenancy_is_refused(client: FlaskClient, register: Register):
    (tenant,) = somebody(register, "张三")
    made = allocate(client, register, tenant).get_json()
    signing, seen = {**LEASE, "on": days_ago(8)}, {"If-Match": f'"{made["version"]}"'}
    at = f"/tenancies/{made['id']}"

    answers = [
        client.post(f"{at}/signing", json=signing, headers=seen).status_code,
        client.post(f"{at}/steps", json={"step": "release", "on": days_ago(1)}, headers=seen).status_code,
    ]

    assert answers == [200, 412]


def told(register: Register, kind: str) -> int:
    with register.own.reading() as session:
        return len(session.scalars(select(OutboxRow.id).where(OutboxRow.routing_key == kind)).all())


def test_a_lease_is_said_to_end_once_and_again_after_a_renewal(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    ends = LONG_AGO.replace(year=2031, month=4, day=30)

    def warn(days_before: int) -> int:
        for _ in range(2):
            with register.own.transaction() as session:
                tenancies.warn_of_expiring_leases(session, today=ends - timedelta(days=days_before))
        return told(register, "tenancy_expiring.v1")

    counts = [warn(93), warn(92), warn(10)]
    new_end = TODAY + timedelta(days=6 * 365)
    renewed = client.post(
        f"/households/{household}/renewal",
        json={"contract_number": "HT-10", "lease_ends": str(new_end), "on": days_ago(0)},
    )
    later = warn((ends - new_end).days + 30)

    assert (counts, renewed.status_code, later) == ([0, 1, 1], 200, 2)
    listed = client.get("/tenancies/expiring", query_string={"by": str(new_end)}).get_json()["items"]
    assert [each["lease_ends"] for each in listed] == [str(new_end)]
    assert client.get("/tenancies/expiring").get_json()["items"] == []


def test_another_member_becomes_the_tenant_and_the_first_may_leave(client: FlaskClient, register: Register):
    household, (tenant, spouse) = register.settle("A-1-1-0101", "张三", "李四", since=LONG_AGO)
    change = {"person_id": str(spouse), "on": days_ago(2), "reason": "divorced"}
    path = f"/households/{household}/tenant"

    forgotten = client.post(path, json=change).get_json()["code"]
    relations = [{"person_id": str(tenant), "relation": "other"}]
    changed = client.post(path, json={**change, "relations": relations}).status_code
    left = client.post(
        f"/households/{household}/leavings", json={"person_id": str(tenant), "on": days_ago(1)}
    )

    assert (forgotten, changed, left.status_code) == ("somebody-must-go", 204, 204)
    assert told(register, "tenant_changed.v1") == 1
    assert set(register.at_home()) == {spouse}


def test_a_household_is_split_in_two_and_joined_again(client: FlaskClient, register: Register):
    household, (tenant, grown_up) = register.settle("A-1-1-0101", "张三", "张小三", since=LONG_AGO)
    elsewhere = register.dwellings["A-2-1-0101"]
    split = {**LEASE, "dwelling_id": str(elsewhere), "on": days_ago(20)}
    members = [{"person_id": str(grown_up), "relation": "tenant"}]

    new = client.post(f"/households/{household}/split", json={**split, "members": members})
    apart = register.at_home()
    joining = {"into_household_id": str(household), "on": days_ago(10),
               "members": [{"person_id": str(grown_up), "relation": "child"}]}  # fmt: skip
    joined = client.post(f"/households/{new.get_json()['household_id']}/joining", json=joining)

    home = register.dwellings["A-1-1-0101"]
    assert (new.status_code, apart) == (201, {tenant: home, grown_up: elsewhere})
    assert (joined.status_code, register.at_home()) == (204, {tenant: home, grown_up: home})
    assert told(register, "resident_changed_household.v1") == 2
    homes = client.get(f"/people/{grown_up}/homes").get_json()
    assert [(each["since"], each["until"]) for each in homes] == [
        (str(LONG_AGO), days_ago(20)), (days_ago(20), days_ago(10)), (days_ago(10), None)
    ]  # fmt: skip


def test_the_tenant_stays_when_a_household_is_split(client: FlaskClient, register: Register):
    household, (tenant, _) = register.settle("A-1-1-0101", "张三", "李四", since=LONG_AGO)
    split = {**LEASE, "dwelling_id": str(register.dwellings["A-2-1-0101"]), "on": days_ago(1)}
    members = [{"person_id": str(tenant), "relation": "tenant"}]

    answer = client.post(f"/households/{household}/split", json={**split, "members": members})

    assert answer.get_json()["code"] == "tenant-stays"


def test_of_twenty_clerks_one_moves_a_person_in(app: Flask, register: Register):
    (person,) = somebody(register, "张三")
    lease = {"contract_number": "HT", "since": days_ago(1), "lease_ends": "2031-04-30",
             "members": [{"person_id": str(person), "relation": "tenant"}]}  # fmt: skip
    doors = itertools.cycle(register.dwellings.values())

    answers = at_once(app, [("/move-ins", {**lease, "dwelling_id": str(next(doors))}) for _ in range(CLERKS)])

    assert answers == {201: 1, 409: CLERKS - 1}


def test_of_an_undoing_and_twenty_move_ins_one_takes_the_dwelling(app: Flask, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    client_for(app).post(f"/households/{household}/move-out", json={"on": days_ago(5)})
    people = somebody(register, *["王五"] * CLERKS)
    lease = {"contract_number": "HT", "since": days_ago(1), "lease_ends": "2031-04-30",
             "dwelling_id": str(register.dwellings["A-1-1-0101"])}  # fmt: skip
    asks = [
        ("/move-ins", {**lease, "members": [{"person_id": str(each), "relation": "tenant"}]})
        for each in people
    ]

    answers = at_once(
        app, [*asks, (f"/households/{household}/move-out/reversal", {"reason": "误登记，已核实"})]
    )

    assert answers[201] + answers[204] == 1
    assert answers[409] == CLERKS
    assert len(register.at_home()) == 1


def test_of_twenty_undoings_one_is_carried_out(app: Flask, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    client_for(app).post(f"/households/{household}/move-out", json={"on": days_ago(5)})
    ask = (f"/households/{household}/move-out/reversal", {"reason": "误登记，已核实"})

    assert at_once(app, [ask] * CLERKS) == {204: 1, 409: CLERKS - 1}
