"""A small estate for tests: two buildings of twenty flats, twenty-four families, everything made by use cases."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from chassis import clock, database
from chassis.ids import new_id
from services.residents.changes import Member, MoveIn, NewPerson, RegisterChanges, Relation
from services.residents.identity import check_digit
from services.residents.models import Grid, Place, Post
from services.residents.usecases.offices import create_posts
from services.residents.usecases.people import record_people
from services.residents.usecases.places import NewDwelling, add_grids, add_places, register_dwellings
from services.residents.usecases.posts import HUB_HOUSEHOLD, appoint
from services.residents.usecases.register import apply_changes
from tests.system.wills import record_twice, use_rights

_BUILDINGS = ((1, "A", 18), (2, "B", 19))
_FLOORS, _ROOMS = 5, 4
_FAMILIES_EACH = 12
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋"


@dataclass(frozen=True)
class Flat:
    """A dwelling."""

    id: UUID
    address: str
    written: str
    """As the city's roster writes it."""
    path: str
    grid: str

    @property
    def building(self) -> str:
        """The path of its building."""
        return "/".join(self.path.split("/")[:4]) + "/"


@dataclass(frozen=True)
class Someone:
    """A resident."""

    id: UUID
    name: str
    id_number: str
    phone: str
    relation: Relation
    since: date


@dataclass
class Family:
    """A household as it stands."""

    id: UUID
    flat: Flat
    contract: str
    since: date
    lease_ends: date
    members: list[Someone]

    @property
    def tenant(self) -> Someone:
        """Who holds the contract."""
        return self.members[0]


@dataclass
class Estate:
    """All that a test must know to play with the community."""

    flats: list[Flat] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)
    hubs: dict[str, UUID] = field(default_factory=dict)
    """Posts of hub-household keepers, by building."""
    workers: dict[str, UUID] = field(default_factory=dict)
    """Grid workers, by grid."""
    newcomers: int = 0

    def vacant(self) -> list[Flat]:
        """Flats without a family."""
        taken = {family.flat for family in self.families}
        return [flat for flat in self.flats if flat not in taken]

    def someone(self, relation: Relation = "tenant", since: date | None = None) -> Someone:
        """A person nobody has seen before."""
        self.newcomers += 1
        number = self.newcomers
        first = f"5102121985{1 + number // 900:02}01{1 + number % 900:03}"
        return Someone(
            id=new_id(),
            name=_SURNAMES[number % len(_SURNAMES)]
            + "安"
            + _SURNAMES[number // len(_SURNAMES) % len(_SURNAMES)],
            id_number=first + check_digit(first),
            phone=f"138{number:08}",
            relation=relation,
            since=since or clock.today(),
        )


def a_settled_estate() -> Estate:
    """Enter the estate into the register and let its families move in, a year ago."""
    estate = Estate()
    with database.of("residents").transaction() as session:
        places, grids, dwellings = _map(estate)
        add_places(session, places)
        add_grids(session, grids)
        register_dwellings(session, dwellings)
        long_ago = clock.today() - timedelta(days=400)
        estate.families += _families(estate, long_ago)
        apply_changes(session, _arrivals(estate))
        _fill_posts(session, estate, long_ago)
        # These are the last families: tests that pick somebody take the first.
        use_rights(session, [family.members[1].id for family in estate.families[-5:]])
        record_twice(
            session, [(recorded(estate.someone()), family.tenant.id) for family in estate.families[-4:]]
        )
    return estate


def _map(estate: Estate) -> tuple[list[Place], list[Grid], list[NewDwelling]]:
    root = Place(id=new_id(), kind="community", name="民安华福", path="/huafu/", parent_id=None)
    places, grids, dwellings = [root], [], []
    for cluster, zone, number in _BUILDINGS:
        above = Place(
            id=new_id(), kind="cluster", name=f"{zone}区", path=f"/huafu/c{cluster}/", parent_id=root.id
        )
        path = f"{above.path}b{number}/"
        building = Place(
            id=new_id(), kind="building", name=f"{zone}区{number}栋", path=path, parent_id=above.id
        )
        unit = Place(id=new_id(), kind="unit", name="1单元", path=f"{path}u1/", parent_id=building.id)
        outer = Grid(
            id=new_id(), name=f"{zone}区网格", path=f"/huafu/g{cluster}/", parent_id=None, is_leaf=False
        )
        grid = Grid(
            id=new_id(),
            name=f"{number}栋网格",
            path=f"{outer.path}g{number}/",
            parent_id=outer.id,
            is_leaf=True,
        )
        places += [above, building, unit]
        grids += [outer, grid]
        for floor in range(1, _FLOORS + 1):
            for room in range(1, _ROOMS + 1):
                flat = Flat(
                    id=new_id(),
                    address=f"{zone}-{number}-1-{floor:02}{room:02}",
                    written=f"{zone}区{number}栋1单元{floor}-{room}",
                    path=f"{unit.path}{floor:02}{room:02}/",
                    grid=grid.path,
                )
                estate.flats.append(flat)
                dwellings.append(
                    NewDwelling(
                        id=flat.id,
                        unit_id=unit.id,
                        grid_id=grid.id,
                        address=flat.address,
                        path=flat.path,
                        floor=floor,
                    )
                )
    return places, grids, dwellings


def _families(estate: Estate, since: date) -> Iterator[Family]:
    for start in range(0, len(estate.flats), _FLOORS * _ROOMS):
        for place, flat in enumerate(estate.flats[start : start + _FAMILIES_EACH]):
            members = [estate.someone("tenant", since), estate.someone("spouse", since)]
            if place % 3 == 0:
                members.append(estate.someone("child", since))
            yield Family(
                id=new_id(),
                flat=flat,
                contract=f"HF-{flat.address}",
                since=since,
                lease_ends=since + timedelta(days=1095),
                members=members,
            )


def _arrivals(estate: Estate) -> RegisterChanges:
    changes = RegisterChanges()
    for family in estate.families:
        changes.people += [recorded(each) for each in family.members]
        changes.move_ins.append(
            MoveIn(
                household_id=family.id,
                tenancy_id=new_id(),
                dwelling_id=family.flat.id,
                contract_number=family.contract,
                since=family.since,
                lease_ends=family.lease_ends,
                members=tuple(Member(person_id=each.id, relation=each.relation) for each in family.members),
            )
        )
    return changes


def recorded(someone: Someone) -> NewPerson:
    """What the register is told of a person."""
    return NewPerson(id=someone.id, name=someone.name, id_number=someone.id_number, phone=someone.phone)


def _fill_posts(session: object, estate: Estate, since: date) -> None:
    for building in dict.fromkeys(flat.building for flat in estate.flats):
        keeper = next(family for family in estate.families if family.flat.building == building)
        hub = Post(id=new_id(), kind=HUB_HOUSEHOLD, scope="place", area=building)
        desk = Post(id=new_id(), kind="grid_worker", scope="grid", area=keeper.flat.grid)
        officer = estate.someone()
        create_posts(session, [hub, desk])
        record_people(session, [recorded(officer)], today=clock.today())
        appoint(session, hub.id, keeper.tenant.id, since=since, term_ends=None)
        appoint(session, desk.id, officer.id, since=since, term_ends=None)
        estate.hubs[building] = hub.id
        estate.workers[keeper.flat.grid] = officer.id
