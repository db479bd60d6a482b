"""Audit: who did what with personal data, when and why, in a chain that cannot be changed unnoticed."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis import access, clock, settings
from chassis.events.tables import AuditRow

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
    last = session.scalars(select(AuditRow).order_by(AuditRow.number.desc()).limit(1)).first()
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
    last = session.scalars(select(AuditRow).order_by(AuditRow.number.desc()).limit(1)).first()
    return Head(last.number, last.seal.hex()) if last else None


def faults(session: Session, *, noted: Head | None = None) -> Iterator[str]:
    """What is wrong with the chain, a sentence each: rows changed, missing, put elsewhere or taken off the end."""
    before, expected, seen = _BEGINNING, 1, None
    for row in session.scalars(select(AuditRow).order_by(AuditRow.number).execution_options(yield_per=_PAGE)):
        if row.number != expected:
            yield f"row {expected} is missing" + (
                f", up to {row.number - 1}" if row.number - expected > 1 else ""
            )
        elif not hmac.compare_digest(row.seal, _seal(row, before)):
            yield f"row {row.number} is not what was recorded, or not where it was"
        if noted and row.number == noted.number:
            seen = row.seal.hex()
        before, expected = row.seal, row.number + 1
    if noted and seen is None:
        yield f"row {noted.number}, noted as the end once, is missing"
    elif noted and seen != noted.seal:
        yield f"row {noted.number} is another than the one noted as the end once"


def _seal(row: AuditRow, before: bytes) -> bytes:
    """HMAC-SHA256 over a row and the seal before it: who can write the table cannot make one without the key."""
    at = row.at.isoformat(timespec="microseconds")
    said = [row.number, at, row.role, row.caller, row.action, row.about, row.reason]
    key = hmac.digest(settings.current().blind_index_key.encode(), _BEGINNING, hashlib.sha256)
    return hmac.digest(key, before + json.dumps(said).encode(), hashlib.sha256)
