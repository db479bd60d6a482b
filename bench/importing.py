"""How long a lease roster takes: a full one into an empty register, next month's, and one with many slips."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import parts
from chassis import clock, database
from services.residents.demo.community import build_community
from services.residents.demo.load import draw_map
from services.residents.demo.months import months_later
from services.residents.demo.next_month import next_month
from services.residents.demo.roster import SINCE, RosterRow, write_roster_workbook

_SLIP_EVERY = 20
_FIRST_SECONDS, _FIRST_MEGABYTES, _NEXT_SECONDS = 90, 400, 30


def measure() -> list[parts.Figure]:
    """Import the workbooks, each in a process of its own whose memory is read at its end."""
    with (
        parts.community("residents", "grievances", "employment", "notifications"),
        TemporaryDirectory() as folder,
    ):
        community = build_community(today=months_later(clock.today(), -1))
        first, following, sloppy = (Path(folder, f"{name}.xlsx") for name in ("first", "next", "sloppy"))
        write_roster_workbook(community.roster_rows(), first)
        month = next_month(community)
        month.write(following)
        write_roster_workbook(_with_slips(month.rows), sloppy, as_of=month.on)
        with database.of("residents").transaction() as session:
            draw_map(session, community)
        one = _import(first, str(community.today))
        two = _import(following, str(month.on))
        three = _import(sloppy, str(month.on))
    counts = {name: two["changes"][name] for name in two["changes"]}
    assert counts == {name: month.expected[name] for name in counts}, (counts, month.expected)
    assert three["faults"] >= len(month.rows) // _SLIP_EVERY, three
    assert (three["changes"]["move_outs"], three["changes"]["leavings"]) == (0, 0), three
    reading = one["reading_seconds"]
    return [
        parts.Figure("import, empty register", one["seconds"], "s", "reading the workbook alone", reading,
                     one["seconds"] / reading, "≤ 90 s", one["seconds"] <= _FIRST_SECONDS, one),
        parts.Figure("import, memory", one["megabytes"], "MB", "promised", _FIRST_MEGABYTES,
                     one["megabytes"] / _FIRST_MEGABYTES, "≤ 400 MB", one["megabytes"] <= _FIRST_MEGABYTES),
        parts.Figure("import, next month", two["seconds"], "s", "reading the workbook alone", two["reading_seconds"],
                     two["seconds"] / two["reading_seconds"], "≤ 30 s", two["seconds"] <= _NEXT_SECONDS, two),
        parts.Figure("import, one row in 20 faulty", three["seconds"], "s", "reading the workbook alone",
                     three["reading_seconds"], three["seconds"] / three["reading_seconds"], "≤ 30 s",
                     three["seconds"] <= _NEXT_SECONDS, three),
    ]  # fmt: skip


def _with_slips(rows: Iterable[RosterRow]) -> Iterator[RosterRow]:
    """The same roster as somebody would send it who types days in words now and then."""
    for place, row in enumerate(rows):
        yield row | {SINCE: "去年五月"} if place % _SLIP_EVERY == 0 else row


def _import(workbook: Path, as_of: str) -> dict[str, Any]:
    with parts.process("-m", "bench.contenders.one_import", str(workbook), as_of) as child:
        assert child.wait(300) == 0
    found: dict[str, Any] = json.loads(workbook.with_suffix(".json").read_text())
    return found
