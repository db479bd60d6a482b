"""The contracts as released: `python -m tests.architecture.released` enters the new ones.

A contract that is in `released_contracts.json` is never changed there: other services, and events that wait in a
queue or an outbox, rely on its shape. A new shape is a new version beside the old one.
"""

import importlib
import json
import pkgutil
from pathlib import Path

import contracts
from chassis.contracts import Event, all_contracts, shape

FILE = Path(__file__).parent / "released_contracts.json"


def declared() -> list[type[Event]]:
    """Every contract of the published language."""
    for module in pkgutil.iter_modules(contracts.__path__):
        importlib.import_module(f"contracts.{module.name}")
    return [each for each in all_contracts() if each.__module__.startswith("contracts.")]


def released() -> dict[str, dict[str, str]]:
    """The shapes of released contracts, by type."""
    found: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def shapes() -> dict[str, dict[str, str]]:
    """The shapes that the code declares now, by type."""
    return {each.type(): shape(each) for each in declared()}


if __name__ == "__main__":
    before = released() if FILE.exists() else {}
    FILE.write_text(
        json.dumps(dict(sorted({**shapes(), **before}.items())), ensure_ascii=False, indent=2) + "\n",
        encoding="utf-8",
    )
