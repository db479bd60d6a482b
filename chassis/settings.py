"""Settings: read once from the environment, checked before anything starts."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography.fernet import Fernet
from environs import Env, EnvError
from marshmallow import ValidationError
from marshmallow.validate import Length, OneOf, Range
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from chassis import keys

PREFIX = "DOORSTEP_"
_DATABASE_URL = "_DATABASE_URL"


class WrongSetting(Exception):
    """A setting that stops the start; the message names it, what is wrong and what to write instead."""


def _setting(meaning: str, default: Any) -> Any:
    return field(metadata={"meaning": meaning, "default": default})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All there is to set, with defaults that let a newcomer start without any."""

    data_dir: Path = _setting("Folder of the SQLite files and generated keys", "var")
    broker_url: str = _setting("`amqp://user:password@host:5672/vhost`; empty: the embedded broker", "")
    database_urls: Mapping[str, str] = _setting(
        "One per service; empty: a SQLite file in the data folder", ""
    )
    database_connections: int = _setting("Most connections of one process to one PostgreSQL database", 20)
    host: str = _setting("Address the APIs listen on", "127.0.0.1")
    port: int = _setting("Port the APIs listen on (`PORT` works too)", 8000)
    worker_port: int = _setting("Port of a worker's /healthz, /readyz and /metrics; 0: none", 0)
    threads: int = _setting("Threads of an API process", 8)
    data_handler: str = _setting("Who answers for people's data, and how to reach them", "")
    timezone: ZoneInfo = _setting("Zone of the community's calendar days", "Asia/Shanghai")
    batch_size: int = _setting("Most events applied in one transaction", 500)
    handler_deadline: float = _setting("Seconds a handler may take unless it says otherwise", 30.0)
    retry_delays: tuple[float, ...] = _setting(
        "Seconds before each new try of a failed event; after the last it is dead", "1,10,60,600,3600"
    )
    start_deadline: float = _setting("Seconds a worker may take to become ready before it gives up", 60.0)
    stop_deadline: float = _setting("Seconds a worker may take to finish what it holds", 25.0)
    confirm_timeout: float = _setting("Seconds the relay waits for the broker's confirms", 10.0)
    max_event_bytes: int = _setting("Largest event body a consumer takes", 262144)
    log_days: int = _setting(
        "Days an announced event stays in the log; the newest of each subject stays", 400
    )
    inbox_days: int = _setting("Days it is remembered that an event was applied; longer than any queue", 90)
    log_level: str = _setting("DEBUG, INFO, WARNING or ERROR", "INFO")
    log_format: str = _setting("`text` for people, `json` for machines", "text")
    personal_data_keys: tuple[str, ...] = _setting(
        "Fernet keys of personal data at rest, newest first, by comma; empty: generated (SQLite only)", ""
    )
    event_keys: tuple[str, ...] = _setting(
        "Fernet keys of personal fields in events, newest first; empty: generated (SQLite only)", ""
    )
    blind_index_key: str = _setting(
        "Key of the blind indexes, 32 characters or more; empty: generated (SQLite only)", ""
    )
    token_keys: tuple[str, ...] = _setting(
        "Ed25519 keys that tokens are checked with, newest first, by comma; empty: generated (SQLite only)",
        "",
    )
    token_signing_key: str = _setting(
        "Ed25519 key that tokens are signed with, only where `doorstep token` runs; empty: generated (SQLite only)",
        "",
    )

    def database_url(self, service: str) -> str:
        """Where this service keeps its data; a SQLite file when nothing is configured."""
        return self.database_urls.get(service) or f"sqlite:///{self.data_dir / (service + '.sqlite3')}"

    @property
    def embedded(self) -> bool:
        """Whether events travel inside one process because no broker is configured."""
        return not self.broker_url


def load() -> Settings:
    """Read and check every setting.

    Raises WrongSetting with one sentence a person can act on.
    """
    try:
        return _read(Env(prefix=PREFIX))
    except EnvError as wrong:
        raise WrongSetting(re.sub(r"\['(.*?)'\]", r"\1", str(wrong))) from None


@cache
def current() -> Settings:
    """The settings of this process, read on first use."""
    return load()


