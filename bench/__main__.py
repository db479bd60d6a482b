"""`python -m bench [NAME…]`: measure, print a table, write bench/results/latest.json."""

import json
import platform
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import apply, encryption, fanout, importing, latency, publish, reading
from bench.parts import Figure

MEASURES = {
    "apply": apply,
    "publish": publish,
    "latency": latency,
    "fanout": fanout,
    "import": importing,
    "reading": reading,
    "encryption": encryption,
}
RESULTS = Path(__file__).parent / "results"


def main(names: list[str]) -> int:
    """Measure what is asked for, or everything; the exit status says whether all promises were kept."""
    console = Console()
    unknown = set(names) - MEASURES.keys()
    if unknown:
        console.print(f"No such measure: {', '.join(unknown)}. There are: {', '.join(MEASURES)}.")
        return 2
    figures: list[Figure] = []
    for name in names or MEASURES:
        console.print(f"[dim]measuring {name} …[/]")
        figures += MEASURES[name].measure()
    console.print(_table(figures))
    RESULTS.mkdir(exist_ok=True)
    document = {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "figures": [asdict(each) for each in figures],
    }
    target = RESULTS / "latest.json"
    target.write_text(json.dumps(document, indent=2, ensure_ascii=False), encoding="utf-8")
    console.print(
        f"written to {target.relative_to(Path.cwd()) if target.is_relative_to(Path.cwd()) else target}"
    )
    return 0 if all(each.kept for each in figures) else 1


def _table(figures: list[Figure]) -> Table:
    table = Table("", "measured", "floor", "", "ratio", "promise", "")
    for each in figures:
        table.add_row(
            each.name, f"{each.value:,.2f} {each.unit}", each.floor, f"{each.floor_value:,.2f}",
            f"{each.ratio:.2f}", each.promise, "[green]kept[/]" if each.kept else "[red]missed[/]",
        )  # fmt: skip
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
