"""How fresh the register is, and whom to check next."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, literal, or_, select
from sqlalchemy.orm import Session

from chassis.access import UNLIMITED, Reach
from chassis.aliases import all_ids, kept, stands_for
from chassis.areas import within
from chassis.events.tables import Alias
from services.residents.checks import DOUBTS, GROUNDS, HOME, NEVER, NEVER_CHECKED, STALE
from services.residents.models import (
    Doubt,
    Dwelling,
    Grid,
    GridPeriod,
    Household,
    Observation,
    Person,
    RosterEntry,
    Stay,
    Verification,
    VerifiedStay,
)
from services.residents.queries.moving import in_chunks
from services.residents.queries.reach import dwellings_within
from services.residents.queries.rosters import in_grid_on, on_day

_oldest = func.min(func.coalesce(Stay.verified_on, literal(NEVER)))


def is_household_here(session: Session, household_id: UUID, reach: Reach) -> bool:
    """Whether somebody of a household lives in a dwelling within reach."""
    found = select(Stay.id).join(Dwelling, Dwelling.id == Stay.dwelling_id)
    found = found.where(Stay.household_id == household_id, Stay.until.is_(None), dwellings_within(reach))
    return session.scalar(found.limit(1)) is not None


def due_checks(
    *, area: str | None, grid: str | None, ground: str | None, stale_before: date, reach: Reach
) -> Select[Any]:
    """Households whose record is to be checked: with address, tenant, members, the oldest check, and the risk.

    The order is by `order` and the household's id: the gravest first, of equals those checked longest ago.
    """
    homes = (
        select(
            Stay.household_id, Stay.dwelling_id, _oldest.label("checked_on"), func.count().label("members")
        )
        .where(Stay.until.is_(None))
        .group_by(Stay.household_id, Stay.dwelling_id)
        .subquery()
    )
    risk = case({each: GROUNDS[each].risk for each in DOUBTS}, value=Doubt.ground)
    doubts = select(Doubt.household_id, func.max(risk).label("risk")).where(Doubt.settled_on.is_(None))
    doubted = doubts.group_by(Doubt.household_id).subquery()
    by_age = case(
        (homes.c.checked_on == NEVER, GROUNDS[NEVER_CHECKED].risk),
        (homes.c.checked_on < stale_before, GROUNDS[STALE].risk),
        else_=0,
    )
    of_doubts = func.coalesce(doubted.c.risk, 0)
    gravest = case((of_doubts > by_age, of_doubts), else_=by_age)
    statement: Any = (
        select(
            homes.c.household_id, homes.c.checked_on, homes.c.members, (-gravest).label("order"),
            Dwelling.address, Dwelling.grid_path, Person.name,
        )
        .select_from(homes)
        .join(Dwelling, Dwelling.id == homes.c.dwelling_id)
        .join(Household, Household.id == homes.c.household_id)
        .outerjoin(Alias, stands_for(Household.tenant_id))
        .join(Person, Person.id == kept(Household.tenant_id))
        .outerjoin(doubted, doubted.c.household_id == homes.c.household_id)
        .where(gravest > 0, dwellings_within(reach))
    )  # fmt: skip
    if area is not None:
        statement = statement.where(within(Dwelling.path, area))
    if grid is not None:
        statement = statement.where(within(Dwelling.grid_path, grid))
    if ground in DOUBTS:
        asked = select(Doubt.id).where(Doubt.household_id == homes.c.household_id, Doubt.ground == ground)
        statement = statement.where(asked.where(Doubt.settled_on.is_(None)).exists())
    elif ground is not None:
        never = homes.c.checked_on == NEVER
        stale = ~never & (homes.c.checked_on < stale_before)
        statement = statement.where(never if ground == NEVER_CHECKED else stale)
    return statement


def order_of(statement: Select[Any]) -> list[ColumnElement[Any]]:
    """The columns by which due checks are ordered."""
    chosen = {each.name: each for each in statement.selected_columns}
    return [chosen[name] for name in ("order", "checked_on", "household_id")]


def unsettled_doubts(session: Session, household_ids: Iterable[UUID]) -> list[Doubt]:
    """What casts doubt on the records of these households, the gravest first."""
    found = [
        doubt
        for some in in_chunks(household_ids)
        for doubt in session.scalars(
            select(Doubt).where(Doubt.household_id.in_(some), Doubt.settled_on.is_(None)).order_by(Doubt.id)
        )
    ]
    return sorted(found, key=lambda each: -GROUNDS[each.ground].risk)


def households_at(session: Session, addresses: Iterable[str]) -> list[UUID]:
    """The households that live at these addresses now, in a fixed order."""
    found = {
        household_id
        for some in in_chunks(addresses)
        for household_id in session.scalars(
            select(Stay.household_id)
            .join(Dwelling, Dwelling.id == Stay.dwelling_id)
            .where(Dwelling.address.in_(some), Stay.until.is_(None))
        )
    }
    return sorted(found)


def households_of_people(session: Session, person_ids: Sequence[UUID]) -> list[UUID]:
    """The households with which these people live now, in a fixed order."""
    statement = select(Stay.household_id).where(Stay.person_id.in_(person_ids), Stay.until.is_(None))
    return sorted(set(session.scalars(statement)))


def locked_verification(session: Session, verification_id: UUID, reach: Reach) -> Verification | None:
    """A check that nobody else withdraws now."""
    statement = select(Verification).where(Verification.id == verification_id, _of_stays_within(reach))
    return session.scalar(statement.with_for_update())


def verifications_of(household_id: UUID, reach: Reach) -> Select[Any]:
    """The checks of a household's record."""
    return select(Verification).where(Verification.household_id == household_id, _of_stays_within(reach))


