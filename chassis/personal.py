"""Personal data: encrypted at rest and in events, findable by blind index, masked on screen."""

import hashlib
import hmac
from functools import cache
from typing import NewType

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from chassis import settings

Sealed = NewType("Sealed", str)
"""A personal value as it may travel in an event: a Fernet token, opened only by the handler that asks."""


class CannotOpen(Exception):
    """A personal value was encrypted with a key that is not among the configured ones."""


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _decrypt(keys: tuple[str, ...], token: bytes) -> str:
    try:
        return _cipher(keys).decrypt(token).decode()
    except InvalidToken:
        raise CannotOpen("A personal value was written with a key that is not configured here.") from None


def seal(value: str) -> Sealed:
    """Encrypt a value for an event."""
    return Sealed(_cipher(settings.current().event_keys).encrypt(value.encode()).decode())


def unseal(value: Sealed) -> str:
    """Read a value that came in an event. Raises CannotOpen."""
    return _decrypt(settings.current().event_keys, value.encode())


class Encrypted(TypeDecorator[str]):
    """A text column that the database sees only as ciphertext."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encrypt with the newest key."""
        del dialect
        if value is None:
            return None
        return _cipher(settings.current().personal_data_keys).encrypt(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Decrypt with whichever configured key fits."""
        del dialect
        return None if value is None else _decrypt(settings.current().personal_data_keys, bytes(value))


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
    """Keep area and last four: 500107********1234."""
    return number[:6] + "*" * max(len(number) - 10, 4) + number[-4:]
