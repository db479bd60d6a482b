"""With the embedded broker one process runs all workers; this lock on the data folder keeps it so."""

import fcntl
import time
from pathlib import Path
from typing import IO

from chassis import settings

_TRIES = 10
_held: list[IO[str]] = []
"""Open files whose locks last as long as the process."""


def _path() -> Path:
    return settings.private_folder(settings.current().data_dir) / "worker.lock"


def take() -> bool:
    """Take the lock for the life of this process; False when another worker has it."""
    file = _path().open("w")
    for _ in range(_TRIES):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            # It may only be somebody who looks whether it is held, which takes no time.
            time.sleep(0.1)
        else:
            _held.append(file)
            return True
    file.close()
    return False


def is_held() -> bool:
    """Whether a worker process is running on this data folder."""
    with _path().open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