def observations_of(
    session: Session,
    household_id: UUID,
    person_id: UUID | None,
    reach: Reach = UNLIMITED,
    *,
    anybody_home: bool = False,
) -> list[Observation]:
    """What was seen of a household as a whole, or of one member under whatever id; in order of days.

    `anybody_home` adds to that of the household which members were seen at home. What was seen while the household
    lived elsewhere is not within reach.
    """
    about: ColumnElement[bool] = Observation.person_id.is_(None)
    if anybody_home:
        about = or_(about, Observation.seen == HOME)
    if person_id is not None:
        about = Observation.person_id.in_(all_ids(person_id))
    elsewhere = select(Stay.id).join(Dwelling, Dwelling.id == Stay.dwelling_id)
    elsewhere = elsewhere.where(
        Stay.household_id == Observation.household_id,
        *on_day(Stay.since, Stay.until, Observation.on),
        ~dwellings_within(reach),
    )
    statement = select(Observation).where(
        Observation.household_id == household_id, about, ~elsewhere.exists()
    )
    return list(session.scalars(statement.order_by(Observation.on, Observation.recorded_at)))


def ages_of_checks(
    session: Session, *, on: date, area: str | None, reach: Reach
) -> list[tuple[str, date | None, int]]:
    """Of those who lived here on a day: grid, day of the last check until then, how many have both."""
    last = (
        select(VerifiedStay.stay_id, func.max(Verification.on).label("on"))
        .join(Verification, Verification.id == VerifiedStay.verification_id)
        .where(Verification.on <= on, Verification.withdrawn_at.is_(None))
        .group_by(VerifiedStay.stay_id)
        .subquery()
    )
    statement = (
        select(Grid.path, last.c.on, func.count())
        .select_from(RosterEntry)
        .outerjoin(last, last.c.stay_id == RosterEntry.stay_id)
        .join(Dwelling, Dwelling.id == RosterEntry.dwelling_id)
        .join(GridPeriod, in_grid_on(RosterEntry.dwelling_id, on))
        .join(Grid, Grid.id == GridPeriod.grid_id)
        .where(*on_day(RosterEntry.since, RosterEntry.until, on), dwellings_within(reach))
        .group_by(Grid.path, last.c.on)
        .order_by(Grid.path, last.c.on)
    )
    if area is not None:
        statement = statement.where(or_(within(Grid.path, area), within(RosterEntry.area, area)))
    return [(grid, checked, count) for grid, checked, count in session.execute(statement)]


def _of_stays_within(reach: Reach) -> ColumnElement[bool]:
    """Whether a check is of stays within reach; where else its household has lived does not matter."""
    stays = select(VerifiedStay.stay_id).join(Stay, Stay.id == VerifiedStay.stay_id)
    stays = stays.join(Dwelling, Dwelling.id == Stay.dwelling_id)
    return stays.where(VerifiedStay.verification_id == Verification.id, dwellings_within(reach)).exists()
