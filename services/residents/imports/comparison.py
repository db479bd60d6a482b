"""What comparing a roster with the register has found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from services.residents.changes import RegisterChanges


@dataclass
class Comparison:
    """What the roster says has changed, and what it leaves in doubt."""

    changes: RegisterChanges = field(default_factory=RegisterChanges)
    in_doubt: dict[str, set[str]] = field(default_factory=dict)
    """Addresses of households that were left as they are, each with the codes of why (`DOUBTS`)."""
    corrected: dict[str, set[str]] = field(default_factory=dict)
    """Addresses at which something was written down wrongly, each with the names of the fields."""
    homes: dict[UUID, str] = field(default_factory=dict)
    """The address of every household that was there before."""
    versions: dict[UUID, int] = field(default_factory=dict)
    """Those of their tenancies."""

    def doubt(self, address: str, why: str) -> None:
        """Leave the household at an address in doubt."""
        self.in_doubt.setdefault(address, set()).add(why)

    def leave_all(self, why: str, addresses: Mapping[UUID, str]) -> None:
        """Leave every home as it is, for one reason alone; `addresses` are those of dwellings to be moved into."""
        found = self.changes
        for changes in (found.move_outs, found.leavings, found.exchanges, found.joinings):
            for each in changes:
                self.doubt(self.homes[each.household_id], why)
        for move in found.move_ins:
            self.doubt(addresses[move.dwelling_id], why)
        self.changes = RegisterChanges()
        self.in_doubt = {address: {why} for address in self.in_doubt}

    def correct(self, address: str, *fields: str) -> None:
        """Note of what was written down wrongly at an address."""
        self.corrected.setdefault(address, set()).update(fields)
