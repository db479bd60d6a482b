"""The register as a lease roster is compared with it."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from chassis.aliases import kept, stands_for
from chassis.events.tables import Alias
from services.residents.changes import Relation
from services.residents.models import RESERVED, Dwelling, LeaseFinding, LeaseImport, Person, Stay, Tenancy


class Occupant(NamedTuple):
    """A member of a household as an import compares it."""

    person_id: UUID
    name: str | None
    has_id_number: bool
    relation: Relation
    since: date


class Occupancy(NamedTuple):
    """A household in its dwelling."""

    household_id: UUID
    dwelling_id: UUID
    address: str
    contract_number: str
    since: date
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
        )
        .join(Dwelling, Dwelling.id == Tenancy.dwelling_id)
        .where(Tenancy.until.is_(None), Tenancy.state.not_in(RESERVED))
    )
    found = {row.household_id: Occupancy(*row, []) for row in rows}
    members = select(
        Stay.household_id,
        Person.id.label("person_id"),
        Person.name,
        Person.id_number_index,
        Stay.relation,
        Stay.since,
    )
    members = (
        members.select_from(Stay)
        .outerjoin(Alias, stands_for(Stay.person_id))
        .join(Person, Person.id == kept(Stay.person_id))
    )
    for row in session.execute(members.where(Stay.until.is_(None))):
        occupant = Occupant(row.person_id, row.name, row.id_number_index is not None, row.relation, row.since)
        found[row.household_id].members.append(occupant)
    return list(found.values())


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


def count_open_tenancies(session: Session) -> int:
    """How many households live here."""
    return session.scalar(select(func.count()).select_from(Tenancy).where(Tenancy.until.is_(None))) or 0


def lease_imports() -> Select[Any]:
    """All rosters that were taken."""
    return select(LeaseImport)


def lease_import(session: Session, import_id: UUID) -> LeaseImport | None:
    """One of them."""
    return session.get(LeaseImport, import_id)


def lease_findings(import_id: UUID, *, kind: str | None = None) -> Select[Any]:
    """What a roster found, all or of one kind."""
    found = select(LeaseFinding).where(LeaseFinding.import_id == import_id)
    return found if kind is None else found.where(LeaseFinding.kind == kind)
