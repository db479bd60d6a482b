"""A household that lives here takes up the dwelling that was allocated to its tenant."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from chassis.ids import new_id
from services.residents.models import Household
from tests.residents.checking import LONG_AGO, app, client, days_ago, register  # noqa: F401
from tests.residents.registers import Register
from tests.residents.test_tenancies import LEASE, somebody

NEW = "A-2-1-0101"


def code(answer: Any) -> tuple[int, str | None]:
    return answer.status_code, (answer.get_json(silent=True) or {}).get("code")


def keep(client: FlaskClient, register: Register, tenant: UUID, *, signed: bool = True) -> dict[str, Any]:
    given = {"dwelling_id": str(register.dwellings[NEW]), "tenant_id": str(tenant), "on": days_ago(9)}
    kept: dict[str, Any] = client.post("/tenancies", json=given).get_json()
    if signed:
        kept = client.post(f"/tenancies/{kept['id']}/signing", json={**LEASE, "on": days_ago(8)}).get_json()
    return kept


def exchange(client: FlaskClient, register: Register, household: UUID, *, days: int = 7, **more: Any) -> Any:
    change = {"dwelling_id": str(register.dwellings[NEW]), "on": days_ago(days), **more}
    return client.post(f"/households/{household}/exchange", json=change)


def test_what_was_signed_for_becomes_the_households_tenancy(client: FlaskClient, register: Register):
    household, people = register.settle("A-1-1-0101", "张三", "张小三", since=LONG_AGO)
    kept = keep(client, register, people[0])

    with register.announced() as news:
        answer = exchange(client, register, household)

    assert code(answer) == (204, None)
    assert register.at_home() == dict.fromkeys(people, register.dwellings[NEW])
    assert [name for name, _, _ in news] == 2 * ["resident_exchanged_dwelling.v1"]
    shown = client.get(f"/tenancies/{kept['id']}").get_json()
    assert (shown["household_id"], shown["state"], shown["since"]) == (str(household), "active", days_ago(7))
    assert (shown["contract_number"], shown["lease_ends"]) == (LEASE["contract_number"], LEASE["lease_ends"])
    assert [each["step"] for each in shown["steps"]] == ["allocate", "sign", "exchange_into"]


def test_the_household_that_never_came_to_be_is_gone(client: FlaskClient, register: Register):
    household, (tenant,) = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    kept = keep(client, register, tenant)

    exchange(client, register, household)

    with register.own.reading() as session:
        assert list(session.scalars(select(Household.id))) == [household]
    assert client.get(f"/households/{kept['household_id']}").status_code == 404


def test_the_version_of_a_household_moves_on_over_what_was_kept(client: FlaskClient, register: Register):
    household, (tenant,) = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    for step in ("plan_exchange", "drop_exchange", "plan_exchange"):
        at = client.get(f"/households/{household}").get_json()["tenancy"]["id"]
        client.post(f"/tenancies/{at}/steps", json={"step": step, "on": days_ago(9)})
    before = client.get(f"/households/{household}").get_json()["tenancy"]["version"]
    keep(client, register, tenant)

    exchange(client, register, household)

    assert client.get(f"/households/{household}").get_json()["tenancy"]["version"] > before + 1


def test_what_is_allocated_and_not_signed_for_takes_the_contract_of_the_exchange(
    client: FlaskClient, register: Register
):
    household, (tenant,) = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    kept = keep(client, register, tenant, signed=False)

    without = code(exchange(client, register, household))
    answer = exchange(client, register, household, contract_number="HT-77", lease_ends="2031-01-01")

    assert (without, answer.status_code) == ((422, "contract-needed"), 204)
    shown = client.get(f"/tenancies/{kept['id']}").get_json()
    assert (shown["contract_number"], shown["lease_ends"]) == ("HT-77", "2031-01-01")


@pytest.mark.parametrize("other", [{"contract_number": "HT-77"}, {"lease_ends": "2031-01-01"}])
def test_a_contract_that_was_not_signed_is_refused(
    client: FlaskClient, register: Register, other: dict[str, str]
):
    household, (tenant,) = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    keep(client, register, tenant)

    assert code(exchange(client, register, household, **{**LEASE, **other})) == (409, "signed-otherwise")
    assert exchange(client, register, household, **LEASE).status_code == 204


def test_what_is_kept_for_another_is_occupied(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    (other,) = somebody(register, "王五")
    keep(client, register, other)

    assert code(exchange(client, register, household, **LEASE)) == (409, "dwelling-occupied")


def test_nobody_takes_up_a_dwelling_before_it_was_signed_for(client: FlaskClient, register: Register):
    household, (tenant,) = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    keep(client, register, tenant)

    assert code(exchange(client, register, household, days=9)) == (422, "ends-before-it-began")


def test_an_exchange_into_what_nobody_kept_needs_a_contract(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)

    assert code(exchange(client, register, household)) == (422, "contract-needed")


def test_who_rents_here_is_not_checked_in_but_exchanges(client: FlaskClient, register: Register):
    household, (tenant, spouse) = register.settle("A-1-1-0101", "张三", "李四", since=LONG_AGO)
    kept = keep(client, register, tenant)
    members = [{"person_id": str(tenant), "relation": "tenant"}]

    refused = client.post(f"/tenancies/{kept['id']}/check-in", json={"members": members, "on": days_ago(7)})

    assert code(refused) == (409, "exchange-instead")
    assert "换租" in refused.get_json()["title"]
    assert exchange(client, register, household).status_code == 204
    assert set(register.at_home()) == {tenant, spouse}


def test_who_lives_with_a_tenant_leaves_before_they_check_in(client: FlaskClient, register: Register):
    _, (_, grown_up) = register.settle("A-1-1-0101", "张三", "张小三", since=LONG_AGO)
    kept = keep(client, register, grown_up)
    members = [{"person_id": str(grown_up), "relation": "tenant"}]

    refused = client.post(f"/tenancies/{kept['id']}/check-in", json={"members": members, "on": days_ago(7)})

    assert code(refused) == (409, "person-lives-here")


def test_a_dwelling_nobody_knows_is_not_told_apart(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)

    answer = exchange(client, register, household, dwelling_id=str(new_id()))

    assert code(answer) == (404, "dwelling-unknown")
