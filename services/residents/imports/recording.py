"""The record of an import: opened before anything is written, kept with each part of it, closed at the end."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import case
from sqlalchemy.orm import Session

from chassis import audit
from chassis.bulk import insert_into, insert_rows
from chassis.ids import new_id
from services.residents import queries
from services.residents.changes import RegisterChanges
from services.residents.checks import IMPORT_CONFLICT
from services.residents.errors import RegisterChangedMeanwhile
from services.residents.imports.comparison import Comparison
from services.residents.imports.doubts import SUPERSEDED
from services.residents.imports.reconciling import IN_DOUBT, Line, findings_about_homes
from services.residents.imports.workbook import LeaseRoster
from services.residents.models import LeaseFinding, LeaseImport, WrittenForm
from services.residents.usecases.verifying import doubt

LONGEST_FORM: Final = 200
"""Characters that are kept of an address as it is written."""


class Opened(NamedTuple):
    """An import that may write now."""

    id: UUID
    resumed: bool
    """Whether an earlier run of the same file had begun it."""


def counted(changes: RegisterChanges) -> dict[str, int]:
    """How many changes there are of each kind."""
    return {
        "move_outs": len(changes.move_outs),
        "move_ins": len(changes.move_ins),
        "exchanges": len(changes.exchanges),
        "joinings": len(changes.joinings),
        "renewals": len(changes.renewals),
        "corrections": len(changes.corrections),
        "leavings": len(changes.leavings),
        "people_corrected": changes.count_told,
    }


def open_import(session: Session, roster: LeaseRoster, *, as_of: date, now: datetime) -> Opened:
    """Begin an import, or take up the one of the same file and day that did not end; who does is on record."""
    begun = queries.unfinished_import(session, roster.sha256, as_of=as_of)
    taken = begun or LeaseImport(
        id=new_id(),
        began_at=now,
        as_of=as_of,
        sha256=roster.sha256,
        changes=json.dumps(counted(RegisterChanges())),
    )
    taken.rows, taken.faults, taken.ignored = len(roster.rows), len(roster.faults), roster.ignored
    session.add(taken)
    audit.record(session, "leases.import_resumed" if begun else "leases.imported", about=taken.id)
    return Opened(taken.id, begun is not None)


def lock_import(session: Session, import_id: UUID) -> LeaseImport:
    """Keep others from going on with this import. Raises RegisterChangedMeanwhile when it has ended."""
    taken = queries.locked_import(session, import_id)
    if taken.ended_at is not None:
        raise RegisterChangedMeanwhile
    return taken


def note_part(session: Session, taken: LeaseImport, changes: RegisterChanges, found: Iterable[Line]) -> None:
    """Keep what a part of the import has changed, in the transaction in which it does."""
    so_far = json.loads(taken.changes)
    taken.changes = json.dumps({kind: so_far.get(kind, 0) + more for kind, more in counted(changes).items()})
    _keep(session, taken, found)


def note_homes(session: Session, taken: LeaseImport, found: Comparison) -> None:
    """Keep what is corrected and what stays in doubt, once, and let the households in doubt be checked.

    What an older roster says otherwise puts nobody in question.
    """
    asked = [address for address, why in found.in_doubt.items() if why != {SUPERSEDED}]
    doubt(session, queries.households_at(session, asked), ground=IMPORT_CONFLICT, on=taken.as_of)
    doubted = {each.address for each in session.scalars(queries.lease_findings(taken.id, kind=IN_DOUBT))}
    lines = findings_about_homes(found)
    _keep(session, taken, [each for each in lines if each.kind != IN_DOUBT or each.address not in doubted])


def note_written(
    session: Session, roster: LeaseRoster, dwellings: Mapping[str, UUID], *, as_of: date
) -> None:
    """Keep how the roster writes the addresses of the register, as far as it is not the way the register does."""
    forms = {
        (dwellings[key], text[:LONGEST_FORM])
        for text, key in roster.written.items()
        if key in dwellings and text != key
    }
    rows = [
        {"dwelling_id": dwelling, "text": text, "first_on": as_of, "last_on": as_of}
        for dwelling, text in sorted(forms)
    ]
    insert = insert_into(session, WrittenForm)
    new, there = insert.excluded, WrittenForm.__table__.c
    insert = insert.on_conflict_do_update(
        index_elements=[WrittenForm.dwelling_id, WrittenForm.text],
        set_={
            "first_on": case((new.first_on < there.first_on, new.first_on), else_=there.first_on),
            "last_on": case((new.last_on > there.last_on, new.last_on), else_=there.last_on),
        },
    )
    for some in queries.in_chunks(rows):
        session.execute(insert, some)


def close_import(session: Session, import_id: UUID, *, now: datetime) -> dict[str, int]:
    """End an import; gives how much all its runs have changed, by kind."""
    taken = queries.locked_import(session, import_id)
    taken.ended_at = taken.ended_at or now
    changes: dict[str, int] = json.loads(taken.changes)
    return changes


def _keep(session: Session, taken: LeaseImport, found: Iterable[Line]) -> None:
    session.flush()
    first = queries.count_findings(session, taken.id) + 1
    rows = [{"import_id": taken.id, "number": at, **line._asdict()} for at, line in enumerate(found, first)]
    insert_rows(session, LeaseFinding, rows)
