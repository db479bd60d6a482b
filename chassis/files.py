"""Files with people's data."""

import os


def owners_only(path: str, flags: int) -> int:
    """An opener of files that only their owner reads."""
    return os.open(path, flags, 0o600)
