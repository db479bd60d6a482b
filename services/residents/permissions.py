"""Who may see and do what in the register."""

from typing import Final

from chassis.access import Permissions, Scope
from contracts.roles import (
    AUDITOR,
    COMMUNITY_STAFF,
    EMPLOYER,
    GRID_WORKER,
    HUB_KEEPER,
    MEDIATOR,
    OPERATOR,
    RESIDENT,
)

_ALL, _AREA, _OWN = Scope.ALL, Scope.AREA, Scope.OWN
_OFFICE = {GRID_WORKER: _AREA, COMMUNITY_STAFF: _AREA}

PERMISSIONS: Final[Permissions] = {
    "places.read": dict.fromkeys(
        (RESIDENT, HUB_KEEPER, GRID_WORKER, COMMUNITY_STAFF, MEDIATOR, EMPLOYER, OPERATOR, AUDITOR), _ALL
    ),
    "posts.read": {**_OFFICE, HUB_KEEPER: _AREA, MEDIATOR: _AREA, AUDITOR: _AREA, RESIDENT: _ALL},
    "posts.fill": {COMMUNITY_STAFF: _AREA},
    "posts.configure": {COMMUNITY_STAFF: _AREA},
    "posts.classify": {COMMUNITY_STAFF: _ALL},
    "register.read": {**_OFFICE, HUB_KEEPER: _AREA, AUDITOR: _AREA},
    "rosters.unmask": _OFFICE,
    "dwellings.read": {**_OFFICE, HUB_KEEPER: _AREA, MEDIATOR: _AREA, AUDITOR: _AREA, RESIDENT: _OWN},
    "people.read": {**_OFFICE, AUDITOR: _AREA, RESIDENT: _OWN, HUB_KEEPER: _OWN},
    "people.record": _OFFICE,
    "people.correct": _OFFICE,
    "people.unmask": {**_OFFICE, RESIDENT: _OWN, HUB_KEEPER: _OWN},
    "people.search": _OFFICE,
    "duplicates.judge": {COMMUNITY_STAFF: _AREA},
    "people.merge": {COMMUNITY_STAFF: _AREA},
    "people.contact": {**_OFFICE, RESIDENT: _OWN, HUB_KEEPER: _OWN},
    "people.held": {COMMUNITY_STAFF: _AREA, RESIDENT: _OWN, HUB_KEEPER: _OWN},
    "people.restrict": {COMMUNITY_STAFF: _AREA},
    "people.erase": {COMMUNITY_STAFF: _AREA},
    "consents.keep": {**_OFFICE, RESIDENT: _OWN, HUB_KEEPER: _OWN},
    "households.move": _OFFICE,
    "records.verify": {**_OFFICE, HUB_KEEPER: _AREA},
    "care.read": _OFFICE,
    "care.keep": _OFFICE,
    "care.configure": {COMMUNITY_STAFF: _ALL},
    "visits.read": _OFFICE,
    "visits.record": {**_OFFICE, HUB_KEEPER: _AREA},
    "grids.redraw": {COMMUNITY_STAFF: _AREA},
    "leases.import": {COMMUNITY_STAFF: _AREA},
    "audit.read": {AUDITOR: _ALL},
}
"""An import concerns every household, new borders every grid: they take the whole community as area, too."""
