"""The database's shape: brought up to date before the first process starts."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from challenge.kernel.db import Database


def alembic_config(root: Path, url: str) -> AlembicConfig:
    """Return Alembic's configuration without a file of its own."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(root / "migrations"))
    config.set_main_option(
        "file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(rev)s_%%(slug)s"
    )
    config.attributes["url"] = url
    return config


def is_current(root: Path, database: Database) -> bool:
    """True when the database has this release's shape."""
    wanted = set(ScriptDirectory.from_config(alembic_config(root, database.url)).get_heads())
    with database.reader.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == wanted


def upgrade(root: Path, database: Database) -> None:
    """Bring the database to this release's shape; safe while the previous release still runs."""
    command.upgrade(alembic_config(root, database.url), "head")
