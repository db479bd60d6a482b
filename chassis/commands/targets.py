"""Files that commands write people's data to."""

import os
from pathlib import Path
from typing import Any

import click


class Target(click.Path):
    """A file to be written, checked before any work is done: how its name ends, and that its folder is there."""

    def __init__(self, *endings: str) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)
        self._endings = endings

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Give the path; refuses one that cannot be written."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if path.suffix not in self._endings:
            self.fail(f"name a file that ends with {' or '.join(self._endings)}", param, ctx)
        if not path.parent.is_dir():
            self.fail(f"there is no folder {path.parent}: make it first, or name another", param, ctx)
        if not os.access(path.parent, os.W_OK):
            self.fail(f"nothing can be written in {path.parent}", param, ctx)
        return path
