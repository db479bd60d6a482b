"""What a lease said before it was renewed or corrected is kept, with what was known of it when."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from chassis import clock
from services.residents.changes import LeaseTerms
from services.residents.usecases.rights import erase_people
from tests.residents.checking import LONG_AGO, TODAY, app, client, days_ago, register  # noqa: F401
from tests.residents.registers import ENDS, Register
from tests.residents.test_tenancies import LEASE, allocate, somebody

LATER = TODAY + timedelta(days=6 * 365)


def tenancy_of(client: FlaskClient, household: UUID) -> str:
    found: str = client.get(f"/households/{household}").get_json()["tenancy"]["id"]
    return found


def terms(client: FlaskClient, tenancy: str, **asked: str) -> list[dict[str, Any]]:
    answer = client.get(f"/tenancies/{tenancy}/terms", query_string=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.get_json()
    return found


def renew(client: FlaskClient, household: UUID) -> None:
    new = {"contract_number": "HT-NEW", "lease_ends": str(LATER), "on": days_ago(5)}
    assert client.post(f"/households/{household}/renewal", json=new).status_code == 200


def ends(found: list[dict[str, Any]]) -> list[tuple[str, str, str | None, bool]]:
    return [(each["lease_ends"], each["since"], each["until"], each["corrected"]) for each in found]


def test_a_renewal_keeps_the_terms_before_it(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    tenancy = tenancy_of(client, household)
    before = client.get(f"/tenancies/{tenancy}").get_json()

    renew(client, household)

    shown = client.get(f"/tenancies/{tenancy}").get_json()["terms"]
    assert ends(shown) == [
        (str(ENDS), str(LONG_AGO), days_ago(5), False), (str(LATER), days_ago(5), None, False)
    ]  # fmt: skip
    assert [each["contract_number"] for each in shown] == [before["contract_number"], "HT-NEW"]
    assert [each["recorded_at"] for each in shown] == [
        before["terms"][0]["recorded_at"], shown[0]["replaced_at"]
    ]  # fmt: skip


def test_what_was_known_then_is_told_without_what_came_later(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    tenancy, then = tenancy_of(client, household), clock.now().isoformat()

    renew(client, household)

    assert ends(terms(client, tenancy, known_at=then)) == [(str(ENDS), str(LONG_AGO), None, False)]
    assert terms(client, tenancy, known_at="2020-01-01T00:00:00Z") == []
    assert len(terms(client, tenancy, known_at=clock.now().isoformat())) == 2


def test_renewals_and_corrections_of_rosters_keep_the_terms_as_well(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    tenancy = tenancy_of(client, household)

    def change(contract: str, lease_ends: Any) -> LeaseTerms:
        return LeaseTerms(household_id=household, contract_number=contract, lease_ends=lease_ends, on=TODAY)

    register.apply(renewals=[change("HT-2", LATER)])
    wrong = clock.now().isoformat()
    register.apply(corrections=[change("HT-3", LATER - timedelta(days=1))])

    assert ends(terms(client, tenancy)) == [
        (str(ENDS), str(LONG_AGO), str(TODAY), False),
        (str(LATER), str(TODAY), None, True),
        (str(LATER - timedelta(days=1)), str(TODAY), None, False),
    ]
    assert ends(terms(client, tenancy, known_at=wrong))[1:] == [(str(LATER), str(TODAY), None, False)]


def test_the_last_terms_end_with_the_tenancy(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    tenancy, then = tenancy_of(client, household), clock.now().isoformat()

    client.post(f"/households/{household}/move-out", json={"on": days_ago(1)})

    assert [each["until"] for each in terms(client, tenancy)] == [days_ago(1)]
    assert [each["until"] for each in terms(client, tenancy, known_at=then)] == [None]


def test_a_move_out_taken_back_is_told_as_long_as_it_was_believed(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    tenancy, at_first = tenancy_of(client, household), clock.now().isoformat()
    client.post(f"/households/{household}/move-out", json={"on": days_ago(2)})
    gone = clock.now().isoformat()
    client.post(f"/households/{household}/move-out/reversal", json={"reason": "登记错误"})
    back = clock.now().isoformat()
    client.post(f"/households/{household}/move-out", json={"on": days_ago(1)})

    told = [terms(client, tenancy, known_at=at)[-1]["until"] for at in (at_first, gone, back)]

    assert told == [None, days_ago(2), None]
    assert terms(client, tenancy)[-1]["until"] == days_ago(1)


def test_there_are_no_terms_before_the_contract_is_signed(client: FlaskClient, register: Register):
    (tenant,) = somebody(register, "张三")
    kept = allocate(client, register, tenant).get_json()["id"]
    before, then = terms(client, kept), clock.now().isoformat()

    client.post(f"/tenancies/{kept}/signing", json={**LEASE, "on": days_ago(8)})

    assert (before, terms(client, kept, known_at=then)) == ([], [])
    assert [each["lease_ends"] for each in terms(client, kept)] == [LEASE["lease_ends"]]


def test_erasure_takes_the_numbers_of_former_contracts(client: FlaskClient, register: Register):
    household, (tenant,) = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    tenancy = tenancy_of(client, household)
    renew(client, household)
    client.post(f"/households/{household}/move-out", json={"on": days_ago(1)})

    with register.own.transaction() as session:
        erase_people(session, [tenant], on=TODAY, reason="requested")

    assert [each["contract_number"] for each in terms(client, tenancy)] == ["", ""]
