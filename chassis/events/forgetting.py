"""Forgetting: sealed values of a person are taken out of what was announced and of what failed."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from chassis.contracts import all_contracts
from chassis.events.tables import FailedEvent, OutboxRow

_CHUNK = 5_000


def forget_sealed(session: Session, subjects: Sequence[str]) -> None:
    """Put null where a sealed value was, in the log of this service and in its failed events about these subjects.

    What a broker still carries is left: whoever hears it has by then a newer fact about the same subject.
    """
    for start in range(0, len(subjects), _CHUNK):
        some = subjects[start : start + _CHUNK]
        _in_log(session, some)
        _in_failures(session, some)


def sealed_fields() -> dict[str, list[str]]:
    """The sealed fields of every contract that has some, by CloudEvents type."""
    found = {
        each.type(): [name for name, field in each.schema.fields.items() if field.metadata.get("personal")]
        for each in all_contracts()
    }
    return {kind: names for kind, names in found.items() if names}


def _in_log(session: Session, subjects: Sequence[str]) -> None:
    fields = sealed_fields()
    wanted = select(OutboxRow.id, OutboxRow.type, OutboxRow.data).where(
        OutboxRow.subject.in_(subjects), OutboxRow.type.in_(fields)
    )
    rows = session.execute(wanted.with_for_update()).all()
    changed = [{"row": row.id, "emptied": _emptied(row.data, fields[row.type])} for row in rows]
    if changed:
        statement = update(OutboxRow.__table__).where(OutboxRow.id == bindparam("row"))  # type: ignore[arg-type]
        session.connection().execute(statement.values(data=bindparam("emptied")), changed)


def _in_failures(session: Session, subjects: Sequence[str]) -> None:
    fields = sealed_fields()
    # The subject of a failed event is one of its headers, kept as JSON; there are never many failures.
    wanted = select(FailedEvent).where(FailedEvent.type.in_(fields)).with_for_update()
    gone = set(subjects)
    for failed in session.scalars(wanted):
        if json.loads(failed.headers).get("subject") in gone:
            failed.body = _emptied(failed.body.decode(errors="replace"), fields[failed.type]).encode()


def _emptied(data: str, names: Sequence[str]) -> str:
    try:
        found: Any = json.loads(data)
    except (ValueError, RecursionError):
        return "{}"
    if not isinstance(found, dict):
        return "{}"
    return json.dumps(
        found | dict.fromkeys(set(names) & set(found)), ensure_ascii=False, separators=(",", ":")
    )
