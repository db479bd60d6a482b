"""Who may offer work and who may look for it."""

from typing import Final

from chassis.access import Permissions, Scope
from contracts.roles import AUDITOR, COMMUNITY_STAFF, EMPLOYER, GRID_WORKER, HUB_KEEPER, MEDIATOR, RESIDENT

_ALL, _AREA, _OWN = Scope.ALL, Scope.AREA, Scope.OWN
_EVERYBODY = dict.fromkeys(
    (RESIDENT, HUB_KEEPER, GRID_WORKER, COMMUNITY_STAFF, MEDIATOR, EMPLOYER, AUDITOR), _ALL
)

PERMISSIONS: Final[Permissions] = {
    "employers.read": _EVERYBODY,
    "employers.register": {COMMUNITY_STAFF: _ALL},
    "postings.read": _EVERYBODY,
    "postings.manage": {COMMUNITY_STAFF: _ALL, EMPLOYER: _OWN},
    "wishes.keep": {RESIDENT: _OWN, HUB_KEEPER: _OWN, GRID_WORKER: _AREA, COMMUNITY_STAFF: _AREA},
    "people.held": {COMMUNITY_STAFF: Scope.AREA, RESIDENT: Scope.OWN, HUB_KEEPER: Scope.OWN},
    "audit.read": {AUDITOR: Scope.ALL},
}
"""Who may read postings sees those that are or were open; drafts are for those who manage them."""