def private_folder(path: Path) -> Path:
    """A folder, made if it is missing, that is open to its owner alone: people's data may lie in it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def founded() -> bool:
    """Whether there are keys: in the environment, or in the data folder from an earlier time."""
    folder = Path(os.environ.get(PREFIX + "DATA_DIR") or "var")
    given = [os.environ.get(PREFIX + name.upper()) for name in keys.new_token_keys()]
    return any(given) or (folder / "token-keys.json").exists()


def table() -> list[tuple[str, str, str]]:
    """Name, default and meaning of every setting, for the generated page."""
    return [
        (
            PREFIX + ("<SERVICE>" + _DATABASE_URL if each.name == "database_urls" else each.name.upper()),
            str(each.metadata["default"]),
            each.metadata["meaning"],
        )
        for each in fields(Settings)
    ]


def _read(env: Env) -> Settings:
    default = {each.name: each.metadata["default"] for each in fields(Settings)}

    def text(name: str, *, one_of: tuple[str, ...] = ()) -> str:
        value = env.str(name.upper(), default[name], validate=[OneOf(one_of)] if one_of else None)
        return value.strip() or str(default[name])

    def number(name: str, least: float, most: float | None = None) -> Any:
        read = env.float if isinstance(default[name], float) else env.int
        return read(name.upper(), default[name], validate=Range(min=least, max=most))

    urls = {
        name.removeprefix(PREFIX).removesuffix(_DATABASE_URL).lower(): _database_url(name, value.strip())
        for name, value in os.environ.items()
        if name.startswith(PREFIX) and name.endswith(_DATABASE_URL) and value.strip()
    }
    data_dir = Path(text("data_dir"))
    broker_url = text("broker_url")
    if broker_url and not broker_url.startswith(("amqp://", "amqps://")):
        raise WrongSetting(f"{PREFIX}BROKER_URL must begin with amqp:// or amqps://.")
    return Settings(
        data_dir=data_dir,
        broker_url=broker_url,
        database_urls=urls,
        database_connections=number("database_connections", 2),
        host=text("host"),
        port=Env().int("PORT", number("port", 1, 65535), validate=Range(min=1, max=65535)),
        worker_port=number("worker_port", 0, 65535),
        threads=number("threads", 1),
        data_handler=text("data_handler"),
        timezone=_zone(text("timezone")),
        batch_size=number("batch_size", 1),
        handler_deadline=number("handler_deadline", 0.05),
        retry_delays=tuple(
            env.list("RETRY_DELAYS", _numbers(default["retry_delays"]), subcast=float, validate=_delays)
        ),
        start_deadline=number("start_deadline", 1),
        stop_deadline=number("stop_deadline", 1),
        confirm_timeout=number("confirm_timeout", 0.1),
        max_event_bytes=number("max_event_bytes", 1024),
        log_days=number("log_days", 1, 50 * 365),
        inbox_days=number("inbox_days", 1, 50 * 365),
        log_level=text("log_level", one_of=("DEBUG", "INFO", "WARNING", "ERROR")),
        log_format=text("log_format", one_of=("text", "json")),
        **_keys(env, data_dir, server=any(not url.startswith("sqlite") for url in urls.values())),
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise WrongSetting(
            f"{PREFIX}TIMEZONE is {name!r}: write an IANA zone such as Asia/Shanghai."
        ) from None


def _numbers(default: str) -> list[float]:
    return [float(each) for each in default.split(",")]


def _delays(delays: list[float]) -> None:
    if not delays or min(delays) < 0 or max(delays) > 366 * 86_400:
        raise ValidationError("write seconds of 0 or more, and a year at most, such as 1,10,60.")


def _database_url(name: str, url: str) -> str:
    try:
        kind = make_url(url).get_backend_name()
    except ArgumentError:
        raise WrongSetting(f"{name} is no database URL: postgresql://user:password@host/name.") from None
    if kind not in {"postgresql", "sqlite"}:
        raise WrongSetting(f"{name} names {kind!r}: PostgreSQL and SQLite are supported.")
    return url


def _keys(env: Env, data_dir: Path, *, server: bool) -> dict[str, Any]:
    found = {name: env.str(name.upper(), "").strip() for name in keys.new_keys()}
    # Who only checks tokens has no key to sign them with.
    needed = set(found) - {"token_signing_key"} if found["token_keys"] else set(found)
    missing = sorted(name for name in needed if not found[name])
    if missing and server:
        raise WrongSetting(
            f"{', '.join(PREFIX + name.upper() for name in missing)} must be set when a database server is "
            "used: keys generated on one machine would lock the others out. `doorstep keys` prints a set."
        )
    if "token_keys" in missing and found["token_signing_key"]:
        raise WrongSetting(f"{PREFIX}TOKEN_KEYS must hold the key that belongs to {PREFIX}TOKEN_SIGNING_KEY.")
    if missing:
        folder = private_folder(data_dir)
        generated = keys.kept(folder, "keys.json", keys.new_data_keys)
        generated |= keys.kept(folder, "token-keys.json", keys.new_token_keys)
        found |= {name: generated[name] for name in missing}
    try:
        Length(min=32)(found["blind_index_key"])
    except ValidationError:
        raise WrongSetting(f"{PREFIX}BLIND_INDEX_KEY is too short: write at least 32 characters.") from None
    return {
        "personal_data_keys": _checked("personal_data_keys", found, Fernet),
        "event_keys": _checked("event_keys", found, Fernet),
        "blind_index_key": found["blind_index_key"],
        "token_keys": _checked("token_keys", found, keys.ed25519_bytes),
        "token_signing_key": next(iter(_checked("token_signing_key", found, keys.ed25519_bytes)), ""),
    }


def _checked(name: str, found: Mapping[str, str], check: Callable[[str], object]) -> tuple[str, ...]:
    written = keys.split(found[name])
    for key in written or found[name]:
        try:
            check(key)
        except ValueError:
            raise WrongSetting(
                f"{PREFIX}{name.upper()} holds a key that is not 32 bytes in url-safe base64: "
                "`doorstep keys` prints good ones."
            ) from None
    return written
