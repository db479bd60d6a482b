"""Databases on a PostgreSQL server, cleaned and lent again: making one takes longer than most tests."""

import atexit
import os
import uuid
from collections import defaultdict
from functools import cache
from typing import Any

import psycopg2
from psycopg2.extras import execute_values
from sqlalchemy.engine import make_url

from chassis import migrations
from chassis.database import Database

POSTGRES = os.environ.get("DOORSTEP_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
EMPTY = ""
"""The kind of a database without tables; another's is the service whose tables it has."""
_IN_USE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
)
_TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"


class Server:
    """A server by a superuser's URL; raises psycopg2.OperationalError when it is away."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self._wire = psycopg2.connect(url, connect_timeout=3)
        self._wire.autocommit = True
        self._kinds: dict[str, str] = {}
        self._free: dict[str, list[str]] = defaultdict(list)
        self._first_rows: dict[str, dict[str, list[tuple[Any, ...]]]] = {}
        atexit.register(self._drop, self._kinds)

    def lend(self) -> str:
        """Give the URL of an empty database."""
        return self._url(self._free[EMPTY].pop() if self._free[EMPTY] else self._make())

    def migrate(self, own: Database) -> bool:
        """Give a database that was lent the tables of its service; tell whether it could be done."""
        name = make_url(own.url).database or ""
        if self._kinds.get(name) != EMPTY or self._tables(own.url):
            return False
        own.engine.dispose()
        if self._free[own.service]:
            with_tables = self._free[own.service].pop()
            self._exchange(name, with_tables)
            self._free[EMPTY].append(with_tables)
        else:
            migrations.upgrade(own)
            self._kinds[name] = own.service
            if own.service not in self._first_rows:
                self._first_rows[own.service] = self._read(own.url)
        return True

    def take_back(self, url: str) -> None:
        """Clean a database, to be lent again; one whose tables are others by now is dropped."""
        name = make_url(url).database or ""
        self._do(_IN_USE, name)
        service = self._kinds[name]
        if service == EMPTY or not self._clean(url, self._first_rows[service]):
            self._drop([name])
        else:
            self._free[service].append(name)

    def _url(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    def _do(self, statement: str, *given: str) -> None:
        with self._wire.cursor() as cursor:
            cursor.execute(statement, given)

    def _make(self) -> str:
        name = f"doorstep_test_{uuid.uuid4().hex[:12]}"
        self._do(f"CREATE DATABASE {name}")
        # No test cuts the power: what a disk has to be waited for is a third of the time.
        self._do(f"ALTER DATABASE {name} SET synchronous_commit = off")
        self._kinds[name] = EMPTY
        return name

    def _drop(self, names: Any) -> None:
        for name in list(names):
            self._do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            del self._kinds[name]

    def _exchange(self, one: str, other: str) -> None:
        """Let two databases change their names."""
        between = f"{one}_between"
        self._do(_IN_USE, one)
        for old, new in ((one, between), (other, one), (between, other)):
            self._do(f"ALTER DATABASE {old} RENAME TO {new}")
        self._kinds[one], self._kinds[other] = self._kinds[other], self._kinds[one]

    def _tables(self, url: str) -> list[str]:
        wire = psycopg2.connect(url)
        with wire.cursor() as cursor:
            cursor.execute(_TABLES)
            found = [name for (name,) in cursor]
        wire.close()
        return found

    def _read(self, url: str) -> dict[str, list[tuple[Any, ...]]]:
        """What lies in each table."""
        wire = psycopg2.connect(url)
        rows: dict[str, list[tuple[Any, ...]]] = {}
        with wire.cursor() as cursor:
            for table in self._tables(url):
                cursor.execute(f'SELECT * FROM "{table}"')
                rows[table] = cursor.fetchall()
        wire.close()
        return rows

    def _clean(self, url: str, first: dict[str, list[tuple[Any, ...]]]) -> bool:
        """Leave what migrations wrote and nothing else; tell whether the tables are those that they made."""
        wire = psycopg2.connect(url)
        with wire, wire.cursor() as cursor:
            cursor.execute(_TABLES)
            if [name for (name,) in cursor] != list(first):
                return False
            # Without triggers: the audit log forbids that anything is taken out of it.
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, rows in first.items():
                cursor.execute(f'DELETE FROM "{table}"')
                if rows:
                    execute_values(cursor, f'INSERT INTO "{table}" VALUES %s', rows)
            cursor.execute("SELECT setval(format('%I', sequencename), start_value, false) FROM pg_sequences")
        wire.close()
        return True


@cache
def server(url: str) -> Server:
    """The server of this process's tests."""
    return Server(url)
