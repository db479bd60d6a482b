"""The random life of a community: households, records, posts, grids."""

import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from inspect import signature
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import select

from chassis import clock
from chassis.database import Database
from chassis.errors import Refusal
from services.residents.changes import (
    Exchange,
    HouseholdJoining,
    Joining,
    Leaving,
    Member,
    MoveOut,
    NewPerson,
    RegisterChanges,
    Split,
)
from services.residents.models import Post, Stay
from services.residents.usecases import households, register, tenancies, undoing
from services.residents.usecases.offices import create_posts
from tests.migrated import migrate
from tests.residents.registers import ENDS, Register, a_move_in, an_exchange

FIRST = date(2026, 1, 1)
AREAS = [
    f"/huafu/c1/b{building}/u1/{room}" for building in (1, 2) for room in ("", "0101/", "0102/", "0103/")
]
GRIDS = [f"/huafu/g1/{grid}/" for grid in ("g1", "g2", "g3", "g1/a", "g1/b", "g2/a")]
POSTS = [
    ("hub_household", "place", "/huafu/c1/b1/"), ("hub_household", "place", "/huafu/c1/b2/"),
    ("grid_worker", "grid", "/huafu/g1/g1/"), ("grid_head", "grid", "/huafu/g1/"),
]  # fmt: skip

seeds = st.integers(0, 1_000_000)
ACTS: list[Callable[..., None]] = []


def act(method: Callable[..., None]) -> Callable[..., None]:
    """Something that may happen, to whom or what the numbers say."""
    ACTS.append(method)
    return method


