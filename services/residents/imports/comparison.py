"""What comparing a roster with the register has found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from services.residents.changes import MoveIn, RegisterChanges


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
    moving_on: set[UUID] = field(default_factory=set)
    """People who leave one household and come to another."""
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

    def parts(self, households: int) -> Iterator[RegisterChanges]:
        """What is to be written together: all ends with those who come elsewhere for them, then other beginnings."""
        changes = self.changes
        later = [each for each in changes.move_ins if self.moving_on.isdisjoint(_people(each))]
        coming = {person for move in later for person in _people(move)}
        people = {each.id: each for each in changes.people}
        moving_on = [each for each in changes.move_ins if not self.moving_on.isdisjoint(_people(each))]
        told = [each for each in changes.people if each.id not in coming]
        yield replace(changes, people=told, move_ins=moving_on)
        for start in range(0, len(later), households):
            moves = later[start : start + households]
            new = [people[each] for move in moves for each in _people(move) if each in people]
            yield RegisterChanges(people=new, move_ins=moves)


def _people(move: MoveIn) -> list[UUID]:
    return [member.person_id for member in move.members]
