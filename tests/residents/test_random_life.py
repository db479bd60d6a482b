"""A community's random life keeps its invariants, and copies that hear of it in any order, twice, say the same."""

import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from chassis import clock
from chassis.database import Database
from chassis.errors import Refusal
from chassis.events.drift import examine
from chassis.events.intake import Intake
from chassis.events.message import Delivery
from chassis.events.relay import message_of
from chassis.events.resync import kept_copies
from chassis.events.tables import OutboxRow
from chassis.settings import current
from services.residents.changes import (
    HouseholdJoining,
    Joining,
    Leaving,
    Member,
    MoveOut,
    NewPerson,
    RegisterChanges,
    Split,
)
from services.residents.models import RESERVED, Household, Stay, Tenancy
from services.residents.usecases import households, register, undoing
from tests.migrated import migrate
from tests.residents.registers import ENDS, Register, a_move_in, an_exchange

FIRST = date(2026, 1, 1)
FOLLOWERS = ("employment.residents", "grievances.residents", "notifications.recipients", "residents.roster")

index = st.integers(0, 10_000)


class Life(RuleBasedStateMachine):
    """Households come, go, split, join and are brought back; days go by."""

    @initialize(seed=index)
    def begin(self, seed: int) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="doorstep-life-")
        self.databases = {
            name: migrate(Database(name, f"sqlite:///{Path(self.folder.name) / f'{name}.sqlite3'}"))
            for name in ("residents", "employment", "grievances", "notifications")
        }
        self.register = Register.over(self.databases["residents"])
        self.doors = list(self.register.dwellings.values())
        self.random, self.today, self.done = Random(seed), FIRST, Counter[str]()

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
        homes = sorted({each.household_id for each in stays})
        if not homes:
            return None
        chosen = homes[at % len(homes)]
        return chosen, [each for each in stays if each.household_id == chosen]

    @rule(days=st.integers(0, 3))
    def days_go_by(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(door=index, count=st.integers(1, 3))
    def move_in(self, door: int, count: int) -> None:
        people = [NewPerson(id=uuid4(), name="张三") for _ in range(count)]
        members = tuple(
            Member(person_id=each.id, relation="child" if at else "tenant") for at, each in enumerate(people)
        )
        move = a_move_in(self.doors[door % len(self.doors)], members, since=self.today)
        self.attempt("move_in", lambda session: register.apply_changes(
            session, RegisterChanges(people=people, move_ins=[move])))  # fmt: skip

    @rule(at=index, door=index)
    def come_back(self, at: int, door: int) -> None:
        with self.register.own.reading() as session:
            known = session.scalars(select(Stay.person_id).order_by(Stay.id)).all()
        if known:
            member = Member(person_id=known[at % len(known)], relation="tenant")
            move = a_move_in(self.doors[door % len(self.doors)], (member,), since=self.today)
            self.attempt("come_back", lambda session: register.move_in(session, move))

    @rule(at=index)
    def move_out(self, at: int) -> None:
        if found := self.somebody(at):
            move = MoveOut(household_id=found[0], on=self.today)
            self.attempt("move_out", lambda session: register.move_out(session, move))

    @rule(at=index, door=index)
    def exchange(self, at: int, door: int) -> None:
        if found := self.somebody(at):
            change = an_exchange(found[0], self.doors[door % len(self.doors)], on=self.today)
            self.attempt("exchange", lambda session: register.exchange_dwelling(session, change))

    @rule(at=index, who=index)
    def leave(self, at: int, who: int) -> None:
        if found := self.somebody(at):
            household, stays = found
            leaving = Leaving(
                household_id=household, person_id=stays[who % len(stays)].person_id, on=self.today
            )
            self.attempt("leave", lambda session: register.leave_household(session, leaving))

    @rule(at=index)
    def join(self, at: int) -> None:
        if found := self.somebody(at):
            guest = NewPerson(id=uuid4(), name="李四")
            joining = Joining(
                household_id=found[0], member=Member(person_id=guest.id, relation="other"), on=self.today
            )
            self.attempt("join", lambda session: register.apply_changes(
                session, RegisterChanges(people=[guest], joinings=[joining])))  # fmt: skip

    @rule(at=index, door=index)
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

    @rule(at=index, to=index)
    def join_households(self, at: int, to: int) -> None:
        found, host = self.somebody(at), self.somebody(to)
        if found and host:
            members = tuple(Member(person_id=each.person_id, relation="other") for each in found[1])
            joining = HouseholdJoining(
                household_id=found[0], into_household_id=host[0], members=members, on=self.today
            )
            self.attempt("join_households", lambda session: households.join_households(session, joining))

    @rule(at=index)
    def change_tenant(self, at: int) -> None:
        found = self.somebody(at)
        if found and len(found[1]) > 1:
            heir = next(each for each in found[1] if each.relation != "tenant")
            relations = {each.person_id: "other" for each in found[1] if each is not heir}
            self.attempt("change_tenant", lambda session: households.change_tenant(
                session, found[0], person_id=heir.person_id, on=self.today, reason="other", relations=relations,
            ))  # fmt: skip

    @rule(at=index)
    def undo(self, at: int) -> None:
        with self.register.own.reading() as session:
            known = session.scalars(select(Household.id).order_by(Household.id)).all()
        if known:
            self.attempt("undo", lambda session: undoing.undo_move_out(
                session, known[at % len(known)], reason="误登记", now=clock.now()))  # fmt: skip

    @rule(at=index)
    def undo_leaving(self, at: int) -> None:
        with self.register.own.reading() as session:
            left = session.scalars(select(Stay).where(Stay.until.is_not(None)).order_by(Stay.id)).all()
        if left:
            stay = left[at % len(left)]
            self.attempt("undo_leaving", lambda session: undoing.undo_leaving(
                session, stay.household_id, person_id=stay.person_id, reason="误登记", now=clock.now()))  # fmt: skip

    @invariant()
    @precondition(lambda self: hasattr(self, "register"))
    def everything_holds(self) -> None:
        with self.register.own.reading() as session:
            stays = session.scalars(select(Stay)).all()
            running = session.scalars(select(Tenancy).where(Tenancy.until.is_(None))).all()
        present = [each for each in stays if each.until is None]
        assert len({each.dwelling_id for each in running}) == len(running)
        assert all(each.state not in RESERVED for each in running)
        tenants = Counter(each.household_id for each in present if each.relation == "tenant")
        assert tenants == Counter(each.household_id for each in running)
        assert {(each.household_id, each.dwelling_id) for each in present} == {
            (each.household_id, each.dwelling_id) for each in running
        }
        by_person: dict[UUID, list[tuple[date, date]]] = {}
        for each in stays:
            by_person.setdefault(each.person_id, []).append((each.since, each.until or date.max))
        for spells in by_person.values():
            spells.sort()
            assert all(one[1] <= other[0] for one, other in pairwise(spells)), spells

    def teardown(self) -> None:
        if not hasattr(self, "register"):
            return
        try:
            self._follow()
        finally:
            for each in self.databases.values():
                each.engine.dispose()
            self.folder.cleanup()

    def _follow(self) -> None:
        """Let the others hear of everything twice, in any order."""
        news = self._news()
        for kept in [each for each in kept_copies() if each.name in FOLLOWERS]:
            keeper = self.databases[kept.keeper]
            told = [*news, *news]
            self.random.shuffle(told)
            intake = Intake(keeper, [kept.handler], current())
            for start in range(0, len(told), 7):
                intake.apply(told[start : start + 7])
            found = examine(kept, self.databases["residents"], keeper)
            assert (kept.name, found.differences, found.behind) == (kept.name, [], 0)

    def _news(self) -> list[Delivery]:
        """All that was announced of moves."""
        with self.register.own.reading() as session:
            rows = session.scalars(select(OutboxRow).where(OutboxRow.type.contains("resident_"))).all()
        return [
            Delivery(
                tag=0, message_id=each.id, routing_key=each.routing_key, headers=each.headers, body=each.body
            )
            for each in (message_of("residents", row) for row in rows)
        ]


# A life that fails is not shrunk: that takes minutes, and its seed replays it.
Life.TestCase.settings = settings(
    max_examples=10,
    stateful_step_count=30,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
TestRandomLife = Life.TestCase
