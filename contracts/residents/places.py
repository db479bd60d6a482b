"""Facts about places and grids."""

from datetime import date
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


@contract(name="dwelling_regrouped", version=1, subject="dwelling_id")
class DwellingRegrouped(Event):
    """A dwelling lies in another leaf grid from a day on, because grids were split, merged or drawn anew."""

    dwelling_id: UUID
    address: str
    area: Area
    from_grid: Area
    grid: Area
    on: date
