"""Who may see and light lamps."""

from chassis.access import Permissions, Scope

PERMISSIONS: Permissions = {
    "lamps.read": {"keeper": Scope.ALL, "walker": Scope.OWN},
    "lamps.light": {"keeper": Scope.AREA},
}
