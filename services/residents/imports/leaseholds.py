"""The roster's rows gathered into households, and what their leases say otherwise than the register."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.residents.changes import LeaseTerms
from services.residents.imports.workbook import LeaseRoster, LeaseRow
from services.residents.models.tenancies import STEPS
from services.residents.queries import Occupancy


@dataclass
class Lease:
    """One household of the roster."""

    rows: list[LeaseRow]
    dwelling_id: UUID
    tenant: LeaseRow


class OtherTerms(NamedTuple):
    """What a lease says now; a later end is a renewal, all else was written down wrongly before."""

    terms: LeaseTerms
    fields: list[str]
    renewed: bool
    doubt: str | None


def leases_of(roster: LeaseRoster, dwellings: dict[str, UUID]) -> tuple[list[Lease], set[str]]:
    """The roster's households whose tenant's row is good, and where the others are, whose rows tell too little."""
    together: defaultdict[str, list[LeaseRow]] = defaultdict(list)
    for row in roster.rows:
        together[row.contract_number].append(row)
    found, without_tenant = list[Lease](), set[str]()
    for rows in together.values():
        tenant = next((row for row in rows if row.relation == "tenant"), None)
        if tenant is None:
            without_tenant.add(rows[0].address)
        else:
            found.append(Lease(rows, dwellings[tenant.address], tenant))
    return found, without_tenant


def other_terms(lease: Lease, household: Occupancy, as_of: date) -> OtherTerms | None:
    """How the lease of a household that stays where it is differs; None where it does not."""
    tenant, known = lease.tenant, household.lease_ends
    if (tenant.contract_number, tenant.lease_ends) == (household.contract_number, known):
        return None
    fields = ["contract_number"] if tenant.contract_number != household.contract_number else []
    fields += ["lease_ends"] if tenant.lease_ends != known else []
    renewed = known is None or tenant.lease_ends > known
    terms = LeaseTerms(
        household_id=household.household_id, contract_number=tenant.contract_number,
        lease_ends=tenant.lease_ends, on=as_of,
    )  # fmt: skip
    return OtherTerms(terms, fields, renewed, _doubt(terms, household, as_of, renewed=renewed))


def _doubt(terms: LeaseTerms, household: Occupancy, as_of: date, *, renewed: bool) -> str | None:
    """Why a lease cannot be other than it is."""
    if household.since > as_of:
        return "newer_known"
    if household.since > terms.lease_ends:
        return "lease_over"
    return "renewal_not_open" if renewed and household.state not in STEPS["renew"].after else None
