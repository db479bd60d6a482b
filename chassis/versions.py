"""Versions: whoever changes something may say which version of it they have seen."""

from chassis.errors import Refusal


class ChangedMeanwhile(Refusal):
    """What is to be changed is no longer what the caller has seen."""

    code = "changed-meanwhile"
    status = 412
    zh = "内容已被他人修改：请重新打开，确认后再改。"
    en = "Somebody has changed this meanwhile: open it again, look, and then change it."


def require_seen(version: int, seen: int | None) -> None:
    """Raises ChangedMeanwhile unless the caller has seen this version, or does not say which."""
    if seen is not None and seen != version:
        raise ChangedMeanwhile
