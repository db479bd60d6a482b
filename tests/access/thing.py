"""What an attempt is about."""

from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import count
from uuid import UUID

from chassis.ids import new_id

BUILDING, UNIT, GRID = "/e/c1/b10/", "/e/c1/b10/u1/", "/e/g1/g10/"
SINCE, ENDS = date(2026, 1, 1), date(2031, 1, 1)

NUMBERS = count(1)


@dataclass(frozen=True, kw_only=True)
class Thing:
    """What an attempt is about; a service knows those of the ids that are its own."""

    person: UUID
    newcomer: UUID
    member: UUID
    restricted: UUID
    leaver: UUID
    pair: UUID
    former: UUID
    household: UUID
    tenancy: UUID
    reserved: UUID
    kept_free: UUID
    gone: UUID
    away: UUID
    task: UUID
    verification: UUID
    tag: UUID
    plan: UUID
    visit: UUID
    promise: UUID
    dwelling: UUID
    vacancy: UUID
    post: UUID
    vacant_post: UUID
    case: UUID
    employer: UUID
    draft: UUID
    posting: UUID
    wish: UUID
    message: int = 1
    address: str
    phone: str
    unit: str
    grid: str

    def unknown(self, *names: str) -> "Thing":
        """The same with ids that nobody knows, all or the named ones."""
        chosen = names or [each.name for each in fields(self) if each.type == UUID]
        return replace(self, **dict.fromkeys(chosen, new_id()))
