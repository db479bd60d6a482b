"""Databases as migrations build them: built once a process, as building takes longer than most tests."""

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from chassis import migrations
from chassis.database import Database
from tests.postgres import POSTGRES, server

_built = TemporaryDirectory(prefix="doorstep-migrated-")
atexit.register(_built.cleanup)


def migrate(own: Database) -> Database:
    """Give an empty database the newest schema."""
    path = make_url(own.url).database
    if own.is_sqlite and path and not Path(path).exists():
        shutil.copy(_template(own.service), path)
    elif own.is_sqlite or not server(POSTGRES).migrate(own):
        migrations.upgrade(own)
    return own


@cache
def _template(service: str) -> Path:
    path = Path(_built.name) / f"{service}.sqlite3"
    built = Database(service, f"sqlite:///{path}")
    migrations.upgrade(built)
    built.engine.dispose()
    return path
