"""Personal data: encrypted at rest and in events, findable by blind index, masked on screen."""

import hashlib
import hmac
from datetime import date
from functools import cache
from typing import Any, NewType

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from chassis import settings

Sealed = NewType("Sealed", str)
"""A personal value as it may travel in an event: a Fernet token, opened only by the handler that asks."""


MARK_BYTES = 5
_SHORT = 15
"""Characters of the longest number that is no citizen's: of those, ten in clear would be nearly all."""
MARK = b"\x01"


class CannotOpen(Exception):
    """A personal value was encrypted with a key that is not among the configured ones."""


@cache
def mark_of(key: str) -> bytes:
    """What begins every value written with a key: which key it was, without telling anything of it."""
    return MARK + hashlib.sha256(key.encode()).digest()[: MARK_BYTES - 1]


@cache
def _by_mark(keys: tuple[str, ...]) -> dict[bytes, tuple[str, ...]]:
    marked = [(mark_of(key), key) for key in keys]
    return {mark: tuple(key for other, key in marked if other == mark) for mark, _ in marked}


@cache
def _cipher(keys: tuple[str, ...]) -> Fernet | MultiFernet:
    ciphers = [Fernet(key) for key in keys]
    return ciphers[0] if len(ciphers) == 1 else MultiFernet(ciphers)


def _decrypt(keys: tuple[str, ...], token: bytes) -> str:
    try:
        return _cipher(keys).decrypt(token).decode()
    except (InvalidToken, ValueError):
        raise CannotOpen("A personal value was written with a key that is not configured here.") from None


def seal(value: str) -> Sealed:
    """Encrypt a value for an event."""
    return Sealed(_cipher(settings.current().event_keys).encrypt(value.encode()).decode())


def unseal(value: Sealed) -> str:
    """Read a value that came in an event. Raises CannotOpen."""
    return _decrypt(settings.current().event_keys, value.encode())


class Encrypted(TypeDecorator[Any]):
    """A text column that the database sees only as ciphertext: a mark, the id of its key, a Fernet token."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Encrypt with the newest key."""
        del dialect
        if value is None:
            return None
        newest = settings.current().personal_data_keys[0]
        return mark_of(newest) + _cipher((newest,)).encrypt(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Decrypt with the key it was written with. Raises CannotOpen."""
        del dialect
        if value is None:
            return None
        stored, keys = bytes(value), settings.current().personal_data_keys
        if not stored.startswith(MARK):
            # Written before keys had ids.
            return _decrypt(keys, stored)
        return _decrypt(_by_mark(keys).get(stored[:MARK_BYTES], ()), stored[MARK_BYTES:])


class EncryptedDate(Encrypted):
    """A day that the database sees only as ciphertext."""

    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> bytes | None:
        """Encrypt with the newest key."""
        return super().process_bind_param(value.isoformat() if value else None, dialect)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> date | None:
        """Decrypt with the key it was written with. Raises CannotOpen."""
        written: str | None = super().process_result_value(value, dialect)
        return date.fromisoformat(written) if written else None


def blind_index(field: str, value: str) -> bytes:
    """A keyed digest (HMAC-SHA256, 16 bytes) by which equal values of one field are found without being read."""
    key = hmac.digest(settings.current().blind_index_key.encode(), field.encode(), hashlib.sha256)
    return hmac.digest(key, value.encode(), hashlib.sha256)[:16]


def masked_name(name: str) -> str:
    """Keep the surname's first character: 张**."""
    return name[:1] + "*" * (len(name) - 1)


def masked_phone(phone: str) -> str:
    """Keep what tells two phones of a family apart: 138****5678."""
    return phone[:3] + "****" + phone[-4:]


def masked_id_number(number: str) -> str:
    """Keep area and last four of a citizen's: 500107********1234; of a shorter one little: H******78."""
    first, last = (6, 4) if len(number) > _SHORT else (1, 2)
    return number[:first] + "*" * (len(number) - first - last) + number[-last:]
