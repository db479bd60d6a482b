"""Merging two records of one person, and setting them apart again."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import aliases, audit
from chassis.access import UNLIMITED, Reach
from chassis.events.outbox import announce
from chassis.versions import require_seen
from contracts.residents import PeopleMerged, PeopleUnmerged
from services.residents import queries
from services.residents.errors import (
    BothLiveHere,
    HasMergedRecords,
    MergedAlready,
    NotMerged,
    PersonUnknown,
    SameRecord,
)
from services.residents.models import DISTINCT, MERGED, Person
from services.residents.usecases.duplicates import mark
from services.residents.usecases.plans_of_one import bring_back_plans, end_duplicate_plans


def merge(
    session: Session,
    merged_id: UUID,
    into: UUID,
    *,
    reason: str,
    today: date,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> None:
    """Let a record count as another one's person from now on, everywhere; no row is touched for it.

    Of two care plans one ends. `seen` is the version of the record to merge. Raises PersonUnknown unless both are
    within reach, SameRecord, ChangedMeanwhile, MergedAlready, HasMergedRecords, BothLiveHere.
    """
    merged, kept = _both(session, merged_id, into, reach)
    if merged.id == kept.id:
        raise SameRecord
    require_seen(merged.version, seen)
    people = aliases.people_of(session, [merged.id, kept.id])
    if people[merged.id] != merged.id or people[kept.id] != kept.id:
        raise MergedAlready
    if list(people.values()).count(merged.id) > 1:
        raise HasMergedRecords
    if len(queries.at_home(session, [merged.id, kept.id])) > 1:
        raise BothLiveHere
    _note(session, merged, kept_id=kept.id)
    end_duplicate_plans(session, kept.id, on=today)
    mark(session, [(merged.id, kept.id)], MERGED)
    fact = PeopleMerged(merged_id=merged.id, kept_id=kept.id)
    announce(session, fact, sequence=merged.version)
    audit.record(session, "people.merged", about=merged.id, reason=reason)


def unmerge(
    session: Session,
    merged_id: UUID,
    *,
    reason: str,
    today: date,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> None:
    """Let a record stand for itself again: what was written under either id belongs to that one alone.

    A care plan that the merger has ended goes on. Raises PersonUnknown unless both are within reach, NotMerged,
    ChangedMeanwhile.
    """
    into = aliases.kept_id(session, merged_id)
    merged, kept = _both(session, merged_id, into, reach)
    require_seen(merged.version, seen)
    if aliases.kept_id(session, merged_id) != kept.id or kept.id == merged.id:
        raise NotMerged
    _note(session, merged, kept_id=None)
    bring_back_plans(session, merged.id, kept.id, today=today)
    mark(session, [(merged.id, kept.id)], DISTINCT)
    fact = PeopleUnmerged(merged_id=merged.id, kept_id=kept.id)
    announce(session, fact, sequence=merged.version)
    audit.record(session, "people.unmerged", about=merged.id, reason=reason)


def _both(session: Session, merged_id: UUID, into: UUID, reach: Reach) -> tuple[Person, Person]:
    """Both records, locked, so that nobody merges either elsewhere or lets it move in meanwhile."""
    found = queries.locked_records(session, {merged_id, into}, reach)
    if merged_id not in found or into not in found:
        raise PersonUnknown
    return found[merged_id], found[into]


def _note(session: Session, merged: Person, *, kept_id: UUID | None) -> None:
    merged.version += 1
    row = {"merged_id": merged.id, "kept_id": kept_id, "version": merged.version}
    session.flush()
    aliases.keep(session, [row])
