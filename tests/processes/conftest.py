"""The small edition in a folder of its own, for processes that are killed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.small import Small, copied_to, made_once


@pytest.fixture
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an empty instance folder with a short name: sockets in it have at most 107 characters."""
    return tmp_path_factory.mktemp("own")


@pytest.fixture
def ready(migrated: Path, instance: Path) -> Path:
    """Give such a folder with a database in which nothing is yet."""
    return shutil.copytree(migrated, instance, dirs_exist_ok=True)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """Give the small edition on SQLite at rest, to be copied."""
    return made_once(tmp_path_factory)


@pytest.fixture
def small(made: Small, instance: Path) -> Iterator[Small]:
    """Give the small edition on SQLite."""
    copied = copied_to(made, instance)
    yield copied
    copied.house.close()
