"""Telling troubles apart: whether a failure is the event's own or the database's."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_AWAY = ("08", "53", "57P", "58", "XX")
"""SQLSTATE beginnings: connection, resources, shut-down, system, internal."""
_COLLIDED = ("40",)
_NO_TABLE = "42P01"
_SQLITE_AWAY = ("database is locked", "disk", "unable to open", "readonly")


class HandlerTooSlow(Exception):
    """A handler did not come back within its deadline."""


def database_away(error: BaseException) -> bool:
    """Whether the database could not do its work, whatever the event: wait and do the same again."""
    if overrun(error) or not isinstance(error, DBAPIError | PoolTimeoutError):
        return False
    if isinstance(error, PoolTimeoutError):
        return True
    state = _state(error)
    if state:
        return state.startswith(_AWAY)
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    if isinstance(error, OperationalError):
        text = str(error.orig)
        # Without a state, psycopg2 could not reach the server; SQLite never gives one.
        return "sqlite3" not in type(error.orig).__module__ or any(each in text for each in _SQLITE_AWAY)
    return False


def table_missing(error: BaseException) -> bool:
    """Whether a table is not there, because the database was never set up."""
    if not isinstance(error, DBAPIError):
        return False
    return _state(error) == _NO_TABLE or "no such table" in str(error.orig)


def overrun(error: BaseException) -> HandlerTooSlow | None:
    """The deadline behind an error, if any: one that falls into a statement breaks the connection by itself."""
    earlier: BaseException | None = error
    while earlier is not None and not isinstance(earlier, HandlerTooSlow):
        earlier = earlier.__context__
    return earlier


def collided(error: BaseException) -> bool:
    """Whether two transactions got in each other's way: the same again at once is likely to work."""
    return isinstance(error, DBAPIError) and _state(error).startswith(_COLLIDED)


def _state(error: DBAPIError) -> str:
    return getattr(error.orig, "pgcode", None) or ""
