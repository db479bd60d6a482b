"""What changes to the register must know first, locked where they will write."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.access import Reach
from chassis.aliases import people_of
from services.residents.changes import Relation
from services.residents.models import RESERVED, Dwelling, Household, Person, Stay, Tenancy, TenancyStep
from services.residents.queries.reach import dwellings_within, people_within

Each = TypeVar("Each")

_MAP = 0x67726964
"""Key of the lock that keeps moving and drawing grids apart."""

_CHUNK = 10_000
"""Values in one IN list; SQLite allows 32,766 parameters a statement."""


class OpenTenancy(NamedTuple):
    """A tenancy that runs."""

    id: UUID
    household_id: UUID
    dwelling_id: UUID
    since: date
    state: str
    version: int
    contract_number: str
    lease_ends: date | None


class Reservation(NamedTuple):
    """A dwelling that is kept for somebody, who may have signed for it."""

    id: UUID
    household_id: UUID
    tenant_id: UUID
    dwelling_id: UUID
    contract_number: str
    lease_ends: date | None
    state: str
    version: int
    last_step_on: date


class OpenStay(NamedTuple):
    """A stay that goes on."""

    id: UUID
    person_id: UUID
    household_id: UUID
    relation: Relation
    since: date
    verified_on: date | None = None


class DwellingPlace(NamedTuple):
    """Where a dwelling lies."""

    id: UUID
    address: str
    path: str
    grid_path: str


def in_chunks(values: Iterable[Each], *, size: int = _CHUNK) -> Iterator[list[Each]]:
    """Split a long IN list."""
    left = list(values)
    for start in range(0, len(left), size):
        yield left[start : start + size]


def share_map(session: Session) -> None:
    """Until the end of the transaction, let others change who lives where too, but nobody draw grids anew.

    What is announced of a move says in which grid it was; who draws grids anew must find every move, or none yet.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock_shared(_MAP)))


def take_map(session: Session) -> None:
    """Until the end of the transaction, let nobody else change who lives where, or draw grids anew."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_MAP)))


def open_tenancies(session: Session, household_ids: Sequence[UUID]) -> dict[UUID, OpenTenancy]:
    """Running tenancies under which somebody lives, by household, locked."""
    columns = (
        Tenancy.id, Tenancy.household_id, Tenancy.dwelling_id, Tenancy.since, Tenancy.state, Tenancy.version,
        Tenancy.contract_number, Tenancy.lease_ends,
    )  # fmt: skip
    return {
        row.household_id: OpenTenancy(*row)
        for ids in in_chunks(household_ids)
        for row in session.execute(
            select(*columns)
            .where(Tenancy.household_id.in_(ids), Tenancy.until.is_(None), Tenancy.state.not_in(RESERVED))
            .order_by(Tenancy.id)
            .with_for_update()
        )
    }


def open_stays(session: Session, household_ids: Sequence[UUID]) -> dict[UUID, dict[UUID, OpenStay]]:
    """Present members by household and person, locked."""
    found: dict[UUID, dict[UUID, OpenStay]] = {each: {} for each in household_ids}
    columns = (
        Stay.id, Stay.person_id, Stay.household_id, Stay.relation, Stay.since, Stay.verified_on,
    )  # fmt: skip
    for ids in in_chunks(household_ids):
        statement = select(*columns).where(Stay.household_id.in_(ids), Stay.until.is_(None)).order_by(Stay.id)
        for row in session.execute(statement.with_for_update()):
            found[row.household_id][row.person_id] = OpenStay._make(row)
    return found


def dwelling_places(session: Session, ids: Iterable[UUID], reach: Reach) -> dict[UUID, DwellingPlace]:
    """Where dwellings lie that are within reach."""
    columns = (Dwelling.id, Dwelling.address, Dwelling.path, Dwelling.grid_path)
    return {
        row.id: DwellingPlace(*row)
        for some in in_chunks(set(ids))
        for row in session.execute(select(*columns).where(Dwelling.id.in_(some), dwellings_within(reach)))
    }


def occupants(session: Session, dwelling_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """The household in each of these dwellings that has one."""
    return {
        row.dwelling_id: row.household_id
        for ids in in_chunks(dwelling_ids)
        for row in session.execute(
            select(Tenancy.dwelling_id, Tenancy.household_id).where(
                Tenancy.dwelling_id.in_(ids), Tenancy.until.is_(None)
            )
        )
    }


def reservations(session: Session, dwelling_ids: Sequence[UUID]) -> dict[UUID, Reservation]:
    """What these dwellings are kept for, by dwelling, locked."""
    steps = select(func.max(TenancyStep.day)).where(TenancyStep.tenancy_id == Tenancy.id).scalar_subquery()
    columns = (
        Tenancy.id, Tenancy.household_id, Household.tenant_id, Tenancy.dwelling_id, Tenancy.contract_number,
        Tenancy.lease_ends, Tenancy.state, Tenancy.version, func.coalesce(steps, Tenancy.since),
    )  # fmt: skip
    return {
        row.dwelling_id: Reservation(*row)
        for ids in in_chunks(dwelling_ids)
        for row in session.execute(
            select(*columns)
            .join(Household, Household.id == Tenancy.household_id)
            .where(Tenancy.dwelling_id.in_(ids), Tenancy.until.is_(None), Tenancy.state.in_(RESERVED))
            .order_by(Tenancy.id)
            .with_for_update(of=Tenancy)
        )
    }


def locked_versions(session: Session, person_ids: Iterable[UUID], reach: Reach) -> dict[UUID, int]:
    """The versions of people within reach, locked so that no two facts about one person get the same."""
    return {
        row.id: row.version
        for ids in in_chunks(sorted(person_ids))
        for row in session.execute(
            select(Person.id, Person.version)
            .where(Person.id.in_(ids), Person.erased_on.is_(None), people_within(reach))
            .order_by(Person.id)
            .with_for_update()
        )
    }


def at_home(session: Session, person_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these people live here now, under whatever id; told by the ids of the records that are kept."""
    people = people_of(session, person_ids)
    return {
        people[person_id]
        for ids in in_chunks(people)
        for person_id in session.scalars(
            select(Stay.person_id).where(Stay.person_id.in_(ids), Stay.until.is_(None))
        )
    }


def last_tenancy_end(session: Session, dwelling_id: UUID, *, after: date) -> date | None:
    """The last day after another on which a tenancy of this dwelling ended."""
    return session.scalar(
        select(func.max(Tenancy.until)).where(Tenancy.dwelling_id == dwelling_id, Tenancy.until > after)
    )


def last_stay_end(session: Session, person_ids: Sequence[UUID], *, after: date) -> date | None:
    """The last day after another on which a stay of one of these people ended."""
    return session.scalar(
        select(func.max(Stay.until)).where(
            Stay.person_id.in_(people_of(session, person_ids)), Stay.until > after
        )
    )
