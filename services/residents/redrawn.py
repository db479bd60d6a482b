"""Grids before and after they are drawn anew, and what lies between."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chassis.areas import enclosing
from services.residents.models import Grid
from services.residents.queries import Lying


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """The places that go to a grid; its name if it is to be set up."""

    path: str
    areas: Sequence[str]
    name: str | None = None


@dataclass(kw_only=True)
class Shift:
    """How much goes from one grid to another."""

    source: str
    target: str
    dwellings: int = 0
    households: int = 0
    residents: int = 0


@dataclass(kw_only=True)
class Outcome:
    """What drawing anew changes."""

    opened: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)


@dataclass(frozen=True)
class DrawnMap:
    """The grids before and after."""

    grids: dict[str, Grid]
    going: Sequence[tuple[Lying, Grid]]
    before: set[str]
    after: set[str]

    def opened(self) -> list[Grid]:
        """Grids that are new, or there again, with dwellings in them or beneath them."""
        return self._known(_all_above(self.after) - _all_above(self.before))

    def closed(self) -> list[Grid]:
        """Grids in which, or beneath which, no dwelling is left."""
        return self._known(_all_above(self.before) - _all_above(self.after))

    def _known(self, paths: set[str]) -> list[Grid]:
        return [self.grids[path] for path in sorted(paths) if path in self.grids]


def _all_above(paths: set[str]) -> set[str]:
    return {each for path in paths for each in enclosing(path)}
