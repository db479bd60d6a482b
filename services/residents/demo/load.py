"""Loading the made-up community through the same use cases as a real one."""

from collections.abc import Callable, Iterator
from uuid import UUID, uuid5

from pypinyin import lazy_pinyin
from sqlalchemy.orm import Session

from chassis import clock, database, settings
from services.residents import queries
from services.residents.changes import NewPerson, RegisterChanges
from services.residents.demo.buildings import cluster_path
from services.residents.demo.caring import look_after
from services.residents.demo.checks import check_households
from services.residents.demo.community import YEARS, Community, build_community
from services.residents.demo.months import months_later
from services.residents.demo.next_month import next_month
from services.residents.models import Grid, Place, Post
from services.residents.usecases.duplicates import find_duplicates, propose
from services.residents.usecases.offices import create_posts
from services.residents.usecases.people import record_people
from services.residents.usecases.places import NewDwelling, add_grids, add_places, register_dwellings
from services.residents.usecases.posts import HUB_HOUSEHOLD, appoint
from services.residents.usecases.register import apply_changes

Progress = Callable[[str, int, int], None]

STAGE = 1
"""Before everybody else: the others' demo data stand on who lives here."""

_ROOT = "/huafu/"
_NAMESPACE = UUID("6f0c7a4e-3b51-4d0e-9c55-0d1f2a3b4c5d")
_HOUSEHOLDS_AT_ONCE = 1000
_RECORDED_TWICE_EVERY = 400


def is_empty() -> bool:
    """Whether the register holds nothing yet."""
    with database.of("residents").reading() as session:
        return session.execute(queries.places(kind=None, under=None).limit(1)).first() is None


def load(*, scale: float, seed: int, progress: Progress, years: int = YEARS) -> dict[str, int]:
    """Fill an empty register and write next month's lease roster; returns counts for the summary.

    The register was last brought up to date a month ago, so that next month's roster is that of today.
    """
    own = database.of("residents")
    progress("making people up", 0, 1)
    updated_on = months_later(clock.today(), -1)
    community = build_community(scale=scale, seed=seed, today=updated_on, years=years)
    progress("making people up", 1, 1)
    with own.transaction() as session:
        draw_map(session, community)
        record_people(session, [staff.person for staff in community.staff], today=community.today)
    batches = list(_batches(community))
    for done, batch in enumerate(batches, start=1):
        with own.transaction() as session:
            apply_changes(session, batch)
        progress("years of moves", done, len(batches))
    with own.transaction() as session:
        _fill_posts(session, community)
        record_people(session, list(_recorded_twice(community)), today=clock.today())
    progress("checks and visits", 0, 1)
    with own.transaction() as session:
        check_households(session, seed=seed, today=community.today, now=clock.now())
        look_after(session, seed=seed, today=community.today, now=clock.now())
    progress("checks and visits", 1, 1)
    progress("people on record twice", 0, 1)
    with own.transaction() as session:
        propose(session, find_duplicates(queries.profiles(session)), now=clock.now())
    progress("people on record twice", 1, 1)
    workbook = settings.private_folder(settings.current().data_dir) / "next-month.xlsx"
    progress("next month's lease roster", 0, 1)
    next_month(community).write(workbook)
    progress("next month's lease roster", 1, 1)
    return {
        "buildings": len(community.buildings),
        "dwellings": len(community.dwellings),
        "households": len(community.estate.households),
        "residents": sum(len(each.members) for each in community.estate.households.values()),
    }


def draw_map(session: Session, community: Community) -> None:
    """Enter the community's places, grids, dwellings and vacant posts."""
    clusters = sorted({building.cluster for building in community.buildings})
    add_places(session, list(_places(community, clusters)))
    add_grids(session, list(_grids(community, clusters)))
    dwellings = [
        NewDwelling(
            id=each.id,
            unit_id=_id(f"place:{cluster_path(each.cluster)}b{each.building}/u{each.unit}/"),
            grid_id=_id(f"grid:{_ROOT}g{each.cluster}/g{each.building}/"),
            address=each.address_key,
            path=each.path,
            floor=each.floor,
        )
        for each in community.dwellings
    ]
    register_dwellings(session, dwellings)
    create_posts(session, list(_posts(community, clusters)))


