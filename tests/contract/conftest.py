"""A world of two editions, made once per module."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import load
from tests.contract.world import World
from tests.house import TestHouse


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give two editions with one of everything and a caller of each role."""
    folder = tmp_path_factory.mktemp("world")
    shutil.copy(sqlite_template, folder / "challenge.sqlite")
    house = TestHouse(load({"CHALLENGE_INSTANCE": str(folder), "CHALLENGE_SECRET_KEY": "test"}))
    yield World(house)
    house.close()
