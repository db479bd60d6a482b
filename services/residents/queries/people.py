"""People, one by one and by what identifies them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from chassis.access import Reach
from chassis.aliases import all_ids, kept, kept_id, people_of, stands_for
from chassis.events.tables import Alias
from services.residents.models import Person, Stay
from services.residents.queries.moving import in_chunks
from services.residents.queries.reach import people_within
from services.residents.queries.restrictions import restricted_people


def person(session: Session, person_id: UUID, reach: Reach, *, lock: bool = False) -> Person | None:
    """One person, locked if they are to be changed; of records that were merged the kept one."""
    statement = select(Person).where(
        Person.id == kept_id(session, person_id), Person.erased_on.is_(None), people_within(reach)
    )
    return session.scalar(statement.with_for_update() if lock else statement)


def people_with(session: Session, by: str, index: bytes, reach: Reach) -> list[Person]:
    """People by the blind index of their `id_number` or `phone`, in a fixed order, 50 at most.

    Of records that were merged the kept one, whichever of them has the number.
    """
    written = aliased(Person)
    column = {"id_number": written.id_number_index, "phone": written.phone_index}[by]
    ids = (
        select(kept(written.id))
        .select_from(written)
        .outerjoin(Alias, stands_for(written.id))
        .where(column == index)
    )
    usable = (Person.id.in_(ids), Person.id.not_in(restricted_people()), people_within(reach))
    return list(session.scalars(select(Person).where(*usable).order_by(Person.id).limit(50)))


def people_by_id_number(session: Session, indexes: Iterable[bytes]) -> dict[bytes, UUID]:
    """People by the blind index of their ID number."""
    return {
        index: person_id
        for some in in_chunks(indexes)
        for index, person_id in session.execute(
            select(Person.id_number_index, Person.id).where(Person.id_number_index.in_(some))
        )
        if index is not None
    }


def members_of(session: Session, household_id: UUID) -> list[Person]:
    """Who lives in a household now."""
    stays = select(kept(Stay.person_id)).select_from(Stay).outerjoin(Alias, stands_for(Stay.person_id))
    stays = stays.where(Stay.household_id == household_id, Stay.until.is_(None))
    return list(session.scalars(select(Person).where(Person.id.in_(stays)).order_by(Person.id)))


def household_of(session: Session, person_id: UUID) -> UUID | None:
    """The household a person lives in now."""
    statement = select(Stay.household_id).where(Stay.person_id.in_(all_ids(person_id)), Stay.until.is_(None))
    return session.scalar(statement)


def rents_here(session: Session, person_id: UUID) -> bool:
    """Whether a person, under whatever id, is the tenant of a household that lives here."""
    theirs = (Stay.person_id.in_(all_ids(person_id)), Stay.until.is_(None), Stay.relation == "tenant")
    return session.scalar(select(Stay.id).where(*theirs).limit(1)) is not None


def people_within_reach(session: Session, person_ids: Iterable[UUID], reach: Reach) -> list[Person]:
    """Those of these people that are within reach; of records that were merged the kept one."""
    ids = set(people_of(session, person_ids).values())
    statement = select(Person).where(Person.id.in_(ids), people_within(reach))
    return list(session.scalars(statement.order_by(Person.id)))


def hold_namesakes(session: Session, index: bytes) -> None:
    """Until the end of the transaction, let nobody else record a person of this name and birth date."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(index[:8], signed=True))))


def namesakes(session: Session, index: bytes | None) -> list[Person]:
    """People of one name and birth date."""
    if index is None:
        return []
    return list(session.scalars(select(Person).where(Person.namesake_index == index).order_by(Person.id)))


def records_merged_into(session: Session, person_id: UUID) -> list[Person]:
    """The records that count as this person beside their own, the oldest first."""
    merged = select(Alias.merged_id).where(Alias.kept_id == person_id)
    return list(session.scalars(select(Person).where(Person.id.in_(merged)).order_by(Person.id)))


def locked_records(session: Session, ids: Iterable[UUID], reach: Reach) -> dict[UUID, Person]:
    """Records within reach as they were written, that nobody else changes now; the erased are not there."""
    statement = select(Person).where(
        Person.id.in_(list(ids)), Person.erased_on.is_(None), people_within(reach)
    )
    statement = statement.order_by(Person.id).with_for_update()
    found = session.scalars(statement.execution_options(populate_existing=True))
    return {each.id: each for each in found}


def record(session: Session, person_id: UUID, reach: Reach) -> Person | None:
    """One record within reach as it was written, merged or not."""
    return session.scalar(select(Person).where(Person.id == person_id, people_within(reach)))


def locked_wards(session: Session, guardian_ids: Iterable[UUID]) -> list[Person]:
    """People for whom one of these answers, locked."""
    wards = select(Person).where(Person.guardian_id.in_(list(guardian_ids))).order_by(Person.id)
    return list(session.scalars(wards.with_for_update()))
