"""Database: one engine per service, one way to open a transaction."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, Dialect, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from chassis import settings

_KEPT_OPEN = 10
"""Connections to PostgreSQL that a process keeps open when it does not need them."""
_SQLITE_WAIT_SECONDS = 30


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant: `timestamptz` on PostgreSQL, ISO text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What values of this type are; a decorated type does not say so by itself."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive instants: they would mean another hour on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Database:
    """A service's own database and the only place that begins, commits and rolls back."""

    def __init__(self, service: str, url: str) -> None:
        self.service = service
        self.url = url
        self.engine = _engine(service, url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writing = self.engine.execution_options(sqlite_begin="IMMEDIATE")
        # Green threads share one OS thread: two of them writing one SQLite file would wait for each other
        # inside the C library, where neither can go on.
        self._one_writer = threading.Lock()
        self._outer: ContextVar[Session | None] = ContextVar(f"transaction of {service}", default=None)
        self.after_announcement: list[Callable[[], None]] = []
        """Called after a commit that announced something."""

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open the one transaction of an entrypoint: committed at the end, rolled back on any error.

        Within `joined` it is a part of that one.
        """
        outer = self._outer.get()
        if outer is not None:
            yield outer
            outer.flush()
            return
        if not self.is_sqlite:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        else:
            with (
                self._one_writer,
                Session(self._writing, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session
        if session.info.get("announced"):
            for poke in self.after_announcement:
                poke()

    @contextmanager
    def joined(self) -> Iterator[Session]:
        """Open a transaction in which every `transaction` within takes part."""
        with self.transaction() as session:
            before = self._outer.set(session)
            try:
                yield session
            finally:
                self._outer.reset(before)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction that sees one moment and changes nothing."""
        with Session(self.engine) as session:
            yield session


@cache
def of(service: str) -> Database:
    """The database of a service, by the settings of this process."""
    url = settings.current().database_url(service)
    return Database(service, url)


def _engine(service: str, url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            settings.private_folder(Path(parsed.database).parent)
        engine = create_engine(
            url, connect_args={"timeout": _SQLITE_WAIT_SECONDS, "check_same_thread": False}
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    most = settings.current().database_connections
    kept = min(most, _KEPT_OPEN)
    return create_engine(
        parsed.set(drivername="postgresql+psycopg2"),
        pool_size=kept,
        max_overflow=most - kept,
        pool_pre_ping=True,
        pool_timeout=10,
        insertmanyvalues_page_size=1000,
        connect_args={
            "application_name": f"doorstep-{service}",
            "connect_timeout": 5,
            # A handler cut off in the middle of a statement hangs up: its locks must not outlive it.
            "options": "-c statement_timeout=60000 -c idle_in_transaction_session_timeout=120000 "
            "-c client_connection_check_interval=1000 -c timezone=UTC",
        },
    )


def _prepare_sqlite(connection: sqlite3.Connection, record: Any) -> None:
    del record
    # The driver would begin transactions by itself, and late; _begin_sqlite does it instead.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: Any) -> None:
    # A read transaction that turns into a write fails at once when another has written since:
    # whoever means to write says so at the beginning.
    connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("sqlite_begin", "DEFERRED"))