def _places(community: Community, clusters: list[int]) -> Iterator[Place]:
    root = _id("place:" + _ROOT)
    yield Place(id=root, kind="community", name="民安华福", path=_ROOT, parent_id=None)
    for number in clusters:
        path = cluster_path(number)
        yield Place(
            id=_id("place:" + path),
            kind="cluster",
            name=f"{'ABCDE'[number - 1]}区",
            path=path,
            parent_id=root,
        )
    for building in community.buildings:
        parent = _id("place:" + cluster_path(building.cluster))
        name = f"{building.zone}区{building.number}栋"
        yield Place(
            id=_id("place:" + building.path), kind="building", name=name, path=building.path, parent_id=parent
        )
        for unit in range(1, building.units + 1):
            path = f"{building.path}u{unit}/"
            yield Place(
                id=_id("place:" + path), kind="unit", name=f"{name}{unit}单元", path=path,
                parent_id=_id("place:" + building.path),
            )  # fmt: skip
        for number in range(1, building.shopfronts + 1):
            path = f"{building.path}s{number}/"
            yield Place(
                id=_id("place:" + path), kind="space", name=f"{name}底商{number}号", path=path,
                parent_id=_id("place:" + building.path),
            )  # fmt: skip


def _grids(community: Community, clusters: list[int]) -> Iterator[Grid]:
    for number in clusters:
        path = f"{_ROOT}g{number}/"
        yield Grid(
            id=_id("grid:" + path),
            name=f"第{'一二三四五'[number - 1]}网格",
            path=path,
            parent_id=None,
            is_leaf=False,
        )
    for building in community.buildings:
        path = f"{_ROOT}g{building.cluster}/g{building.number}/"
        parent = _id(f"grid:{_ROOT}g{building.cluster}/")
        yield Grid(
            id=_id("grid:" + path), name=f"{building.number}栋网格", path=path, parent_id=parent, is_leaf=True
        )


def _posts(community: Community, clusters: list[int]) -> Iterator[Post]:
    for number in clusters:
        path = f"{_ROOT}g{number}/"
        yield Post(id=_id("head:" + path), kind="grid_head", scope="grid", area=path)
    for building in community.buildings:
        path = f"{_ROOT}g{building.cluster}/g{building.number}/"
        yield Post(id=_id("worker:" + path), kind="grid_worker", scope="grid", area=path)
        yield Post(id=_id("hub:" + building.path), kind=HUB_HOUSEHOLD, scope="place", area=building.path)


def _fill_posts(session: Session, community: Community) -> None:
    since = community.months[0][0]
    building_clusters = {building.path: building for building in community.buildings}
    for staff in community.staff:
        building = building_clusters.get(staff.path)
        if building is None:
            post = f"head:{_ROOT}g{staff.path.rstrip('/').rpartition('c')[2]}/"
        else:
            post = f"worker:{_ROOT}g{building.cluster}/g{building.number}/"
        appoint(session, _id(post), staff.person.id, since=since, term_ends=None)
    for keeper in community.hub_keepers:
        moved_in = queries.lives_since(session, keeper.person_id)
        appoint(
            session, _id("hub:" + keeper.path), keeper.person_id, since=max(since, moved_in), term_ends=None
        )


def _recorded_twice(community: Community) -> Iterator[NewPerson]:
    """Some residents once more, as a desk writes them down who does not find them: without number, or misspelt."""
    everybody = [
        each.person for household in community.estate.households.values() for each in household.members
    ]
    for at, person in enumerate(everybody[::_RECORDED_TWICE_EVERY]):
        name = person.name if at % 2 else " ".join(word.title() for word in lazy_pinyin(person.name))
        yield NewPerson(
            id=_id(f"twice:{person.id}"), name=name, phone=person.phone, birth_date=person.birth_date
        )


def _batches(community: Community) -> Iterator[RegisterChanges]:
    """The first day's households some at a time, then month by month."""
    first: RegisterChanges = community.months[0][1]
    people = {each.id: each for each in first.people}
    for start in range(0, len(first.move_ins), _HOUSEHOLDS_AT_ONCE):
        moves = first.move_ins[start : start + _HOUSEHOLDS_AT_ONCE]
        yield RegisterChanges(
            people=[people[member.person_id] for move in moves for member in move.members], move_ins=moves
        )
    for _, changes in community.months[1:]:
        yield changes


def _id(name: str) -> UUID:
    return uuid5(_NAMESPACE, name)
