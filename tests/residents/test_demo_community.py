import io
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from random import Random

import pytest
from openpyxl import load_workbook

from services.residents.changes import RegisterChanges
from services.residents.demo.buildings import buildings, cluster_numbers, dwellings
from services.residents.demo.community import Community, build_community
from services.residents.demo.months import months_later
from services.residents.demo.next_month import next_month
from services.residents.demo.people import PeopleMaker
from services.residents.demo.roster import write_roster_workbook
from services.residents.identity import parse_id_number
from services.residents.phones import parse_phone

TODAY = date(2026, 11, 20)
SMALLEST = 0.002


@pytest.fixture(scope="module")
def community() -> Community:
    return build_community(scale=0.05, today=TODAY)


@pytest.fixture(scope="module")
def tiny() -> Community:
    return build_community(scale=SMALLEST, seed=7, today=TODAY)


class Register:
    """The plainest register there can be: applies changes in the order of their fields and objects."""

    def __init__(self) -> None:
        self.people: set[object] = set()
        self.home: dict[object, object] = {}
        self.members: defaultdict[object, dict[object, str]] = defaultdict(dict)
        self.free_since: dict[object, date] = {}

    def apply(self, changes: RegisterChanges) -> None:
        self.people |= {person.id for person in changes.people}
        for out in changes.move_outs:
            self.free_since[self.home.pop(out.household_id)] = out.on
            del self.members[out.household_id]
        for leaving in changes.leavings:
            assert self.members[leaving.household_id].pop(leaving.person_id) != "tenant"
        for exchange in changes.exchanges:
            self.free_since[self.home.pop(exchange.household_id)] = exchange.on
            self._let(exchange.household_id, exchange.dwelling_id, exchange.on)
        for joining in changes.joinings:
            assert joining.household_id in self.home
            self._add(joining.household_id, joining.member.person_id, joining.member.relation)
        for come in changes.move_ins:
            self._let(come.household_id, come.dwelling_id, come.since)
            for member in come.members:
                self._add(come.household_id, member.person_id, member.relation)

    def _let(self, household: object, dwelling: object, on: date) -> None:
        assert dwelling not in self.home.values()
        assert self.free_since.get(dwelling, date.min) < on
        assert household not in self.home
        self.home[household] = dwelling

    def _add(self, household: object, person: object, relation: str) -> None:
        assert person in self.people
        assert not any(person in each for each in self.members.values())
        self.members[household][person] = relation


def test_the_whole_estate_has_54_buildings_in_five_clusters():
    drawn = buildings(1.0)
    maker = PeopleMaker(Random(1), TODAY)

    flats = sum(len(list(dwellings(building, maker))) for building in drawn)

    assert [building.number for building in drawn] == list(range(1, 55))
    assert Counter(cluster_numbers().values()) == {1: 11, 2: 11, 3: 11, 4: 11, 5: 10}
    assert 19_500 <= flats <= 19_700


@pytest.mark.parametrize("scale", [0.0001, 0.002, 0.01, 0.04, 0.1, 1.0])
def test_every_estate_has_building_18_in_zone_a_and_two_buildings_in_two_clusters(scale: float):
    drawn = buildings(scale)

    assert ("A", "/huafu/c1/b18/") in {
        (building.zone, building.path) for building in drawn if building.number == 18
    }
    assert sorted(Counter(building.cluster for building in drawn).values())[-2] >= 2


def test_dwellings_have_their_place_in_the_tree(community: Community):
    keys = {dwelling.address_key: dwelling for dwelling in community.dwellings}

    assert keys["A-18-1-0203"].path == "/huafu/c1/b18/u1/0203/"
    assert len(keys) == len({dwelling.path for dwelling in community.dwellings}) == len(community.dwellings)


@pytest.mark.parametrize("scale", [0, -1, 1.5])
def test_there_is_no_estate_of_nothing_or_more_than_everything(scale: float):
    with pytest.raises(ValueError, match="scale"):
        build_community(scale=scale, today=TODAY)


def test_households_and_people_are_as_many_as_the_scale_says(community: Community):
    households = community.estate.households.values()

    assert len(community.months[0][1].move_ins) == 950
    assert len(households) == pytest.approx(950, rel=0.03)
    assert sum(len(each.members) for each in households) / len(households) == pytest.approx(2.68, abs=0.15)


def test_the_same_seed_makes_the_same_community():
    first, again, other = (build_community(scale=SMALLEST, seed=seed, today=TODAY) for seed in (7, 7, 8))

    assert (first.months, first.staff, first.hub_keepers) == (again.months, again.staff, again.hub_keepers)
    assert next_month(first).rows == next_month(again).rows
    assert first.months != other.months


