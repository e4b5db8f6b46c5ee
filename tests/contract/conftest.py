"""A world of two editions, made once per module."""

from collections.abc import Iterator

import pytest

from config import load
from tests.contract.world import World
from tests.house import TestHouse
from tests.sqlite import Files


@pytest.fixture(scope="module")
def world(sqlite_files: Files, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give two editions with one of everything and a caller of each role."""
    folder = tmp_path_factory.mktemp("world")
    with sqlite_files.empty() as url:
        environ = {"CHALLENGE_INSTANCE": str(folder), "CHALLENGE_DATABASE_URL": url, "CHALLENGE_SECRET_KEY": "test"}
        house = TestHouse(load(environ))
        yield World(house)
        house.close()
