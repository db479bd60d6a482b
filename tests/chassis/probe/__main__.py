"""A worker process for the probe's service: `python -m tests.chassis.probe lamps`."""

import os
import sys
from pathlib import Path

import eventlet

eventlet.monkey_patch()

import services  # noqa: E402

services.__path__ = [str(Path(__file__).parent / "services")]

from chassis.events import process  # noqa: E402

os._exit(process.main(sys.argv[1:]))
