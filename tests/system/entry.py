"""The entry of test processes: `python -m tests.system.entry probe|services setup|SABOTAGE|- [worker…]`.

`probe` makes the probe the only service there is. A sabotage takes one safeguard away before the worker starts.
"""

# First of all: the worker's event loop must own the standard library.
from chassis.events import process  # isort: skip

import os
import sys
from pathlib import Path

import contracts
import services
from chassis import topology
from tests.system.sabotage import SABOTAGES

_PROBE = Path(__file__).parent / "probe"


def main(system: str, act: str, *workers: str) -> int:
    """Set up, or run workers; returns the exit status."""
    if system == "probe":
        services.__path__[:] = [str(_PROBE / "services")]
        contracts.__path__.append(str(_PROBE / "contracts"))
    if act == "setup":
        topology.set_up(print)
        return 0
    if act != "-":
        SABOTAGES[act]()
    return process.main(list(workers))


if __name__ == "__main__":
    os._exit(main(*sys.argv[1:]))
