import io
from collections import defaultdict
from datetime import date

import pytest

from services.residents.changes import RegisterChanges
from services.residents.demo.community import Community, build_community
from services.residents.demo.next_month import NextMonth, next_month
from services.residents.imports.workbook import LeaseRoster, read_lease_roster

TODAY = date(2026, 11, 20)
SMALLEST = 0.002


@pytest.fixture(scope="module")
def community() -> Community:
    return build_community(scale=0.05, today=TODAY)


@pytest.fixture(scope="module")
def tiny() -> Community:
    return build_community(scale=SMALLEST, seed=7, today=TODAY)


@pytest.fixture(scope="module")
def coming(community: Community) -> NextMonth:
    return next_month(community)


def read_back(community: Community, month: NextMonth) -> LeaseRoster:
    packed = io.BytesIO()
    month.write(packed)
    packed.seek(0)
    return read_lease_roster(
        packed, today=month.on, known_addresses=community.addresses, known_buildings=set(community.zones)
    )


def test_todays_roster_is_read_back_without_a_fault(community: Community):
    month = NextMonth(
        on=TODAY, rows=list(community.roster_rows()), changes=RegisterChanges(), expected={}, slips=()
    )

    roster = read_back(community, month)

    assert (len(roster.rows), roster.faults, roster.ignored) == (len(month.rows), [], 1)
    assert {row.address for row in roster.rows} <= community.addresses


def test_next_month_leaves_the_community_as_it_is(community: Community):
    before = list(community.roster_rows())

    first, again = next_month(community), next_month(community)

    assert list(community.roster_rows()) == before
    assert (first.rows, first.expected) == (again.rows, again.expected)


def test_each_slip_makes_one_row_faulty(community: Community, coming: NextMonth):
    roster = read_back(community, coming)

    assert len(coming.slips) == coming.expected["faults"] == len({fault.row for fault in roster.faults}) == 20
    assert len(roster.faults) == 20
    assert len(roster.rows) == len(coming.rows) - 20
    assert roster.ignored == coming.expected["ignored"]


def test_even_the_smallest_estate_has_changes_and_slips(tiny: Community):
    month = next_month(tiny)

    faulty = {fault.row for fault in read_back(tiny, month).faults}

    assert len(tiny.dwellings) > len(tiny.estate.households) > 20
    assert len(faulty) == month.expected["faults"] >= 6
    assert all(
        month.expected[kind] for kind in ("move_outs", "move_ins", "exchanges", "joinings", "leavings")
    )


@pytest.mark.parametrize("scale", [SMALLEST, 0.004, 0.01, 0.02])
def test_an_import_takes_next_month_without_asking_at_any_scale(scale: float):
    estate = build_community(scale=scale, today=TODAY)

    leaving = next_month(estate).expected["move_outs"]

    assert 0 < leaving * 100 <= max(5 * len(estate.estate.households), 100)


def reconcile(community: Community, roster: LeaseRoster, *, spares_faulty: bool) -> dict[str, set[object]]:
    """Who went and who came, found from the roster alone; a careless importer does not spare the faulty."""
    rows = defaultdict(list)
    for row in roster.rows:
        rows[row.contract_number].append(row)
    faults = roster.faults if spares_faulty else []
    named = {fault.contract_number for fault in faults} | {fault.address_key for fault in faults}
    tenants = {row.id_number: row for row in roster.rows if row.relation == "tenant"}
    found: dict[str, set[object]] = {
        kind: set() for kind in ("move_outs", "move_ins", "exchanges", "joinings", "leavings")
    }
    for household in community.estate.households.values():
        spared = bool({household.contract_number, household.dwelling.address_key} & named)
        tenant = tenants.get(household.tenant.id_number)
        if tenant is None:
            if not spared:
                found["move_outs"].add(household.id)
            rows.pop(household.contract_number, None)
            continue
        if tenant.address != household.dwelling.address_key:
            found["exchanges"].add(household.id)
        listed = {row.id_number or row.name for row in rows.pop(tenant.contract_number)}
        known = {
            member.person.id_number or member.person.name: member.person.id for member in household.members
        }
        found["joinings"] |= {(household.id, who) for who in listed - known.keys()}
        if not spared:
            found["leavings"] |= {id_ for who, id_ in known.items() if who not in listed}
    found["move_ins"] = set(rows)
    return found


@pytest.mark.parametrize("fixture", ["community", "tiny"])
def test_an_importer_that_spares_faulty_households_finds_what_is_expected(
    fixture: str, request: pytest.FixtureRequest
):
    estate: Community = request.getfixturevalue(fixture)
    month = next_month(estate)

    found = reconcile(estate, read_back(estate, month), spares_faulty=True)

    assert {kind: len(each) for kind, each in found.items()}.items() <= month.expected.items()
    assert found["move_outs"] == {out.household_id for out in month.changes.move_outs}
    assert found["exchanges"] == {exchange.household_id for exchange in month.changes.exchanges}
    assert found["leavings"] == {leaving.person_id for leaving in month.changes.leavings}


def test_an_importer_that_does_not_would_move_people_out(community: Community, coming: NextMonth):
    found = reconcile(community, read_back(community, coming), spares_faulty=False)

    assert len(found["move_outs"]) > coming.expected["move_outs"]
    assert len(found["leavings"]) > coming.expected["leavings"]
