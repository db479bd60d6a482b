"""Failpoints: named steps at which a fault test may kill the process; without the setting they do nothing."""

import os
import signal
from collections import Counter

_ARMED = os.environ.get("DOORSTEP_FAILPOINT", "")
"""`name` or `name:n`: die at the n-th passing of this step."""
_passed: Counter[str] = Counter()


def failpoint(name: str) -> None:
    """Die here, as by kill -9, when this step is armed."""
    if not _ARMED:
        return
    armed, _, nth = _ARMED.partition(":")
    if armed == name:
        _passed[name] += 1
        if _passed[name] == int(nth or 1):
            os.kill(os.getpid(), signal.SIGKILL)
