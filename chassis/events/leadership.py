"""Leadership and wake-up of relays: one replica at a time, woken by a word from whoever announced."""

import select
import time
from typing import Any, Protocol

import psycopg2
from sqlalchemy.exc import DBAPIError

from chassis.database import Database

_LOCK = 0x646F6F72
"""Key of the session-level advisory lock, the same in every service's own database."""
_CHANNEL = "doorstep_outbox"
_POKE_SECONDS = 0.01


class Leadership(Protocol):
    """The right to relay, and the ear for announcements."""

    def held(self) -> bool:
        """Whether this replica may relay now; tries to take the lead when it does not have it."""

    def wait(self, seconds: float) -> None:
        """Sleep until somebody announces something, `seconds` at most."""

    def release(self) -> None:
        """Let another replica take over."""


class Alone:
    """SQLite: there is one worker process, and it leads."""

    def held(self) -> bool:
        """Always."""
        return True

    def wait(self, seconds: float) -> None:
        """Sleep: another process that announces has no way to wake this one."""
        time.sleep(min(seconds, 0.1))

    def release(self) -> None:
        """There is nobody to take over."""


class AdvisoryLock:
    """PostgreSQL: a session-level advisory lock, which the server frees when its holder dies."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Any = None
        self._leads = False

    def held(self) -> bool:
        """Whether the lock is ours; a lost connection means a lost lock, to be taken anew."""
        try:
            if self._connection is None:
                self._connect()
            with self._connection.cursor() as cursor:
                if self._leads:
                    cursor.execute("SELECT 1")
                else:
                    cursor.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,))
                    (self._leads,) = cursor.fetchone()
        except psycopg2.Error:
            self.release()
        except Exception:
            self.release()
            raise
        return self._leads

    def wait(self, seconds: float) -> None:
        """Sleep on the socket on which the server tells of announcements."""
        if self._connection is None:
            time.sleep(seconds)
            return
        try:
            if not self._connection.notifies:
                select.select([self._connection], [], [], seconds)
                self._connection.poll()
            self._connection.notifies.clear()
        except psycopg2.Error:
            self.release()

    def release(self) -> None:
        """Hang up, which frees the lock."""
        connection, self._connection, self._leads = self._connection, None, False
        if connection is not None:
            connection.close()

    def _connect(self) -> None:
        # Outside the pool: this session lives as long as the worker.
        fairy = self._database.engine.raw_connection()
        self._connection = fairy.driver_connection
        fairy.detach()
        self._connection.autocommit = True
        with self._connection.cursor() as cursor:
            cursor.execute(f"LISTEN {_CHANNEL}")


class Poke:
    """Tells the relay, after a commit, that there is something to carry."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._last = 0.0

    def __call__(self) -> None:
        """Send a word unless one was just sent: the relay, once awake, looks again by itself."""
        now = time.monotonic()
        if now - self._last < _POKE_SECONDS:
            return
        self._last = now
        try:
            with self._engine.connect() as connection:
                connection.exec_driver_sql(f"NOTIFY {_CHANNEL}")
        except DBAPIError:
            # The change is committed; without the word, the relay finds it within a second.
            self._last = 0.0


def leadership_of(database: Database) -> Leadership:
    """The way to lead that fits the database."""
    return Alone() if database.is_sqlite else AdvisoryLock(database)
