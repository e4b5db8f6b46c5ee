"""What every test may ask for: a house on each database, and the services behind them."""

import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from challenge.kernel.db import Base, Database
from challenge.rooms import ROOMS
from challenge.runtime import schema
from challenge.runtime.loading import for_good
from challenge.runtime.opening import opened
from config import ROOT, load
from tests import postgres
from tests.house import TestHouse
from tests.sqlite import Files
from tests.worlds import Ground

assert ROOMS, "importing the rooms registers their tables"


# What stays in one worker, in the order in which it is handed out: one world of the fences, one furnished house that
# backups are taken of, one browser and one served house, and never two tests that kill processes at once on two cores.
# One worker compiles the solver while the two others do not need it: whoever needs it later finds it compiled.
EVERY_PAGE = "tests/pages/test_every_page.py"
FENCES, SOLVER, RUNTIME = "tests/contract/", "tests/unit/teams/", "tests/flow/runtime/"
TOGETHER = (SOLVER, FENCES, RUNTIME, EVERY_PAGE, "tests/pages/", "tests/processes/")


def _folder(nodeid: str) -> str:
    """Return which of those a test belongs to, "" for none."""
    return next((folder for folder in TOGETHER if nodeid.startswith(folder)), "")


class ByRoom(LoadScopeScheduling):  # type: ignore[misc]
    """Hands these out whole, and every other test alone to whoever is free, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        return _folder(nodeid) or nodeid


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what stays together first, in its order."""
    places = {folder: place for place, folder in enumerate((*TOGETHER, ""))}
    items.sort(key=lambda item: places[_folder(item.nodeid)])


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for garbage in what the tests make alone: what is loaded and collected stays."""
    with for_good():
        return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByRoom:
    """Take our order instead of marks: a folder says it all."""
    return ByRoom(config, log)


def _absent(what: str) -> None:
    """A missing service is a failure in CI and a loud skip elsewhere."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must not skip: {what}", pytrace=False)
    # Past the capture, on the terminal itself: a warning would be an error here (filterwarnings), a quiet skip a lie.
    print(f"\n!!! SKIPPED FOR WANT OF A SERVICE: {what}", file=sys.__stderr__)
    pytest.skip(what)  # only a developer's own machine comes here: with CI=true the absence has failed above


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with every table and no row, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.writer)
    with database.writer.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
        connection.exec_driver_sql("BEGIN")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Give the address of a PostgreSQL database with every table."""
    try:
        with postgres.server() as address:
            name = f"challenge_test_{os.getpid()}"
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{name}"')
            made = make_url(address).set(database=name, drivername="postgresql+psycopg")
            url = made.render_as_string(hide_password=False)
            database = Database(url)
            Base.metadata.create_all(database.writer)
            database.close()
            yield url
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    except postgres.NoPostgres as missing:
        _absent(str(missing))


@pytest.fixture(scope="session")
def postgres_rows(postgres_url: str) -> Iterator[postgres.Rows]:
    """Give what empties that database between two tests."""
    address = make_url(postgres_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        yield postgres.Rows(connection)


@pytest.fixture(scope="session")
def sqlite_files(sqlite_template: Path) -> Iterator[Files]:
    """Give SQLite files in memory where the system has such a folder, else on its disk."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with TemporaryDirectory(prefix="challenge-test-", dir=memory) as folder:
        yield Files(Path(folder), sqlite_template)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a new instance on SQLite, as `challenge migrate` leaves it, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    ground = opened(load({"CHALLENGE_INSTANCE": str(folder)}))
    schema.upgrade(ROOT, ground.database)
    ground.close()
    return folder


@pytest.fixture(params=["sqlite", "postgres"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestHouse]:
    """Give an empty house, once on each database."""
    if request.param == "sqlite":
        files = request.getfixturevalue("sqlite_files")
        with files.empty() as url:
            yield from _made(tmp_path, url, files.ground(url))
    else:
        url = request.getfixturevalue("postgres_url")
        rows = request.getfixturevalue("postgres_rows")
        rows.empty()
        yield from _made(tmp_path, url, rows)


@pytest.fixture
def sqlite_house(sqlite_files: Files, tmp_path: Path) -> Iterator[TestHouse]:
    """Give an empty house on SQLite, for what does not touch the database's own behaviour."""
    with sqlite_files.empty() as url:
        yield from _made(tmp_path, url, sqlite_files.ground(url))


def _made(instance: Path, url: str, ground: Ground) -> Iterator[TestHouse]:
    environ = {"CHALLENGE_INSTANCE": str(instance), "CHALLENGE_DATABASE_URL": url, "CHALLENGE_SECRET_KEY": "test"}
    made = TestHouse(load(environ), ground)
    yield made
    made.close()
