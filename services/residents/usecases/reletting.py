"""Other terms of a lease that goes on; the earlier ones are kept."""

from chassis.ids import new_id
from contracts.residents import TenancyRenewed
from services.residents.changes import LeaseTerms
from services.residents.models.tenancies import state_after
from services.residents.usecases import closing
from services.residents.usecases.desk import Desk


def relet(desk: Desk, terms: LeaseTerms, *, renewed: bool) -> None:
    """Let a tenancy run under other terms, from a day on or as it should have been written down from the first.

    Raises HouseholdNotHere, StepOutOfOrder.
    """
    before = desk.tenancy(terms.household_id)
    state = state_after(before.state, "renew") if renewed else before.state
    tenancy = before._replace(
        state=state, version=before.version + 1, contract_number=terms.contract_number,
        lease_ends=terms.lease_ends,
    )  # fmt: skip
    desk.tenancies[terms.household_id] = tenancy
    desk.former_leases.append(
        {"id": new_id(), "tenancy_id": before.id, "contract_number": before.contract_number,
         "lease_ends": before.lease_ends, "until": terms.on if renewed else None}
    )  # fmt: skip
    desk.new_terms.append(
        {"id": tenancy.id, "contract_number": terms.contract_number, "lease_ends": terms.lease_ends,
         "state": state, "version": tenancy.version}
    )  # fmt: skip
    if not renewed:
        return
    desk.taken.append(closing.Taken(tenancy.id, "renew", terms.on))
    place = desk.place(tenancy.dwelling_id)
    fact = TenancyRenewed(
        tenancy_id=tenancy.id, household_id=terms.household_id, dwelling_id=place.id, area=place.path,
        grid=place.grid_path, on=terms.on, lease_ends=terms.lease_ends,
    )  # fmt: skip
    desk.events.append((fact, tenancy.version))
