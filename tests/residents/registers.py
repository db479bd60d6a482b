"""A small register to try changes on: two buildings of one cluster, six dwellings, nobody in them yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database import Database
from chassis.events import tables
from chassis.events.tables import OutboxRow
from services.residents.changes import Exchange, Member, MoveIn, NewPerson, RegisterChanges
from services.residents.models import Base, Grid, Place, PostKind, Stay
from services.residents.usecases.places import NewDwelling, add_grids, add_places, register_dwellings
from services.residents.usecases.register import apply_changes

BORN = date(1985, 5, 16)
MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 1)
JULY = date(2026, 7, 1)
ENDS = date(2031, 4, 30)


class Register:
    """A residents database with short ways to fill and to ask it."""

    def __init__(self, url: str, *, drawn: bool = True) -> None:
        self.own = Database("residents", url)
        Base.metadata.create_all(self.own.engine)
        tables.Base.metadata.create_all(self.own.engine)
        with self.own.transaction() as session:
            names = {"zh": "党员中心户", "en": "hub household"}
            session.add(PostKind(code="hub_household", **names, scope="place", lives_there=True, at_most=1))
        self._begin(drawn=drawn)

    @classmethod
    def over(cls, own: Database) -> "Register":
        """The same over a database that is set up already."""
        register = cls.__new__(cls)
        register.own = own
        register._begin(drawn=True)
        return register

    def _begin(self, *, drawn: bool) -> None:
        self.dwellings: dict[str, UUID] = {}
        if drawn:
            with self.own.transaction() as session:
                self._draw(session)

    def _draw(self, session: Session) -> None:
        root, units = uuid4(), {1: uuid4(), 2: uuid4()}
        leaves = {1: uuid4(), 2: uuid4()}
        places = [Place(id=root, kind="cluster", name="A区", path="/huafu/c1/", parent_id=None)]
        places += [
            Place(id=units[n], kind="unit", name=f"{n}栋", path=f"/huafu/c1/b{n}/u1/", parent_id=root)
            for n in units
        ]
        add_places(session, places)
        add_grids(session, [Grid(id=uuid4(), name="第一网格", path="/huafu/g1/", is_leaf=False)])
        add_grids(
            session,
            [Grid(id=leaves[n], name=f"{n}栋网格", path=f"/huafu/g1/g{n}/", is_leaf=True) for n in leaves],
        )
        dwellings = [
            NewDwelling(
                id=uuid4(), unit_id=units[building], grid_id=leaves[building],
                address=f"A-{building}-1-010{room}", path=f"/huafu/c1/b{building}/u1/010{room}/", floor=1,
            )
            for building in units for room in (1, 2, 3)
        ]  # fmt: skip
        register_dwellings(session, dwellings)
        self.dwellings = {each.address: each.id for each in dwellings}

    def apply(self, **changes: object) -> None:
        """Carry out changes in one transaction."""
        with self.own.transaction() as session:
            apply_changes(session, RegisterChanges(**changes))  # type: ignore[arg-type]

    def settle(self, address: str, *names: str, since: date = MAY) -> tuple[UUID, list[UUID]]:
        """Let a household move in, its tenant named first; gives its id and those of its people."""
        people = [NewPerson(id=uuid4(), name=name) for name in names]
        members = tuple(
            Member(person_id=each.id, relation="other" if index else "tenant")
            for index, each in enumerate(people)
        )
        move = a_move_in(self.dwellings[address], members, since=since)
        self.apply(people=people, move_ins=[move])
        return move.household_id, [each.id for each in people]

    def at_home(self) -> dict[UUID, UUID]:
        """The dwelling of everybody who lives here now."""
        with self.own.reading() as session:
            rows = session.execute(select(Stay.person_id, Stay.dwelling_id).where(Stay.until.is_(None)))
            return dict(map(tuple, rows))

    @contextmanager
    def announced(self) -> Iterator[list[tuple[str, str, int]]]:
        """Gather what is announced within the block: name, subject and sequence."""
        with self.own.reading() as session:
            before = set(session.scalars(select(OutboxRow.id)))
        news: list[tuple[str, str, int]] = []
        yield news
        with self.own.reading() as session:
            rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id))
            news += [(row.routing_key, row.subject, row.sequence) for row in rows if row.id not in before]


def a_move_in(dwelling_id: UUID, members: tuple[Member, ...], *, since: date = MAY) -> MoveIn:
    return MoveIn(
        household_id=uuid4(), tenancy_id=uuid4(), dwelling_id=dwelling_id, contract_number=f"HT-{uuid4()}",
        since=since, lease_ends=ENDS, members=members,
    )  # fmt: skip


def an_exchange(household_id: UUID, dwelling_id: UUID, *, on: date = JUNE) -> Exchange:
    return Exchange(
        household_id=household_id, tenancy_id=uuid4(), dwelling_id=dwelling_id, contract_number=f"HT-{uuid4()}",
        on=on, lease_ends=ENDS,
    )  # fmt: skip