class Life(RuleBasedStateMachine):
    """Households come, go, split, join and are brought back, people are taken for one or two; days go by."""

    @initialize(seed=seeds)
    def begin(self, seed: int) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="doorstep-life-")
        self.databases = {
            name: migrate(Database(name, f"sqlite:///{Path(self.folder.name) / f'{name}.sqlite3'}"))
            for name in ("residents", "employment", "grievances", "notifications")
        }
        self.register = Register.over(self.databases["residents"])
        self.doors = list(self.register.dwellings.values())
        self.random, self.today, self.done = Random(seed), FIRST, Counter[str]()
        offices = [Post(id=uuid4(), kind=kind, scope=scope, area=area) for kind, scope, area in POSTS]
        with self.register.own.transaction() as session:
            create_posts(session, offices)
        for door in range(4):
            self.move_in(door, 1)

    def attempt(self, name: str, act: Callable[[Any], None]) -> None:
        """Do it, or be refused; what is refused leaves nothing behind."""
        try:
            with self.register.own.transaction() as session:
                act(session)
        except Refusal as refusal:
            self.done[refusal.code] += 1
        else:
            self.done[name] += 1

    def somebody(self, at: int) -> tuple[UUID, list[Stay]] | None:
        """A household that lives here, with its stays."""
        with self.register.own.reading() as session:
            stays = session.scalars(select(Stay).where(Stay.until.is_(None)).order_by(Stay.id)).all()
        if not (homes := sorted({each.household_id for each in stays})):
            return None
        chosen = homes[at % len(homes)]
        return chosen, [each for each in stays if each.household_id == chosen]

    def anybody(self, at: int, *, gone: bool = False) -> UUID | None:
        """Whoever has lived here, under one of their ids; or who has left, so that more than refusals come of it."""
        with self.register.own.reading() as session:
            stays = session.scalars(select(Stay).order_by(Stay.id)).all()
        here = {each.person_id for each in stays if each.until is None}
        known = [each.person_id for each in stays if not (gone and each.person_id in here)]
        return known[at % len(known)] if known else None

    @rule()
    def a_few_things_happen(self) -> None:
        """One rule for all of them, so that each life has some of every kind."""
        for happens in self.random.choices(ACTS, k=4):
            count = len(signature(happens).parameters) - 1
            happens(self, *(self.random.randrange(10_000) for _ in range(count)))

    @act
    def days_go_by(self, days: int) -> None:
        self.today += timedelta(days=days % 4)

    @act
    def move_in(self, door: int, count: int) -> None:
        people = [NewPerson(id=uuid4(), name="张三") for _ in range(count % 3 + 1)]
        members = tuple(
            Member(person_id=each.id, relation="child" if at else "tenant") for at, each in enumerate(people)
        )
        move = a_move_in(self.doors[door % len(self.doors)], members, since=self.today)
        self.attempt("move_in", lambda session: register.apply_changes(
            session, RegisterChanges(people=people, move_ins=[move])))  # fmt: skip

    @act
    def come_back(self, at: int, door: int) -> None:
        if person := self.anybody(at, gone=True):
            member = Member(person_id=person, relation="tenant")
            move = a_move_in(self.doors[door % len(self.doors)], (member,), since=self.today)
            self.attempt("come_back", lambda session: register.move_in(session, move))

    @act
    def move_out(self, at: int) -> None:
        if found := self.somebody(at):
            move = MoveOut(household_id=found[0], on=self.today)
            self.attempt("move_out", lambda session: register.move_out(session, move))

    @act
    def exchange(self, at: int, door: int) -> None:
        if found := self.somebody(at):
            change = an_exchange(found[0], self.doors[door % len(self.doors)], on=self.today)
            self.attempt("exchange", lambda session: register.exchange_dwelling(session, change))

    @act
    def exchange_into_what_was_kept(self, at: int, door: int) -> None:
        if found := self.somebody(at):
            tenant = next(each.person_id for each in found[1] if each.relation == "tenant")
            self.attempt("exchange_into", lambda session: self._take_up(session, found[0], tenant, door))

    def _take_up(self, session: Any, household: UUID, tenant: UUID, door: int) -> None:
        dwelling, now = self.doors[door % len(self.doors)], clock.now()
        kept = tenancies.allocate(session, dwelling, tenant, on=self.today, now=now)
        tenancies.sign(session, kept.id, contract_number="HT", lease_ends=ENDS, on=self.today, now=now)
        change = Exchange(household_id=household, tenancy_id=uuid4(), dwelling_id=dwelling, on=self.today)
        register.exchange_dwelling(session, change)

    @act
    def leave(self, at: int, who: int) -> None:
        if found := self.somebody(at):
            household, stays = found
            leaving = Leaving(
                household_id=household, person_id=stays[who % len(stays)].person_id, on=self.today
            )
            self.attempt("leave", lambda session: register.leave_household(session, leaving))

    @act
    def join(self, at: int) -> None:
        if found := self.somebody(at):
            guest = NewPerson(id=uuid4(), name="李四")
            joining = Joining(
                household_id=found[0], member=Member(person_id=guest.id, relation="other"), on=self.today
            )
            self.attempt("join", lambda session: register.apply_changes(
                session, RegisterChanges(people=[guest], joinings=[joining])))  # fmt: skip

    @act
    def split(self, at: int, door: int) -> None:
        found = self.somebody(at)
        if found and len(found[1]) > 1:
            grown_up = next((each for each in found[1] if each.relation != "tenant"), found[1][0])
            split = Split(
                household_id=found[0], new_household_id=uuid4(), tenancy_id=uuid4(), contract_number="HT",
                dwelling_id=self.doors[door % len(self.doors)], on=self.today, lease_ends=ENDS,
                members=(Member(person_id=grown_up.person_id, relation="tenant"),),
            )  # fmt: skip
            self.attempt("split", lambda session: households.split_household(session, split))

    @act
    def join_households(self, at: int, to: int) -> None:
        found, host = self.somebody(at), self.somebody(to)
        if found and host:
            members = tuple(Member(person_id=each.person_id, relation="other") for each in found[1])
            joining = HouseholdJoining(
                household_id=found[0], into_household_id=host[0], members=members, on=self.today
            )
            self.attempt("join_households", lambda session: households.join_households(session, joining))

    @act
    def change_tenant(self, at: int) -> None:
        found = self.somebody(at)
        if found and len(found[1]) > 1:
            heir = next(each.person_id for each in found[1] if each.relation != "tenant")
            rest = {each.person_id: "other" for each in found[1] if each.person_id != heir}
            self.attempt("change_tenant", lambda session: households.change_tenant(
                session, found[0], person_id=heir, on=self.today, now=clock.now(), reason="other", relations=rest,
            ))  # fmt: skip

    @act
    def undo(self, at: int) -> None:
        with self.register.own.reading() as session:
            left = select(Stay.household_id).where(Stay.end_reason == "tenancy_ended").distinct()
            known = session.scalars(left.order_by(Stay.household_id)).all()
        if known:
            self.attempt("undo", lambda session: undoing.undo_move_out(
                session, known[at % len(known)], reason="误登记", now=clock.now()))  # fmt: skip

    @act
    def undo_leaving(self, at: int) -> None:
        with self.register.own.reading() as session:
            left = session.scalars(select(Stay).where(Stay.until.is_not(None)).order_by(Stay.id)).all()
        if left:
            stay = left[at % len(left)]
            self.attempt("undo_leaving", lambda session: undoing.undo_leaving(
                session, stay.household_id, person_id=stay.person_id, reason="误登记", now=clock.now()))  # fmt: skip
