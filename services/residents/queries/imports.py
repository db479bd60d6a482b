"""The register as a lease roster is compared with it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from chassis.aliases import kept, stands_for
from chassis.events.tables import Alias
from services.residents.changes import Relation
from services.residents.contract_numbers import contract_key
from services.residents.models import (
    RESERVED,
    Dwelling,
    FormerRelation,
    LeaseFinding,
    LeaseImport,
    Person,
    Stay,
    Tenancy,
)
from services.residents.queries.moving import in_chunks

_ON_RECORD = (
    Person.id, Person.name, Person.id_type, Person.id_number_index, Person.phone_index, Person.namesake_index,
    Person.identity_noted_on, Person.contact_noted_on, Person.version,
)  # fmt: skip


class OnRecord(NamedTuple):
    """Somebody as a roster is compared with them; the indexes are blind."""

    person_id: UUID
    name: str
    id_type: str
    id_index: bytes | None
    phone_index: bytes | None
    namesakes: bytes | None
    """Of name and birth date; None where that is not known."""
    identity_noted_on: date | None
    contact_noted_on: date | None
    version: int


class Occupant(NamedTuple):
    """A member of a household as an import compares it."""

    known: OnRecord
    relation: Relation
    since: date
    related_since: date
    """Since when they stand so to the tenant."""

    @property
    def person_id(self) -> UUID:
        """Whose record it is."""
        return self.known.person_id

    @property
    def name(self) -> str:
        """As it is on record."""
        return self.known.name

    @property
    def namesakes(self) -> bytes | None:
        """The blind index of name and birth date."""
        return self.known.namesakes


class Occupancy(NamedTuple):
    """A household in its dwelling."""

    household_id: UUID
    dwelling_id: UUID
    address: str
    contract_number: str
    """Its key."""
    since: date
    lease_ends: date | None
    state: str
    version: int
    """That of its tenancy."""
    members: list[Occupant]

    @property
    def tenant(self) -> Occupant | None:
        """The member who holds the contract."""
        return next((each for each in self.members if each.relation == "tenant"), None)


def occupancies(session: Session) -> list[Occupancy]:
    """All households that live here."""
    rows = session.execute(
        select(
            Tenancy.household_id,
            Tenancy.dwelling_id,
            Dwelling.address,
            Tenancy.contract_number,
            Tenancy.since,
            Tenancy.lease_ends,
            Tenancy.state,
            Tenancy.version,
        )
        .join(Dwelling, Dwelling.id == Tenancy.dwelling_id)
        .where(Tenancy.until.is_(None), Tenancy.state.not_in(RESERVED))
    )
    found = {
        row.household_id: Occupancy(*row, [])._replace(contract_number=contract_key(row.contract_number))
        for row in rows
    }
    changed: Any = select(FormerRelation.stay_id, func.max(FormerRelation.until))
    changed = dict(session.execute(changed.group_by(FormerRelation.stay_id)).all())
    members: Any = select(*_ON_RECORD, Stay.id, Stay.household_id, Stay.relation, Stay.since)
    members = (
        members.select_from(Stay)
        .outerjoin(Alias, stands_for(Stay.person_id))
        .join(Person, Person.id == kept(Stay.person_id))
    )
    for *known, stay_id, household_id, relation, since in session.execute(
        members.where(Stay.until.is_(None))
    ):
        occupant = Occupant(OnRecord(*known), relation, since, changed.get(stay_id, since))
        found[household_id].members.append(occupant)
    return list(found.values())


def on_record(session: Session, ids: Iterable[UUID]) -> dict[UUID, OnRecord]:
    """People as a roster is compared with them."""
    return {
        row[0]: OnRecord(*row)
        for some in in_chunks(ids)
        for row in session.execute(select(*_ON_RECORD).where(Person.id.in_(some)))
    }


def last_days(session: Session) -> dict[UUID, date]:
    """When each dwelling was given back and each person left a home, for the last time."""
    dwellings = select(Tenancy.dwelling_id, func.max(Tenancy.until)).where(Tenancy.until.is_not(None))
    person = kept(Stay.person_id)
    people: Any = select(person, func.max(Stay.until)).select_from(Stay)
    people = people.outerjoin(Alias, stands_for(Stay.person_id)).where(Stay.until.is_not(None))
    found = [
        *session.execute(dwellings.group_by(Tenancy.dwelling_id)),
        *session.execute(people.group_by(person)),
    ]
    return {row[0]: row[1] for row in found}


def reserved_dwellings(session: Session) -> set[UUID]:
    """Dwellings that are allocated to a household that has not moved in."""
    found = select(Tenancy.dwelling_id).where(Tenancy.until.is_(None), Tenancy.state.in_(RESERVED))
    return set(session.scalars(found))


def dwelling_ids(session: Session) -> dict[str, UUID]:
    """All dwellings by address."""
    return dict(session.execute(select(Dwelling.address, Dwelling.id)).all())


def all_people_by_id_number(session: Session) -> dict[bytes, UUID]:
    """Everybody the register knows by an ID number; of records that were merged the kept one."""
    known = select(Person.id_number_index, kept(Person.id)).select_from(Person)
    known = known.outerjoin(Alias, stands_for(Person.id))
    known = known.where(Person.id_number_index.is_not(None))
    return {bytes(index): person_id for index, person_id in session.execute(known) if index}


def newest_roster(session: Session) -> date:
    """The latest day a roster was taken of; the first of all days when there was none."""
    return session.scalar(select(func.max(LeaseImport.as_of))) or date.min


def lease_imports() -> Select[Any]:
    """All rosters that were taken."""
    return select(LeaseImport)


def lease_import(session: Session, import_id: UUID) -> LeaseImport | None:
    """One of them."""
    return session.get(LeaseImport, import_id)


def unfinished_import(session: Session, sha256: str, *, as_of: date | None = None) -> LeaseImport | None:
    """The import of a file that has not ended, for this day or the newest for any."""
    found = select(LeaseImport).where(LeaseImport.sha256 == sha256, LeaseImport.ended_at.is_(None))
    if as_of is not None:
        found = found.where(LeaseImport.as_of == as_of)
    return session.scalars(found.order_by(LeaseImport.began_at.desc()).limit(1)).first()


def locked_import(session: Session, import_id: UUID) -> LeaseImport:
    """One of them, with which nobody else goes on now."""
    return session.scalars(select(LeaseImport).where(LeaseImport.id == import_id).with_for_update()).one()


def count_findings(session: Session, import_id: UUID) -> int:
    """How much a roster has found so far."""
    found = select(func.count()).select_from(LeaseFinding).where(LeaseFinding.import_id == import_id)
    return session.scalar(found) or 0


def lease_findings(import_id: UUID, *, kind: str | None = None) -> Select[Any]:
    """What a roster found, all or of one kind."""
    found = select(LeaseFinding).where(LeaseFinding.import_id == import_id)
    return found if kind is None else found.where(LeaseFinding.kind == kind)
