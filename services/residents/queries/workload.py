"""How much there is to do in each grid."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from chassis.access import Reach
from services.residents.models import Dwelling
from services.residents.queries.care import due_plans
from services.residents.queries.freshness import due_checks
from services.residents.queries.reach import dwellings_within
from services.residents.queries.rosters import headcounts
from services.residents.queries.visits import follow_ups


class Workload(NamedTuple):
    """What a leaf grid has, and what is to be done in it."""

    grid: str
    name: str
    dwellings: int
    households: int
    residents: int
    checks_due: int
    visits_due: int
    promises_open: int


def workloads(
    session: Session, *, under: str, today: date, stale_before: date, reach: Reach
) -> Iterable[Workload]:
    """One for each leaf grid under a path, in the order of paths, as far as it is within reach."""
    everywhere: dict[str, Any] = {"area": None, "grid": None, "reach": reach}
    dwellings = _by_grid(session, select(Dwelling).where(dwellings_within(reach)))
    checks = _by_grid(session, due_checks(**everywhere, ground=None, stale_before=stale_before))
    visits = _by_grid(session, due_plans(**everywhere, by=today))
    promises = _by_grid(session, follow_ups(overdue_on=None, area=None, reach=reach))
    for grid, residents, households in headcounts(session, under=under, day=today, reach=reach):
        counts = [each.get(grid.path, 0) for each in (checks, visits, promises)]
        yield Workload(grid.path, grid.name, dwellings.get(grid.path, 0), households, residents, *counts)


def _by_grid(session: Session, found: Select[Any]) -> dict[str, int]:
    counted = found.with_only_columns(Dwelling.grid_path, func.count(), maintain_column_froms=True)
    return {row[0]: row[1] for row in session.execute(counted.group_by(Dwelling.grid_path))}
