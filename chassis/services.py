"""Finding the services: every package under `services/` is one, and all are shaped alike."""

import importlib
import importlib.util
import pkgutil
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import services

_SIGN_IN = (
    "Be somebody of the community office for an hour  以社区工作人员身份操作一小时",
    """TOKEN=$(.venv/bin/doorstep token --role community_staff --area /)
  ask() { curl -s -H "Authorization: Bearer $TOKEN" "$@"; }""",
)


@cache
def names() -> tuple[str, ...]:
    """All services, by name."""
    return tuple(sorted(each.name for each in pkgutil.iter_modules(services.__path__) if each.ispkg))


def folder(service: str) -> Path:
    """Where a service's files lie."""
    (place,) = importlib.import_module(f"services.{service}").__path__
    return Path(place)


def part(service: str, name: str) -> ModuleType:
    """A module of a service, such as its `api`."""
    return importlib.import_module(f"services.{service}.{name}")


def optional_part(service: str, name: str) -> ModuleType | None:
    """A module not every service has, such as `commands`."""
    if importlib.util.find_spec(f"services.{service}.{name}") is None:
        return None
    return part(service, name)


def worker_of(service: str) -> Any:
    """The nameko class of a service: `NotificationsWorker` in `services/notifications/worker.py`."""
    return getattr(part(service, "worker"), f"{service.title()}Worker")


def things_to_try(address: str) -> list[tuple[str, str]]:
    """A few commands for a newcomer, title and command, as each service proposes in its `api`."""
    proposed = (each for service in names() for each in getattr(part(service, "api"), "TO_TRY", ()))
    return [_SIGN_IN, *((title, command.replace("{address}", address)) for title, command in proposed)]
