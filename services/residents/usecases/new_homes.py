"""Where a household goes on that changes its dwelling: a free one, or the one that was kept for its tenant."""

from typing import Final

from services.residents import queries
from services.residents.changes import Exchange
from services.residents.errors import (
    ContractNeeded,
    DwellingOccupied,
    EndsBeforeItBegan,
    LeaseEndsTooEarly,
    SignedOtherwise,
)
from services.residents.models.tenancies import state_after
from services.residents.usecases import closing
from services.residents.usecases.desk import Desk

_ENDED_AND_BEGUN: Final = 2
"""No two tenancies of a household have a version in common: who has seen one has not seen the next."""


def new_home(desk: Desk, old: queries.OpenTenancy, exchange: Exchange) -> queries.OpenTenancy:
    """The tenancy of the dwelling a household changes to.

    Raises DwellingUnknown, DwellingOccupied unless it is free or kept for this very tenant, ContractNeeded,
    LeaseEndsTooEarly; for one that was kept also EndsBeforeItBegan, SignedOtherwise.
    """
    place = desk.place(exchange.dwelling_id)
    kept_free = desk.reservations.get(exchange.dwelling_id)
    if kept_free is not None and desk.kept[kept_free.tenant_id] == _tenant(desk, exchange):
        return _take_up(desk, kept_free, exchange, version=max(kept_free.version, old.version + 1) + 1)
    if exchange.dwelling_id in desk.occupied:
        raise DwellingOccupied(address=place.address)
    if exchange.contract_number is None or exchange.lease_ends is None:
        raise ContractNeeded
    return desk.begin_tenancy(
        exchange.household_id, exchange.tenancy_id, exchange.dwelling_id, exchange.contract_number,
        exchange.on, exchange.lease_ends, version=old.version + _ENDED_AND_BEGUN,
    )  # fmt: skip


def _tenant(desk: Desk, exchange: Exchange) -> object:
    members = desk.stays[exchange.household_id].values()
    return next((desk.kept[each.person_id] for each in members if each.relation == "tenant"), None)


def _take_up(
    desk: Desk, kept_free: queries.Reservation, exchange: Exchange, *, version: int
) -> queries.OpenTenancy:
    """Let what was kept become the household's tenancy; what was signed holds."""
    signed = kept_free.lease_ends is not None
    contract = kept_free.contract_number if signed else exchange.contract_number
    ends = kept_free.lease_ends if signed else exchange.lease_ends
    if contract is None or ends is None:
        raise ContractNeeded
    if exchange.contract_number not in (None, contract) or exchange.lease_ends not in (None, ends):
        raise SignedOtherwise
    if exchange.on < kept_free.last_step_on:
        raise EndsBeforeItBegan(on=exchange.on, since=kept_free.last_step_on)
    if ends < exchange.on:
        raise LeaseEndsTooEarly(lease_ends=ends, since=exchange.on)
    state = state_after(kept_free.state, "exchange_into")
    desk.occupied[kept_free.dwelling_id] = exchange.household_id
    desk.taken_up.append(
        {"id": kept_free.id, "household_id": exchange.household_id, "contract_number": contract,
         "lease_ends": ends, "since": exchange.on, "state": state, "version": version}
    )  # fmt: skip
    desk.given_up.append(kept_free.household_id)
    desk.taken.append(closing.Taken(kept_free.id, "exchange_into", exchange.on))
    return queries.OpenTenancy(
        kept_free.id,
        exchange.household_id,
        kept_free.dwelling_id,
        exchange.on,
        state,
        version,
        contract,
        ends,
    )