def test_three_years_can_be_applied_month_by_month(community: Community):
    register = Register()

    for _, changes in community.months:
        register.apply(changes)

    living = {
        id_: {member.person.id: member.relation for member in household.members}
        for id_, household in community.estate.households.items()
    }
    assert register.members == living
    assert register.home == {id_: each.dwelling.id for id_, each in community.estate.households.items()}


def test_a_history_goes_as_far_back_as_asked_for():
    deeper = build_community(scale=SMALLEST, today=TODAY, years=5)

    assert [day for day, _ in deeper.months] == [months_later(TODAY, -left) for left in range(60, -1, -1)]
    assert any(each.move_outs for _, each in deeper.months[1:25])


def test_every_month_holds_its_own_days_in_their_order(community: Community):
    assert [day for day, _ in community.months] == [months_later(TODAY, -left) for left in range(36, -1, -1)]
    for (before, _), (until, changes) in pairwise(community.months):
        for days in (
            [out.on for out in changes.move_outs],
            [leaving.on for leaving in changes.leavings],
            [exchange.on for exchange in changes.exchanges],
            [joining.on for joining in changes.joinings],
            [come.since for come in changes.move_ins],
        ):
            assert days == sorted(days)
            assert all(before < day <= until for day in days)


def test_a_month_brings_the_turnover_of_public_rental(community: Community):
    months = [changes for _, changes in community.months[1:]]

    assert sum(len(month.move_outs) for month in months) == pytest.approx(950 * 0.01 * 36, rel=0.15)
    assert sum(len(month.move_ins) for month in months) == pytest.approx(950 * 0.01 * 36, rel=0.15)
    assert sum(len(month.exchanges) for month in months) == pytest.approx(950 * 0.0015 * 36, rel=0.4)


def test_every_citizen_number_is_right_and_its_holders_own(community: Community):
    people = [person for _, changes in community.months for person in changes.people]
    people += [each.person for each in community.staff]
    numbers = [person.id_number for person in people if person.id_number]

    for person in people:
        if person.id_number:
            assert parse_id_number(person.id_number, today=TODAY).birth_date == person.birth_date
        if person.phone:
            assert parse_phone(person.phone) == person.phone
    assert len(set(numbers)) == len(numbers)
    assert len({person.id for person in people}) == len(people)
    assert 0.015 < 1 - len(numbers) / len(people) < 0.05


def test_no_citizen_number_is_given_out_twice():
    maker = PeopleMaker(Random(1), TODAY)

    born_together = [
        maker.person(sex="f", birth_date=date(1990, 1, 1), surname="王", taken=set(), with_number=True)
        for _ in range(1_000)
    ]

    assert len({person.id_number for person in born_together}) == 1_000


def test_ids_are_of_version_7_and_grow(community: Community):
    ids = [person.id for _, changes in community.months for person in changes.people]

    assert {(id_.version, id_.variant) for id_ in ids} == {(7, "specified in RFC 4122")}
    assert ids == sorted(ids)


def test_every_household_has_one_tenant_with_a_number_and_no_name_twice(community: Community):
    for household in community.estate.households.values():
        relations = [member.relation for member in household.members]
        names = [member.person.name for member in household.members]

        assert relations.count("tenant") == 1
        assert household.tenant.id_number
        assert len(set(names)) == len(names)
        assert household.lease_ends > TODAY


def test_nobody_moves_in_before_birth(community: Community):
    born = {person.id: person.birth_date for _, changes in community.months for person in changes.people}

    for _, changes in community.months:
        for come in changes.move_ins:
            assert all((born[member.person_id] or date.max) <= come.since for member in come.members)


def test_staff_live_elsewhere_and_each_building_has_its_hub_household(community: Community):
    homes = {
        member.person.id: household.dwelling.building
        for household in community.estate.households.values()
        for member in household.members
    }

    assert Counter(each.post for each in community.staff) == {"grid_head": 5, "grid_worker": 54}
    assert not {each.person.id for each in community.staff} & homes.keys()
    assert {keeper.building: homes[keeper.person_id] for keeper in community.hub_keepers} == {
        number: number for number in range(1, 55)
    }


def test_a_roster_is_written_without_formulas(tiny: Community):
    row = {**next(tiny.roster_rows()), "姓名": "=1+1"}
    packed = io.BytesIO()

    write_roster_workbook([row], packed)

    page = load_workbook(packed).active
    assert page is not None
    assert [cell.data_type for cell in page[3]][3:5] == ["s", "s"]
    assert page[3][4].number_format == "@"
