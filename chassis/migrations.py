"""Migrations: each service's Alembic history, run and checked without an alembic.ini.

Alembic is imported where it is needed: a fifth of the start of a process is much for those that never migrate.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, MetaData

from chassis import services
from chassis.database import Database
from chassis.events.tables import Base

if TYPE_CHECKING:
    from alembic.config import Config

_ENV = Path(__file__).parent / "alembic"


def metadata_of(service: str) -> list[MetaData]:
    """All tables of a service: its own and the chassis's."""
    own: MetaData = services.part(service, "models").Base.metadata
    return [own, Base.metadata]


def upgrade(database: Database) -> None:
    """Bring a database to the newest schema; does nothing when it is there."""
    from alembic import command

    with database.engine.begin() as connection:
        command.upgrade(_config(database.service, connection), "head")


def up_to_date(database: Database) -> bool:
    """Whether the schema is the newest."""
    from alembic.migration import MigrationContext

    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == _head(database.service)


@cache
def _head(service: str) -> str | None:
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config(service)).get_current_head()


def _config(service: str, connection: Connection | None = None) -> "Config":
    from alembic.config import Config

    versions = services.folder(service) / "migrations" / "versions"
    config = Config()
    config.set_main_option("script_location", str(_ENV))
    config.set_main_option("version_locations", str(versions))
    config.set_main_option("path_separator", "newline")
    config.attributes.update(connection=connection, target_metadata=metadata_of(service))
    return config
