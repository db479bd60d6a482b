"""The roster's rows gathered into households."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from services.residents.imports.workbook import LeaseRoster, LeaseRow


@dataclass
class Lease:
    """One household of the roster."""

    rows: list[LeaseRow]
    dwelling_id: UUID
    tenant: LeaseRow


def leases_of(roster: LeaseRoster, dwellings: dict[str, UUID]) -> list[Lease]:
    """The roster's households whose tenant's row is good; without it, the others tell too little."""
    together: defaultdict[str, list[LeaseRow]] = defaultdict(list)
    for row in roster.rows:
        together[row.contract_number].append(row)
    found = []
    for rows in together.values():
        tenant = next((row for row in rows if row.relation == "tenant"), None)
        if tenant is not None:
            found.append(Lease(rows, dwellings[tenant.address], tenant))
    return found
