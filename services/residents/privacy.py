"""Privacy notices (PIPL, article 17): every version as it was published, and which is in force."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "notices"
"""One file a version, written by `python -m tests.architecture.privacy_notices` and never changed once published."""


@dataclass(frozen=True, kw_only=True)
class PrivacyNotice:
    """What people are told of the use of their data before they agree to anything; consent is given to a version."""

    version: str
    since: date
    told: Mapping[str, Any]


@cache
def published() -> tuple[PrivacyNotice, ...]:
    """All versions, the oldest first."""
    files = [json.loads(each.read_text(encoding="utf-8")) for each in FOLDER.glob("*.json")]
    notices = [
        PrivacyNotice(version=each.pop("version"), since=date.fromisoformat(each.pop("since")), told=each)
        for each in files
    ]
    return tuple(sorted(notices, key=lambda each: (each.since, each.version)))


def in_force(day: date) -> PrivacyNotice:
    """The newest version on a day; of days before any notice the oldest."""
    return next((each for each in reversed(published()) if each.since <= day), published()[0])


def version_on(version: str, day: date) -> PrivacyNotice | None:
    """A version, if there was one of this name on a day."""
    return next((each for each in published() if each.version == version and each.since <= day), None)
