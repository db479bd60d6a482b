"""Databases as migrations build them: built once a process and copied, as building takes longer than most tests."""

import atexit
import os
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg2
from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from chassis import migrations
from chassis.database import Database

_built = TemporaryDirectory(prefix="doorstep-migrated-")
atexit.register(_built.cleanup)


def migrate(own: Database) -> Database:
    """Give an empty database the newest schema."""
    path = make_url(own.url).database
    if own.is_sqlite and path and not Path(path).exists():
        shutil.copy(_template(own.service), path)
    elif own.is_sqlite or inspect(own.engine).get_table_names():
        migrations.upgrade(own)
    else:
        own.engine.dispose()
        server = make_url(own.url).set(database="postgres").render_as_string(hide_password=False)
        _replace(own.url, f"CREATE DATABASE {path} TEMPLATE {_postgres_template(own.service, server)}")
    return own


@cache
def _template(service: str) -> Path:
    path = Path(_built.name) / f"{service}.sqlite3"
    built = Database(service, f"sqlite:///{path}")
    migrations.upgrade(built)
    built.engine.dispose()
    return path


@cache
def _postgres_template(service: str, server: str) -> str:
    """A database of this process's own, on a server."""
    url = make_url(server).set(database=f"doorstep_template_{service}_{os.getpid()}")
    there = url.render_as_string(hide_password=False)
    _replace(there, f"CREATE DATABASE {url.database}")
    atexit.register(_replace, there)
    built = Database(service, there)
    migrations.upgrade(built)
    built.engine.dispose()
    return str(url.database)


def _replace(url: str, *made: str) -> None:
    """Drop a database, and make it anew."""
    where = make_url(url)
    server = psycopg2.connect(where.set(database="postgres").render_as_string(hide_password=False))
    server.autocommit = True
    with server.cursor() as cursor:
        for each in (f"DROP DATABASE IF EXISTS {where.database} WITH (FORCE)", *made):
            cursor.execute(each)
    server.close()
