"""One import in a process of its own, so that its memory can be told apart."""

import json
import re
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from chassis import database
from services.residents.imports.leases import import_leases


def main(workbook: Path, as_of: date) -> None:
    """Import and write down what it took beside the workbook."""
    began = time.perf_counter()
    read_at: list[float] = []

    def progress(stage: str, done: int, total: int | None) -> None:
        del done, total
        if stage == "reading":
            read_at[:] = [time.perf_counter()]

    result = import_leases(
        database.of("residents"), workbook, as_of=as_of, allow_mass_move_out=True, progress=progress
    )
    found: dict[str, Any] = {
        "seconds": time.perf_counter() - began,
        "reading_seconds": read_at[0] - began,
        "megabytes": _most_megabytes(),
        "changes": result.changes,
        "faults": len(result.faults),
        "in_doubt": len(result.in_doubt),
    }
    workbook.with_suffix(".json").write_text(json.dumps(found))


def _most_megabytes() -> float:
    """The most that was resident; getrusage would count what the parent held when it started this process."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))
