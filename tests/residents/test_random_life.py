"""A community's random life keeps its invariants, and whoever hears of it in any order, twice, ends with the same."""

import os
from collections import Counter
from datetime import date
from itertools import pairwise
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import initialize, invariant, precondition, rule
from sqlalchemy import select

from chassis import aliases
from chassis.areas import enclosing
from services.residents.models import EVER, RESERVED, Dwelling, Grid, GridPeriod, Household, Stay, Tenancy
from tests.residents.agreeing import everybody_agrees
from tests.residents.hearing import Post
from tests.residents.lives import seeds
from tests.residents.lives_with_rights import LifeWithRights
from tests.residents.working import complain, wish

LONG = os.environ.get("DOORSTEP_LONG_TESTS") == "1"


class FollowedLife(LifeWithRights):
    """After every step all holds, and in the end all others know."""

    @invariant()
    @precondition(lambda self: hasattr(self, "register"))
    def everything_holds(self) -> None:
        with self.register.own.reading() as session:
            stays = session.scalars(select(Stay)).all()
            running = session.scalars(select(Tenancy).where(Tenancy.until.is_(None))).all()
            people = aliases.people_of(session, {each.person_id for each in stays})
            held = dict(map(tuple, session.execute(select(Household.id, Household.tenant_id))))
        present = [each for each in stays if each.until is None]
        assert len({each.dwelling_id for each in running}) == len(running)
        assert all(each.state not in RESERVED for each in running)
        assert len({people[each.person_id] for each in present}) == len(present)
        tenants = [(each.household_id, each.person_id) for each in present if each.relation == "tenant"]
        assert Counter(each for each, _ in tenants) == Counter(each.household_id for each in running)
        assert all(held[household] == tenant for household, tenant in tenants)
        assert {(each.household_id, each.dwelling_id) for each in present} == {
            (each.household_id, each.dwelling_id) for each in running
        }
        by_person: dict[UUID, list[tuple[date, date]]] = {}
        for each in stays:
            by_person.setdefault(each.person_id, []).append((each.since, each.until or date.max))
        for spells in by_person.values():
            spells.sort()
            assert all(one[1] <= other[0] for one, other in pairwise(spells)), spells

    @invariant()
    @precondition(lambda self: hasattr(self, "register"))
    def every_dwelling_lies_in_one_leaf_grid(self) -> None:
        with self.register.own.reading() as session:
            dwellings = session.scalars(select(Dwelling)).all()
            grids = {each.id: each for each in session.scalars(select(Grid))}
            periods = session.scalars(select(GridPeriod).order_by(GridPeriod.since)).all()
        for dwelling in dwellings:
            spans = [each for each in periods if each.dwelling_id == dwelling.id]
            ends = [EVER, *(each.until for each in spans)]
            assert [*(each.since for each in spans), None] == ends
            assert spans[-1].grid_id == dwelling.grid_id
            assert grids[dwelling.grid_id].path == dwelling.grid_path
        held = {each.grid_path for each in dwellings}
        assert all(grid.is_leaf == (grid.path in held) for grid in grids.values() if grid.until is None)
        assert {each.path for each in grids.values() if each.until is None} == {
            each
            for path in held
            for each in enclosing(path)
            if each in {grid.path for grid in grids.values()}
        }

    @initialize(seed=seeds)
    def begin(self, seed: int) -> None:
        super().begin(seed)
        self.post = Post(self.databases, self.random)

    @rule()
    def a_few_things_happen(self) -> None:
        super().a_few_things_happen()
        if self.random.random() < 0.4:
            self.post.carry(self.random.random(), self.meanwhile)

    def meanwhile(self, service: str) -> None:
        """What the people of a service do while news comes in."""
        if service == "employment":
            wish(self.databases[service], self.random)
        if service == "grievances":
            complain(self.databases[service], self.random)

    def teardown(self) -> None:
        if not hasattr(self, "post"):
            return
        try:
            self.post.carry_all()
            assert everybody_agrees(self.databases) == []
        finally:
            for each in self.databases.values():
                each.engine.dispose()
            self.folder.cleanup()


# A life that fails is not shrunk: that takes minutes, and its seed replays it.
FollowedLife.TestCase.settings = settings(
    max_examples=200 if LONG else 6,
    stateful_step_count=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
TestRandomLife = FollowedLife.TestCase
