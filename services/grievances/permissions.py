"""Who may bring, see and settle cases."""

from typing import Final

from chassis.access import Permissions, Scope
from contracts.roles import AUDITOR, COMMUNITY_STAFF, GRID_WORKER, HUB_KEEPER, MEDIATOR, RESIDENT

_AREA, _OWN = Scope.AREA, Scope.OWN
_FIRST_LINE = dict.fromkeys((HUB_KEEPER, GRID_WORKER, MEDIATOR, COMMUNITY_STAFF), _AREA)

PERMISSIONS: Final[Permissions] = {
    "cases.file": {**_FIRST_LINE, RESIDENT: _OWN},
    "cases.read": {**_FIRST_LINE, AUDITOR: _AREA, RESIDENT: _OWN},
    "cases.settle": _FIRST_LINE,
    "people.held": {COMMUNITY_STAFF: Scope.AREA, RESIDENT: Scope.OWN, HUB_KEEPER: Scope.OWN},
    "audit.read": {AUDITOR: Scope.ALL},
}
"""A resident's own cases are those they brought under their name; they may bring one about any dwelling."""
