"""Keys: made, checked, and kept where only files are used."""

import base64
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ED25519_BYTES = 32


def new_keys() -> dict[str, str]:
    """A fresh set of keys, by field of Settings."""
    return new_data_keys() | new_token_keys()


def new_data_keys() -> dict[str, str]:
    """Keys that hide personal data."""
    return {
        "personal_data_keys": Fernet.generate_key().decode(),
        "event_keys": Fernet.generate_key().decode(),
        "blind_index_key": secrets.token_urlsafe(32),
    }


def new_token_keys() -> dict[str, str]:
    """A key to check tokens with and the one to sign them with, each 32 bytes in url-safe base64."""
    key = Ed25519PrivateKey.generate()
    return {
        "token_keys": base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).decode(),
        "token_signing_key": base64.urlsafe_b64encode(key.private_bytes_raw()).decode(),
    }


def kept(folder: Path, name: str, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """The keys in a file of this folder, made on first use and readable by their owner alone."""
    path = folder / name
    if not path.exists():
        # Two processes may start at once: the first link wins and both read the same file.
        draft = folder / f"{os.getpid()}.{name}"
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(make()), encoding="utf-8")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def split(raw: str) -> tuple[str, ...]:
    """Keys written with commas between."""
    return tuple(key.strip() for key in raw.split(",") if key.strip())


def ed25519_bytes(text: str) -> bytes:
    """The bytes of an Ed25519 key. Raises ValueError."""
    raw = base64.urlsafe_b64decode(text)
    if len(raw) != _ED25519_BYTES:
        raise ValueError(f"{len(raw)} bytes")
    return raw
