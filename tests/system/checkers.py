"""Checkers: what must hold after every run, read from the databases; each returns what is wrong, in words."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from chassis import database, services
from chassis.database import Database
from chassis.events.entrypoints import Subscribe
from chassis.events.tables import FailedEvent, InboxRow, OutboxRow
from services.employment.models import Posting, Wish
from services.grievances.models import Case
from services.notifications.models import Match, Message, Notice
from services.residents.models import Person, Post
from tests.system.commands import Log, occurrences

_ALLOWED = {"ok": {1}, "fail": {0}, "unknown": {0, 1}}


def commands_exist_once(log: Log) -> list[str]:
    """C1: what was answered with success is there exactly once, what was refused is not."""
    troubles = []
    with database.of("residents").reading() as residents, database.of("employment").reading() as employment:
        for operation in log:
            found = occurrences(operation, residents, employment)
            if found not in _ALLOWED[operation.outcome]:
                troubles.append(
                    f"{operation.kind} {operation.key} ({operation.outcome}) is there {found} times"
                )
    return troubles


def announced_once(owned: Collection[str] | None = None) -> list[str]:
    """C2: one outbox row for each version of each subject, without a gap, up to the owner's own version."""
    troubles = []
    for service in owned or services.names():
        with database.of(service).reading() as session:
            announced = defaultdict(list)
            for subject, sequence in session.execute(select(OutboxRow.subject, OutboxRow.sequence)):
                announced[subject].append(sequence)
            for subject, version in _owned_versions(service, session):
                if sorted(announced[subject]) != list(range(1, version + 1)):
                    troubles.append(
                        f"{service}: {subject} is at version {version}, announced {sorted(announced[subject])}"
                    )
    return troubles


def _owned_versions(service: str, session: Session) -> Iterator[tuple[str, int]]:
    """Subjects and how far they are by the state of their owner."""
    models: dict[str, list[Any]] = {
        "residents": [Person, Post],
        "employment": [Posting, Wish],
        "notifications": [Notice],
        # A settled case and one whose reporter is back move on without a word to others.
        "grievances": [],
    }
    for model in models[service]:
        for subject, version in session.execute(select(model.id, model.version)):
            yield str(subject), version


def unpublished() -> list[str]:
    """C2: what still waits in an outbox."""
    troubles = []
    for service in services.names():
        with database.of(service).reading() as session:
            waiting = session.scalar(
                select(func.count()).select_from(OutboxRow).where(OutboxRow.published_at.is_(None))
            )
        if waiting:
            troubles.append(f"{service}: {waiting} events unpublished")
    return troubles


def subscriptions() -> Iterator[tuple[str, str, set[str]]]:
    """Service, handler and types of every subscription."""
    for service in services.names():
        for name, method in vars(services.worker_of(service)).items():
            for entrypoint in getattr(method, "nameko_entrypoints", ()):
                if isinstance(entrypoint, Subscribe):
                    yield service, name, {each.type() for each in entrypoint.contracts}


def lost_and_ghosts(failed: Collection[tuple[str, str]] = ()) -> list[str]:
    """C3: for every subscription, what was published is what was applied.

    `failed` names handlers and message ids that are expected in the failed-event store instead.
    """
    published: dict[str, set[UUID]] = defaultdict(set)
    for service in services.names():
        with database.of(service).reading() as session:
            for kind, event_id in session.execute(select(OutboxRow.type, OutboxRow.event_id)):
                published[kind].add(event_id)
    troubles = []
    for service, handler, types in subscriptions():
        expected = {event_id for kind in types for event_id in published[kind]}
        expected -= {UUID(message) for name, message in failed if name == handler}
        with database.of(service).reading() as session:
            applied = set(session.scalars(select(InboxRow.event_id).where(InboxRow.handler == handler)))
        if expected - applied:
            troubles.append(f"{service}.{handler}: {len(expected - applied)} events lost")
        if applied - expected:
            troubles.append(f"{service}.{handler}: {len(applied - expected)} ghosts")
    return troubles


def effects_happened_once() -> list[str]:
    """C4: one notice for each posting, one message for each match that was delivered."""
    troubles = []
    with database.of("employment").reading() as session:
        postings = set(
            session.scalars(
                select(OutboxRow.event_id).where(OutboxRow.type == "employment.posting_published.v1")
            )
        )
    with database.of("notifications").reading() as session:
        notices = {each.id: each for each in session.scalars(select(Notice))}
        causes = Counter(each.cause_id for each in notices.values())
        matches = Counter(session.scalars(select(Match.notice_id)))
        messages = Counter(session.scalars(select(Message.notice_id)))
        twice = session.execute(
            select(Message.notice_id, Message.person_id, func.count())
            .group_by(Message.notice_id, Message.person_id)
            .having(func.count() > 1)
        ).all()
    troubles += [
        f"posting event {cause} has {causes[cause]} notices" for cause in postings if causes[cause] != 1
    ]
    troubles += [f"notice for an unknown event {cause}" for cause in causes if cause not in postings]
    troubles += [f"{count} messages of notice {notice} to {person}" for notice, person, count in twice]
    for notice in notices.values():
        if notice.matched != matches[notice.id] or notice.delivered != messages[notice.id]:
            troubles.append(
                f"notice {notice.id} says {notice.matched} matched, {notice.delivered} delivered; there are "
                f"{matches[notice.id]} and {messages[notice.id]}"
            )
    return troubles


def failed_events(expected: Collection[tuple[str, str]] = ()) -> list[str]:
    """C7: the failed-event stores hold what is expected, handler and message id, and nothing else."""
    found = set()
    for service in services.names():
        with database.of(service).reading() as session:
            found |= {
                (each.handler, each.message_id): f"{service}: {each.error}"
                for each in session.scalars(select(FailedEvent))
            }.items()
    kept = dict(found)
    troubles = [f"{key} has failed ({why})" for key, why in kept.items() if key not in expected]
    return troubles + [f"{key} has not failed" for key in expected if key not in kept]


def idle_transactions(own: Database) -> list[str]:
    """C10: nobody sits in an open transaction, and a relay's lock is held once at most."""
    if own.is_sqlite:
        return []
    with own.reading() as session:
        idle = session.execute(
            text(
                "SELECT application_name, state FROM pg_stat_activity WHERE datname = current_database() "
                "AND state LIKE 'idle in transaction%' AND state_change < clock_timestamp() - interval '1 second'"
            )
        ).all()
        locks = session.scalar(
            text(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        )
    troubles = [f"{own.service}: {name} is {state}" for name, state in idle]
    if locks and locks > 1:
        troubles.append(f"{own.service}: the relay's lock is held {locks} times")
    return troubles


def open_cases() -> list[Case]:
    """All open cases."""
    with database.of("grievances").reading() as session:
        return list(session.scalars(select(Case).where(Case.state == "open")))
