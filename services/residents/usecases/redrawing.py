"""Drawing grids anew: split, merged or with other borders, from a day on, without gap or overlap."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from chassis import audit
from chassis.areas import enclosing
from chassis.bulk import insert_rows
from chassis.contracts import Event
from chassis.events.outbox import announce_all
from chassis.ids import new_id
from contracts.residents import DwellingRegrouped, ResidentRegrouped
from services.residents import queries
from services.residents.errors import (
    AreasOverlap,
    AreaWithoutDwellings,
    GridExists,
    GridNotDivided,
    GridUnknown,
    NothingRedrawn,
    ParentGridUnknown,
    RedrawnSince,
)
from services.residents.models import Dwelling, Grid, GridPeriod, Redrawing
from services.residents.redrawn import Drawn, DrawnMap, Outcome, Shift
from services.residents.usecases.closing import write_versions
from services.residents.usecases.offices import close_posts, open_posts_like, reopen_posts


def redraw(
    session: Session, drawn: Sequence[Drawn], *, on: date, reason: str, now: datetime, dry_run: bool = False
) -> Outcome:
    """Let dwellings lie in other grids from a day on; goes on the audit log.

    A grid without dwellings is gone, and with it its posts; a new one gets posts as those it came from have. It is
    announced of every dwelling and of every resident. Raises the refusals of `errors.grids`.
    """
    _refuse_overlaps(area for each in drawn for area in each.areas)
    queries.take_map(session)
    drawing = _drawing(session, drawn, on)
    homes = queries.last_homes_in(session, [dwelling.id for dwelling, _ in drawing.going])
    outcome = _outcome(drawing, homes)
    if dry_run:
        return outcome
    redrawing = Redrawing(
        id=new_id(), on=on, reason=reason, recorded_at=now, outcome=json.dumps(asdict(outcome))
    )
    session.add(redrawing)
    _write_grids(session, drawing, on)
    _write_periods(session, drawing.going, on)
    write_versions(session, Counter(home.person_id for home in homes))
    announce_all(session, list(_facts(drawing.going, homes, on)))
    audit.record(session, "grids.redrawn", about=redrawing.id, reason=reason)
    return outcome


def _refuse_overlaps(areas: Iterable[str]) -> None:
    # In order, an area comes right before the first that lies in it.
    for one, other in pairwise(sorted(areas)):
        if other.startswith(one):
            raise AreasOverlap(one=one, other=other)


def _drawing(session: Session, drawn: Sequence[Drawn], on: date) -> DrawnMap:
    areas = [area for each in drawn for area in each.areas]
    grids = queries.every_grid(session)
    targets = {area: _target(grids, each, on) for each in drawn for area in each.areas}
    going = list(_going(queries.lying_within(session, areas), targets))
    if not going:
        raise NothingRedrawn
    concerned = {grid.id: grid.path for _, grid in going} | {
        each.grid_id: each.grid_path for each, _ in going
    }
    for grid_id, changed in queries.last_changes(session, concerned):
        if changed > on:
            raise RedrawnSince(path=concerned[grid_id], since=changed, on=on)
    counts = Counter(queries.dwellings_by_grid(session))
    paths = {grid.id: path for path, grid in grids.items()}
    before = {paths[grid_id] for grid_id in counts}
    for dwelling, grid in going:
        counts[dwelling.grid_id] -= 1
        counts[grid.id] += 1
    after = {paths[grid_id] for grid_id, count in counts.items() if count}
    for path in sorted(after):
        for above in enclosing(path)[:-1]:
            if above in after:
                raise GridNotDivided(path=above, within=path)
    return DrawnMap(grids, going, before, after)


def _target(grids: dict[str, Grid], drawn: Drawn, on: date) -> Grid:
    """The grid that gets dwellings, entered among the others if it is new."""
    if found := grids.get(drawn.path):
        if drawn.name not in {None, found.name}:
            raise GridExists(path=found.path, name=found.name)
        return found
    if drawn.name is None:
        raise GridUnknown(path=drawn.path)
    above = enclosing(drawn.path)[:-1]
    parent = grids.get(above[-1]) if above else None
    if parent is None or parent.until is not None:
        raise ParentGridUnknown(path=drawn.path, parent=above[-1] if above else "/")
    grid = Grid(id=new_id(), name=drawn.name, path=drawn.path, parent_id=parent.id, is_leaf=True, since=on)
    grids[drawn.path] = grid
    return grid


def _going(
    lying: Sequence[queries.Lying], targets: Mapping[str, Grid]
) -> Iterator[tuple[queries.Lying, Grid]]:
    """The dwellings that change their grid, each with the new one."""
    seen = set()
    for dwelling in lying:
        area = next(each for each in enclosing(dwelling.path) if each in targets)
        seen.add(area)
        if targets[area].id == dwelling.grid_id:
            continue
        yield dwelling, targets[area]
    if missing := sorted(targets.keys() - seen):
        raise AreaWithoutDwellings(area=missing[0])


def _outcome(drawing: DrawnMap, homes: Sequence[queries.LastHome]) -> Outcome:
    shifts: dict[tuple[str, str], Shift] = {}
    of_dwelling: dict[UUID, Shift] = {}
    for dwelling, grid in drawing.going:
        way = (dwelling.grid_path, grid.path)
        shift = of_dwelling[dwelling.id] = shifts.setdefault(way, Shift(source=way[0], target=way[1]))
        shift.dwellings += 1
    here = [home for home in homes if home.until is None]
    for home in here:
        of_dwelling[home.dwelling_id].residents += 1
    for dwelling_id, _ in {(home.dwelling_id, home.household_id) for home in here}:
        of_dwelling[dwelling_id].households += 1
    return Outcome(
        opened=[grid.path for grid in drawing.opened()],
        closed=[grid.path for grid in drawing.closed()],
        shifts=[shifts[way] for way in sorted(shifts)],
    )


def _write_grids(session: Session, drawing: DrawnMap, on: date) -> None:
    opened, closed = drawing.opened(), drawing.closed()
    again = [(grid, grid.until) for grid in opened]
    for grid in opened:
        grid.until = None
        session.add(grid)
        session.flush()
    for grid in closed:
        grid.until = on
    for path, grid in drawing.grids.items():
        if path in drawing.before | drawing.after:
            grid.is_leaf = path in drawing.after
    sources = {dwelling.grid_path for dwelling, _ in drawing.going}
    reopen_posts(session, {grid.path: gone for grid, gone in again if gone is not None})
    open_posts_like(session, sources, sorted(drawing.after - drawing.before))
    close_posts(session, [grid.path for grid in closed], on=on)
    session.flush()


def _write_periods(session: Session, going: Sequence[tuple[queries.Lying, Grid]], on: date) -> None:
    """End the periods before; one that began on the same day never was."""
    for some in queries.in_chunks(dwelling.id for dwelling, _ in going):
        running = [GridPeriod.dwelling_id.in_(some), GridPeriod.until.is_(None)]
        for statement in (
            delete(GridPeriod).where(*running, GridPeriod.since == on),
            update(GridPeriod).where(*running).values(until=on),
        ):
            session.execute(statement.execution_options(synchronize_session=False))
    insert_rows(
        session,
        GridPeriod,
        [{"dwelling_id": each.id, "since": on, "grid_id": grid.id} for each, grid in going],
    )
    session.execute(
        update(Dwelling),
        [
            {"id": each.id, "grid_id": grid.id, "grid_path": grid.path, "version": each.version + 1}
            for each, grid in going
        ],
    )


def _facts(
    going: Sequence[tuple[queries.Lying, Grid]], homes: Sequence[queries.LastHome], on: date
) -> Iterator[tuple[Event, int]]:
    of_dwelling = {dwelling.id: (dwelling, grid.path) for dwelling, grid in going}
    for dwelling, path in of_dwelling.values():
        regrouped = DwellingRegrouped(
            dwelling_id=dwelling.id, address=dwelling.address, area=dwelling.path,
            from_grid=dwelling.grid_path, grid=path, on=on,
        )  # fmt: skip
        yield regrouped, dwelling.version + 1
    for home in homes:
        dwelling, path = of_dwelling[home.dwelling_id]
        yield (
            ResidentRegrouped(
                person_id=home.person_id, household_id=home.household_id, stay_id=home.stay_id,
                dwelling_id=dwelling.id, area=dwelling.path, from_grid=dwelling.grid_path, grid=path,
                since=home.since, until=home.until, on=on,
            ),
            home.version + 1,
        )  # fmt: skip
