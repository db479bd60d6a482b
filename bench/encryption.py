"""What encryption at rest costs: a column of names, encrypted and plain, and the cipher alone."""

import gc
import time
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

from bench import parts
from chassis import database
from chassis.personal import Encrypted

_ROWS = 20_000
_NAME = "欧阳建国"
_PROMISE = 1.5


def measure() -> list[parts.Figure]:
    """Write and read the same names in two tables of one database, each twice; the better time counts.

    What the cipher itself takes is the price of the promise that nobody reads the disk; what we add to it is ours.
    """
    gc.collect()
    gc.freeze()  # as our processes do: what the libraries left is not searched while we measure
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
        figure
        for name, (encrypted, plain), cipher in zip(
            ("writing", "reading"), (wrote, read), _alone(), strict=True
        )
        for figure in (
            _figure(name, encrypted, "a plain column", plain, promise=None),
            _figure(name, encrypted, "plain and the cipher alone", plain + cipher, promise=_PROMISE),
        )
    ]


def _figure(
    name: str, seconds: float, floor: str, floor_seconds: float, *, promise: float | None
) -> parts.Figure:
    ratio = seconds / floor_seconds
    return parts.Figure(
        f"{name} 20,000 encrypted names", seconds, "s", floor, floor_seconds, ratio,
        f"≤ {promise:g} ×" if promise else "only told", promise is None or ratio <= promise,
    )  # fmt: skip


def _alone() -> tuple[float, float]:
    """Seconds to encrypt and to decrypt as many names with nothing around."""
    cipher = Fernet(Fernet.generate_key())
    began = time.perf_counter()
    tokens = [cipher.encrypt(_NAME.encode()) for _ in range(_ROWS)]
    between = time.perf_counter()
    for each in tokens:
        cipher.decrypt(each)
    return between - began, time.perf_counter() - between


def _times(table: Table) -> tuple[float, float]:
    wrote, read = [], []
    for _ in range(2):
        with database.of("residents").transaction() as session:
            session.execute(table.delete())
            wrote.append(_took(session, insert(table), [{"id": at, "name": _NAME} for at in range(_ROWS)]))
        with database.of("residents").reading() as session:
            read.append(_took(session, select(table)))
    return min(wrote), min(read)


def _took(session: Any, statement: Any, *values: Any) -> float:
    began = time.perf_counter()
    result = session.execute(statement, *values)
    if result.returns_rows:
        assert len(result.all()) == _ROWS
    return time.perf_counter() - began
