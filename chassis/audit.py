"""Audit: who did what with personal data, when and why, in a chain that cannot be changed unnoticed."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from chassis import access, clock, settings
from chassis.events.tables import AuditRow
from chassis.personal import CannotOpen

COMMAND_LINE: Final = "command_line"
"""The role of an operator who works without a token."""

_LOCK = 0x61756469
_BEGINNING = b"doorstep audit"
_PAGE = 1000


class Head(NamedTuple):
    """Where the chain ends: noted elsewhere, it proves later that no row was taken off the end."""

    number: int
    seal: str

    def __str__(self) -> str:
        return f"{self.number}:{self.seal}"


def record(session: Session, action: str, *, about: UUID | None = None, reason: str = "") -> None:
    """Add to the log, in the transaction of what is done; others who add wait until that ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    session.flush()
    last = _last(session)
    who = access.caller.get()
    row = AuditRow(
        number=last.number + 1 if last else 1,
        at=clock.now(),
        role=who.role if who else COMMAND_LINE,
        caller=str(who.subject) if who else "",
        action=action,
        about=str(about) if about else "",
        reason=reason,
    )
    row.seal = _seal(row, last.seal if last else _BEGINNING)
    session.add(row)
    session.flush()


def handed_over(reason: str = "", **facts: object) -> str:
    """A reason with what was handed over, for its row: areas, days, ids and numbers, never anybody's data.

    `消防疏散演练 [area=/huafu/c1/b18/ as_of=2026-11-24 rows=43 in_clear=True]`; what is None is left out.
    """
    told = " ".join(f"{name}={value}" for name, value in facts.items() if value is not None)
    return f"{reason} [{told}]".lstrip()


def head(session: Session) -> Head | None:
    """The end of the chain; None while nothing is recorded."""
    last = _last(session)
    return Head(last.number, last.seal.hex()) if last else None


def faults(session: Session, *, noted: Head | None = None) -> Iterator[str]:
    """What is wrong with the chain, a sentence each: rows changed, missing, put elsewhere or taken off the end."""
    before, expected, seen = _BEGINNING, 1, None
    for number, row in _rows(session):
        if number != expected:
            yield f"row {expected} is missing" + (f", up to {number - 1}" if number - expected > 1 else "")
        if row is None:
            yield f"row {number} cannot be read: it was changed, or its key is not configured here"
        elif number == expected and not hmac.compare_digest(row.seal, _seal(row, before)):
            yield f"row {number} is not what was recorded, or not where it was"
        before = row.seal if row else session.scalars(select(AuditRow.seal).filter_by(number=number)).one()
        if noted and number == noted.number:
            seen = before.hex()
        expected = number + 1
    if noted and seen is None:
        yield f"row {noted.number}, noted as the end once, is missing"
    elif noted and seen != noted.seal:
        yield f"row {noted.number} is another than the one noted as the end once"


def _last(session: Session) -> Row[int, bytes] | None:
    return session.execute(
        select(AuditRow.number, AuditRow.seal).order_by(AuditRow.number.desc()).limit(1)
    ).first()


def _rows(session: Session) -> Iterator[tuple[int, AuditRow | None]]:
    """Every row by its number, in order; None for one that cannot be read any more."""
    numbers = session.scalars(select(AuditRow.number).order_by(AuditRow.number)).all()
    for start in range(0, len(numbers), _PAGE):
        yield from _read(session, numbers[start : start + _PAGE])


def _read(session: Session, numbers: Sequence[int]) -> Iterator[tuple[int, AuditRow | None]]:
    some = AuditRow.number.between(numbers[0], numbers[-1])
    try:
        found = session.scalars(select(AuditRow).where(some).order_by(AuditRow.number)).all()
    except (CannotOpen, TypeError, ValueError):
        if len(numbers) == 1:
            yield numbers[0], None
            return
        middle = len(numbers) // 2
        yield from _read(session, numbers[:middle])
        yield from _read(session, numbers[middle:])
    else:
        yield from ((row.number, row) for row in found)


def _seal(row: AuditRow, before: bytes) -> bytes:
    """HMAC-SHA256 over a row and the seal before it: who can write the table cannot make one without the key."""
    at = row.at.isoformat(timespec="microseconds")
    said = [row.number, at, row.role, row.caller, row.action, row.about, row.reason]
    key = hmac.digest(settings.current().blind_index_key.encode(), _BEGINNING, hashlib.sha256)
    return hmac.digest(key, before + json.dumps(said).encode(), hashlib.sha256)
