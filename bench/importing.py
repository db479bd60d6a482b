"""How long a lease roster takes: a full one into an empty register, and next month's."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import parts
from chassis import clock, database
from services.residents.demo.community import build_community
from services.residents.demo.load import draw_map
from services.residents.demo.months import months_later
from services.residents.demo.next_month import next_month
from services.residents.demo.roster import write_roster_workbook

_FIRST_SECONDS, _FIRST_MEGABYTES, _NEXT_SECONDS = 90, 400, 30


def measure() -> list[parts.Figure]:
    """Import both workbooks, each in a process of its own whose memory is read at its end."""
    with (
        parts.community("residents", "grievances", "employment", "notifications"),
        TemporaryDirectory() as folder,
    ):
        community = build_community(today=months_later(clock.today(), -1))
        first, following = Path(folder, "first.xlsx"), Path(folder, "next.xlsx")
        write_roster_workbook(community.roster_rows(), first)
        month = next_month(community)
        month.write(following)
        with database.of("residents").transaction() as session:
            draw_map(session, community)
        one = _import(first, str(community.today))
        two = _import(following, str(month.on))
    counts = {name: two["changes"][name] for name in two["changes"]}
    assert counts == {name: month.expected[name] for name in counts}, (counts, month.expected)
    reading = one["reading_seconds"]
    return [
        parts.Figure("import, empty register", one["seconds"], "s", "reading the workbook alone", reading,
                     one["seconds"] / reading, "≤ 90 s", one["seconds"] <= _FIRST_SECONDS, one),
        parts.Figure("import, memory", one["megabytes"], "MB", "promised", _FIRST_MEGABYTES,
                     one["megabytes"] / _FIRST_MEGABYTES, "≤ 400 MB", one["megabytes"] <= _FIRST_MEGABYTES),
        parts.Figure("import, next month", two["seconds"], "s", "reading the workbook alone", two["reading_seconds"],
                     two["seconds"] / two["reading_seconds"], "≤ 30 s", two["seconds"] <= _NEXT_SECONDS, two),
    ]  # fmt: skip


def _import(workbook: Path, as_of: str) -> dict[str, Any]:
    with parts.process("-m", "bench.contenders.one_import", str(workbook), as_of) as child:
        assert child.wait(300) == 0
    found: dict[str, Any] = json.loads(workbook.with_suffix(".json").read_text())
    return found
