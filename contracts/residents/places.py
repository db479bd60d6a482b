"""Facts about places and grids."""

from uuid import UUID

from chassis.contracts import Event, contract
from contracts.residents.values import Area


@contract(name="dwelling_registered", version=1, subject="dwelling_id")
class DwellingRegistered(Event):
    """A dwelling has been entered into the register, with its place and its leaf grid."""

    dwelling_id: UUID
    address: str
    area: Area
    grid: Area
