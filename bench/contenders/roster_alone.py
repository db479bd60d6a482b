"""The residents' worker with its roster handler alone, which is all that the others do."""

from chassis.events import process  # the event loop comes first

# isort: split
import sys

from chassis import services
from services.residents.worker import ResidentsWorker


class RosterAlone:
    """Keeps rosters, and nothing else."""

    name = "residents"
    keep_rosters = ResidentsWorker.keep_rosters


def main() -> int:
    """Run until terminated."""
    vars(services)["worker_of"] = lambda _: RosterAlone
    return process.main(["residents"])


if __name__ == "__main__":
    sys.exit(main())
