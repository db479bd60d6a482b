from datetime import timedelta
from uuid import UUID

from flask.testing import FlaskClient

from chassis import clock
from tests.residents.checking import LONG_AGO, TODAY, app, client, days_ago, register  # noqa: F401
from tests.residents.registers import Register
from tests.residents.test_tenancies import LEASE, allocate, somebody


def check_in(
    client: FlaskClient, register: Register, tenant: UUID, members: list[UUID], on: str
) -> str | None:
    made = allocate(client, register, tenant).get_json()
    at = f"/tenancies/{made['id']}"
    client.post(f"{at}/signing", json={**LEASE, "on": days_ago(8)})
    coming = [
        {"person_id": str(each), "relation": "spouse" if n else "tenant"} for n, each in enumerate(members)
    ]
    answer = client.post(f"{at}/check-in", json={"members": coming, "on": on})
    return (answer.get_json(silent=True) or {}).get("code")


def test_only_whom_it_was_allocated_to_checks_in_as_tenant(client: FlaskClient, register: Register):
    tenant, other = somebody(register, "张三", "王五")

    assert check_in(client, register, tenant, [other, tenant], days_ago(7)) == "allocated-to-another"
    assert register.at_home() == {}


def test_nobody_checks_in_on_a_day_when_they_lived_elsewhere(client: FlaskClient, register: Register):
    household, (person,) = register.settle("A-2-1-0101", "李四", since=LONG_AGO)
    client.post(f"/households/{household}/move-out", json={"on": days_ago(3)})
    (tenant,) = somebody(register, "张三")

    assert check_in(client, register, tenant, [tenant, person], days_ago(7)) == "person-lived-here-then"
    assert register.at_home() == {}


def test_no_dwelling_is_allocated_or_taken_by_a_split_for_days_when_others_had_it(
    client: FlaskClient, register: Register
):
    former, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    client.post(f"/households/{former}/move-out", json={"on": days_ago(3)})
    household, (_, child) = register.settle("A-2-1-0101", "王五", "王小五", since=LONG_AGO)
    (tenant,) = somebody(register, "李四")
    split = {**LEASE, "dwelling_id": str(register.dwellings["A-1-1-0101"]), "on": days_ago(9),
             "members": [{"person_id": str(child), "relation": "tenant"}]}  # fmt: skip

    answers = [
        allocate(client, register, tenant),
        client.post(f"/households/{household}/split", json=split),
        client.post(f"/households/{household}/split", json={**split, "on": days_ago(3)}),
    ]

    assert [each.status_code for each in answers] == [409, 409, 201]
    assert [each.get_json()["code"] for each in answers[:2]] == ["dwelling-occupied-then"] * 2


def test_no_household_is_joined_before_it_was_there(client: FlaskClient, register: Register):
    _, (tenant, _) = register.settle("A-1-1-0101", "张三", "张小三", since=LONG_AGO)
    household, _ = register.settle("A-1-1-0102", "王五", since=LONG_AGO)
    host, _ = register.settle("A-2-1-0101", "李四", since=TODAY - timedelta(days=5))
    (member,) = [
        each for each in register.at_home() if register.at_home()[each] == register.dwellings["A-1-1-0102"]
    ]
    joining = {"into_household_id": str(host), "on": days_ago(6),
               "members": [{"person_id": str(member), "relation": "other"}]}  # fmt: skip

    answer = client.post(f"/households/{household}/joining", json=joining)

    assert (answer.status_code, answer.get_json()["code"]) == (422, "ends-before-it-began")
    assert tenant in register.at_home()


def test_steps_are_taken_in_the_order_of_days(client: FlaskClient, register: Register):
    (tenant,) = somebody(register, "张三")
    made = allocate(client, register, tenant).get_json()
    at = f"/tenancies/{made['id']}"
    client.post(f"{at}/signing", json={**LEASE, "on": days_ago(5)})

    early = client.post(f"{at}/steps", json={"step": "release", "on": days_ago(6)})
    same_day = client.post(f"{at}/steps", json={"step": "release", "on": days_ago(5)})

    assert (early.status_code, early.get_json()["code"]) == (422, "ends-before-it-began")
    assert same_day.get_json()["state"] == "ended"


def test_who_was_the_tenant_is_told_as_of_a_day_and_as_was_known_then(
    client: FlaskClient, register: Register
):
    household, (tenant, spouse) = register.settle("A-1-1-0101", "张三", "李四", since=LONG_AGO)
    before = clock.now().isoformat()
    change = {"person_id": str(spouse), "on": days_ago(2), "reason": "divorced",
              "relations": [{"person_id": str(tenant), "relation": "other"}]}  # fmt: skip
    client.post(f"/households/{household}/tenant", json=change)
    at = f"/dwellings/{register.dwellings['A-1-1-0101']}/occupants"

    def tenants(**query: str) -> list[str]:
        found = client.get(at, query_string=query).get_json()
        return [each["person_id"] for each in found if each["relation"] == "tenant"]

    told = [tenants(on=days_ago(3)), tenants(on=days_ago(2)), tenants(on=days_ago(2), known_at=before)]
    assert told == [[str(tenant)], [str(spouse)], [str(tenant)]]
    back = {
        **change,
        "person_id": str(tenant),
        "relations": [{"person_id": str(spouse), "relation": "spouse"}],
    }
    assert client.post(f"/households/{household}/tenant", json={**back, "on": days_ago(3)}).status_code == 422
    assert client.post(f"/households/{household}/tenant", json={**back, "on": days_ago(1)}).status_code == 204
    assert [tenants(on=days_ago(each)) for each in (3, 2, 1)] == [[str(tenant)], [str(spouse)], [str(tenant)]]


def test_a_household_does_not_die_with_one_of_it(client: FlaskClient, register: Register):
    family, (_, child) = register.settle("A-2-1-0101", "王五", "王小五", since=LONG_AGO)
    died = {"on": days_ago(1), "reason": "died"}

    together = client.post(f"/households/{family}/move-out", json=died)
    one = client.post(f"/households/{family}/leavings", json={**died, "person_id": str(child)})
    the_last = client.post(f"/households/{family}/move-out", json=died)

    assert (together.status_code, together.get_json()["code"]) == (422, "death-of-one")
    assert (one.status_code, the_last.status_code) == (204, 204)


def test_no_household_leaves_itself(client: FlaskClient, register: Register):
    family, _ = register.settle("A-2-1-0101", "王五", since=LONG_AGO)

    refused = client.post(
        f"/households/{family}/move-out", json={"on": days_ago(1), "reason": "left_household"}
    )

    assert (refused.status_code, refused.get_json()["errors"][0]["field"]) == (422, "json.reason")
