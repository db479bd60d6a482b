"""What encryption at rest costs: writing and reading a column of names, encrypted and plain."""

import time
from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

from bench import parts
from chassis import database
from chassis.personal import Encrypted

_ROWS = 20_000
_WRITE_PROMISE, _READ_PROMISE = 4.0, 8.0


def measure() -> list[parts.Figure]:
    """Write and read the same names in two tables of one database, each twice; the better time counts."""
    with parts.community("residents"):
        tables = MetaData()
        secret = Table(
            "bench_secret", tables, Column("id", Integer, primary_key=True), Column("name", Encrypted())
        )
        plain = Table(
            "bench_plain", tables, Column("id", Integer, primary_key=True), Column("name", String())
        )
        tables.create_all(database.of("residents").engine)
        wrote, read = zip(*(_times(each) for each in (secret, plain)), strict=True)
    return [
        _figure("writing 20,000 encrypted names", wrote, _WRITE_PROMISE),
        _figure("reading 20,000 encrypted names", read, _READ_PROMISE),
    ]


def _figure(name: str, seconds: tuple[float, ...], promise: float) -> parts.Figure:
    encrypted, plain = seconds
    ratio = encrypted / plain
    return parts.Figure(
        name, encrypted, "s", "a plain column", plain, ratio, f"≤ {promise:g} ×", ratio <= promise
    )


def _times(table: Table) -> tuple[float, float]:
    wrote, read = [], []
    for _ in range(2):
        with database.of("residents").transaction() as session:
            session.execute(table.delete())
            wrote.append(
                _took(session, insert(table), [{"id": at, "name": "欧阳建国"} for at in range(_ROWS)])
            )
        with database.of("residents").reading() as session:
            read.append(_took(session, select(table)))
    return min(wrote), min(read)


def _took(session: Any, statement: Any, *values: Any) -> float:
    began = time.perf_counter()
    result = session.execute(statement, *values)
    if result.returns_rows:
        assert len(result.all()) == _ROWS
    return time.perf_counter() - began
