"""The tenant on a household's record is whose stay says so, also when their records are set apart again."""

from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select

from chassis import clock
from services.residents.changes import Joining, Member
from services.residents.models import Household, Stay
from tests.residents.checking import days_ago
from tests.residents.mergers import client as client  # noqa: PLC0414
from tests.residents.mergers import living, merge, someone, unmerge
from tests.residents.mergers import register as register  # noqa: PLC0414
from tests.residents.registers import JUNE, Register
from tests.residents.test_tenancies import LEASE


def tenants(register: Register, household: Any) -> set[str]:
    """Who is the tenant, by the household and by the stays of those who live there."""
    held = select(Household.tenant_id).where(Household.id == UUID(str(household)))
    lives = select(Stay.person_id).where(
        Stay.household_id == UUID(str(household)), Stay.until.is_(None), Stay.relation == "tenant"
    )
    with register.own.reading() as session:
        return {str(each) for each in session.scalars(held.union_all(lives))}


def a_member(register: Register, household: UUID, number: int) -> str:
    joining = Member(person_id=UUID(someone(register, number)), relation="child")
    register.apply(joinings=[Joining(household_id=household, member=joining, on=JUNE)])
    return str(joining.person_id)


def test_a_change_of_tenant_holds_when_records_are_set_apart(client: FlaskClient, register: Register):
    first, household = living(register, 1)
    member, kept = a_member(register, household, 2), someone(register, 3)
    merge(client, member, kept)
    change = {"person_id": kept, "on": str(clock.today()), "reason": "divorced",
              "relations": [{"person_id": first, "relation": "other"}]}  # fmt: skip
    changed = client.post(f"/households/{household}/tenant", json=change)

    unmerge(client, member)

    assert (changed.status_code, tenants(register, household)) == (204, {member})


def test_the_tenant_of_a_split_holds_when_records_are_set_apart(client: FlaskClient, register: Register):
    _, household = living(register, 1)
    member, kept = a_member(register, household, 2), someone(register, 3)
    merge(client, member, kept)
    split = {**LEASE, "dwelling_id": str(register.dwellings["A-2-1-0101"]), "on": str(clock.today()),
             "members": [{"person_id": kept, "relation": "tenant"}]}  # fmt: skip
    made = client.post(f"/households/{household}/split", json=split)

    unmerge(client, member)

    assert (made.status_code, tenants(register, made.get_json()["household_id"])) == (201, {member})


def test_who_checks_in_under_the_kept_record_stays_the_tenant(client: FlaskClient, register: Register):
    merged, kept = someone(register, 1), someone(register, 2)
    dwelling = str(register.dwellings["A-1-1-0101"])
    allocation = {"dwelling_id": dwelling, "tenant_id": merged, "on": days_ago(2)}
    made = client.post("/tenancies", json=allocation).get_json()
    merge(client, merged, kept)
    at = f"/tenancies/{made['id']}"
    client.post(f"{at}/signing", json={**LEASE, "on": days_ago(1)})
    members = [{"person_id": kept, "relation": "tenant"}]
    done = client.post(f"{at}/check-in", json={"members": members, "on": days_ago(1)})

    unmerge(client, merged)

    assert (done.status_code, tenants(register, made["household_id"])) == (200, {kept})


def test_what_is_to_be_checked_names_the_kept_record(client: FlaskClient, register: Register):
    merged, _ = living(register, 1)
    kept = someone(register, 2)
    merge(client, merged, kept)
    client.post(f"/people/{kept}/corrections", json={"name": "汪小红", "reason": "核对证件"})

    due = client.get("/verifications/due").get_json()["items"]
    unvisited = client.get("/visits/unvisited").get_json()["items"]

    assert [{each["tenant"] for each in found} for found in (due, unvisited)] == [{"汪**"}, {"汪**"}]
