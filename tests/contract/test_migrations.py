"""Migrations lead to the tables that the code declares, and back, on both databases."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, make_url

from challenge.kernel.db import Base, Database
from challenge.rooms import ROOMS
from challenge.runtime import schema
from config import ROOT


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'fresh.sqlite'}"
        return
    other = make_url(request.getfixturevalue("postgres_url"))
    name = f"challenge_fresh_{os.getpid()}"
    server = other.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield other.set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_migrations_lead_to_the_declared_tables_and_back(url: str) -> None:
    assert ROOMS
    database = Database(url)
    config = schema.alembic_config(ROOT, url)
    schema.upgrade(ROOT, database)
    with database.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _is_declared})
        differences = compare_metadata(context, Base.metadata)
    was_current = schema.is_current(ROOT, database)
    command.downgrade(config, "base")
    left = set(inspect(database.reader).get_table_names()) - {"alembic_version"}
    command.upgrade(config, "head")
    again = schema.is_current(ROOT, database)
    database.close()

    assert (differences, was_current, left, again) == ([], True, set(), True)


def _is_declared(_thing: object, name: str, kind: str, _reflected: object, _other: object) -> bool:
    """Leave out what each database's full-text search keeps for itself."""
    return not (kind == "table" and name.startswith("problem_words"))


def test_migrations_have_dated_names() -> None:
    names = [path.name for path in (ROOT / "migrations" / "versions").glob("*.py")]

    assert names
    assert [name for name in names if not name[:8].isdigit() or name[8] != "_" or not name[9:13].isdigit()] == []
