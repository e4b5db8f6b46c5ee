"""The database's shape: brought up to date before the first process starts."""

from importlib.metadata import PackageNotFoundError, version
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


def _scripts(root: Path) -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic_config(root, ""))


def known_shapes(root: Path) -> set[str]:
    """Return the names of every shape that this release can bring up to date."""
    return {script.revision for script in _scripts(root).walk_revisions()}


def shape_of(database: Database) -> set[str]:
    """Return the name of a database's shape; empty for one without tables."""
    with database.reader.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads())


def is_current(root: Path, database: Database) -> bool:
    """True when the database has this release's shape."""
    return shape_of(database) == set(_scripts(root).get_heads())


def upgrade(root: Path, database: Database) -> None:
    """Bring the database to this release's shape; safe while the previous release still runs."""
    command.upgrade(alembic_config(root, database.url), "head")


def release() -> str:
    """Return the name of the installed release, "" for a bare checkout."""
    try:
        return version("challenge")
    except PackageNotFoundError:
        return ""
