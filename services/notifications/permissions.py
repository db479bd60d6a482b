"""Who may read what was told to whom."""

from typing import Final

from chassis.access import Permissions, Scope
from contracts.roles import AUDITOR, COMMUNITY_STAFF, GRID_WORKER, HUB_KEEPER, OPERATOR, RESIDENT

_ALL, _AREA, _OWN = Scope.ALL, Scope.AREA, Scope.OWN

PERMISSIONS: Final[Permissions] = {
    "inboxes.read": {RESIDENT: _OWN, HUB_KEEPER: _OWN, COMMUNITY_STAFF: _AREA},
    "inboxes.mark": {RESIDENT: _OWN, HUB_KEEPER: _OWN},
    "notices.read": dict.fromkeys((GRID_WORKER, COMMUNITY_STAFF, OPERATOR, AUDITOR), _ALL),
    "people.held": {COMMUNITY_STAFF: Scope.AREA, RESIDENT: Scope.OWN, HUB_KEEPER: Scope.OWN},
    "audit.read": {AUDITOR: Scope.ALL},
}
"""Only the person marks a message as read: the community's figures of what was read rest on it."""
