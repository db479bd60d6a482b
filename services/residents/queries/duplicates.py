"""Records that may be one person, as they are compared and as they are judged."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session, aliased

from chassis.access import Reach
from chassis.aliases import is_merged
from services.residents.likeness import Profile
from services.residents.models import DISTINCT, PROPOSED, DuplicatePair, Person, Stay
from services.residents.queries.moving import in_chunks
from services.residents.queries.reach import people_within

_First, _Second = aliased(Person, name="first"), aliased(Person, name="second")


def profiles(session: Session) -> list[Profile]:
    """Everybody as they are compared; records that were merged or erased no longer count."""
    households: defaultdict[UUID, set[UUID]] = defaultdict(set)
    dwellings: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for person_id, household_id, dwelling_id in session.execute(
        select(Stay.person_id, Stay.household_id, Stay.dwelling_id)
    ):
        households[person_id].add(household_id)
        dwellings[person_id].add(dwelling_id)
    columns = (
        Person.id, Person.name, Person.id_type, Person.id_number_index, Person.birth_date, Person.phone_index,
    )  # fmt: skip
    return [
        Profile(
            id=row.id,
            name=row.name,
            id_type=row.id_type,
            has_number=row.id_number_index is not None,
            birth_date=row.birth_date,
            phone=row.phone_index,
            households=frozenset(households[row.id]),
            dwellings=frozenset(dwellings[row.id]),
        )
        for row in session.execute(select(*columns).where(~is_merged(Person.id), Person.erased_on.is_(None)))
    ]


def pair_states(session: Session) -> dict[tuple[UUID, UUID], str]:
    """Every pair on record, locked, with what it is."""
    statement = select(DuplicatePair.first_id, DuplicatePair.second_id, DuplicatePair.state)
    rows = session.execute(statement.order_by(DuplicatePair.id).with_for_update())
    return {(row.first_id, row.second_id): row.state for row in rows}


def pairs(*, state: str, reach: Reach) -> Select[Any]:
    """Pairs with both their people, where both are within reach."""
    statement: Any = (
        select(DuplicatePair, _First, _Second)
        .join(_First, _First.id == DuplicatePair.first_id)
        .join(_Second, _Second.id == DuplicatePair.second_id)
        .where(DuplicatePair.state == state, *_both_within(reach))
    )
    return statement


def one_pair(session: Session, pair_id: UUID, reach: Reach) -> Any:
    """A pair with both its people, where both are within reach."""
    statement = (
        select(DuplicatePair, _First, _Second)
        .join(_First, _First.id == DuplicatePair.first_id)
        .join(_Second, _Second.id == DuplicatePair.second_id)
        .where(DuplicatePair.id == pair_id, *_both_within(reach))
    )
    return session.execute(statement).first()


def locked_pair(session: Session, pair_id: UUID, reach: Reach) -> DuplicatePair | None:
    """A pair that nobody else judges now."""
    statement = select(DuplicatePair).join(_First, _First.id == DuplicatePair.first_id)
    statement = statement.join(_Second, _Second.id == DuplicatePair.second_id)
    statement = statement.where(DuplicatePair.id == pair_id, *_both_within(reach))
    return session.scalar(statement.with_for_update(of=DuplicatePair))


def pair_of(session: Session, first_id: UUID, second_id: UUID) -> DuplicatePair | None:
    """The pair of two records, locked."""
    statement = select(DuplicatePair).where(
        DuplicatePair.first_id == first_id, DuplicatePair.second_id == second_id
    )
    return session.scalar(statement.with_for_update())


def judged_distinct(session: Session, person_id: UUID) -> set[UUID]:
    """The records that are judged to be another person's than this one."""
    pairs = select(DuplicatePair.first_id, DuplicatePair.second_id)
    found = session.execute(pairs.where(_of([person_id]), DuplicatePair.state == DISTINCT))
    return {each for pair in found for each in pair} - {person_id}


def forget_proposed_pairs(session: Session, person_ids: Iterable[UUID]) -> None:
    """Remove the pairs of records that nobody has judged: the next search proposes them as they are then."""
    for some in in_chunks(person_ids):
        session.execute(delete(DuplicatePair).where(_of(some), DuplicatePair.state == PROPOSED))


def _of(person_ids: list[UUID]) -> Any:
    return or_(DuplicatePair.first_id.in_(person_ids), DuplicatePair.second_id.in_(person_ids))


def _both_within(reach: Reach) -> list[Any]:
    return [
        condition
        for each in (_First, _Second)
        for condition in (people_within(reach, each), each.erased_on.is_(None))
    ]
